"""Giving documents to the running services: paths, prefixes, a watched folder in, submissions on the event log out."""
