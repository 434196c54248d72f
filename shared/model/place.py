"""Provenance: where on which page a figure was printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in PDF points; the origin is the page's upper left corner.

    No `Model`, whose instances take more than three times the memory: every word, line and cell has a box.
    Inside of models it is validated and written as one of them.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        """Give the smallest box around both."""
        return Box(
            x0=min(self.x0, other.x0),
            top=min(self.top, other.top),
            x1=max(self.x1, other.x1),
            bottom=max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a document: the page, counted from 1, and the box where the reader knows it (None from text)."""

    page: int
    box: Box | None = None


class ReadBy(StrEnum):
    """How what is printed on a page was read: from its text layer, or from its picture by optical recognition."""

    TEXT = "text"
    OCR = "ocr"
