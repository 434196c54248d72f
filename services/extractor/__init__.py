"""The extractor: reads a published file and emits its sections as events, ended by a manifest."""
