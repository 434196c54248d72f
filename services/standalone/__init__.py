"""All three services in one process over the embedded event log: Fiscus on one machine."""
