"""The rules that a document is judged by: one module for each family, each from a view of the document to checks."""
