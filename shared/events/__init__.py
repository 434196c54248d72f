"""What the services say to one another: topics, payloads and the envelope of every event."""
