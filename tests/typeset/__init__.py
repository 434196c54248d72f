"""Typesets complete, invented budget disclosures: documents whose every figure is known, for readers and checks.

A :class:`~tests.typeset.disclosure.Disclosure` holds the figures and sentences; ``generate`` invents a coherent one
from a seed; ``composition`` turns it into headings, paragraphs and grids; a producer prints those as PDF or as the text
that an extraction of such a PDF gives; ``truth`` says what a perfect reader finds.
"""
