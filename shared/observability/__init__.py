"""What can be seen of a running service: structured logs, trace context, metrics, and the HTTP endpoints for them."""
