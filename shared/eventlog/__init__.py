"""The event log: a port (`port`) and its adapters, `embedded` on one machine and `memory` for tests with faults."""
