"""A scoreboard over a folder of published documents: what was recognised, read, accounted for and checked.

Every file goes through the extractor and the validator in memory; what is known of it beforehand comes from an index.
"""
