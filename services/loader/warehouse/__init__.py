"""The warehouse: a port, its adapters, and the numbered SQL files that make the tables of each."""
