"""The values that travel between the services: frozen, typed, free of any I/O."""
