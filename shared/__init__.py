"""What the three services have in common: models, events, the event log, layouts, the rulebook."""
