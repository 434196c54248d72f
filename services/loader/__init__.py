"""The loader: takes the validator's rows and writes each document into the warehouse, whole and once."""
