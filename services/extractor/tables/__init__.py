"""Typing tables: the regions of a document in, tables with row codes, column keys and places out."""
