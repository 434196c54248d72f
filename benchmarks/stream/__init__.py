"""What the streaming form does: `python -m benchmarks.stream` measures it over a real Kafka broker and PostgreSQL."""
