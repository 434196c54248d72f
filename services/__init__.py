"""The services of Fiscus: extractor, validator, loader, and the composition of all three on one machine."""
