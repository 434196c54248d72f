"""The loop that every service runs around its pure core: poll, handle, publish, commit; retry, give up, stop, drain."""
