"""Segmenting: pages in, the regions of tables and the lines of prose out."""
