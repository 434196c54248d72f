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
    ocr_pages: int = 60
    """Most pages that are read by OCR, where its extra is installed; 0 for none. Such a page takes several seconds."""
    ocr_seconds: float = 210.0
    """No page is begun to be read by OCR once this has been spent on others: what is not read in time is reported, and
    does not cost the document the rest."""
