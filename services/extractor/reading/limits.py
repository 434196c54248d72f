"""How much of a file the reader is ready to take on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds on one file. Time and memory are bounded by the isolation of the process, not here."""

    max_bytes: int = 200 * 1024 * 1024
    """The largest disclosure met has under 2 MB; scans reach some tens of MB."""
    max_pages: int = 2_000
    """The longest disclosure met has 149 pages; a department with all its units may print several hundred."""
    ocr_pages: int = 15
    """Most pages without a text layer that are read by OCR, where its extra is installed; 0 for none. Such a page takes
    several seconds."""
