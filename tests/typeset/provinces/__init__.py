"""Forms of regions that have no layout file, as data: a YAML file for each, filled with the same invented figures."""
