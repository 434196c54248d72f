"""Real servers for the tests: started on free ports for a run, or taken from an address in the environment."""
