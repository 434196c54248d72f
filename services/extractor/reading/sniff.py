"""What a file is, told from its content, and whether it can be read at all.

In: the bytes of a file. Out: its media type, or `UnreadableFile` with the reason.
"""

from __future__ import annotations

from enum import StrEnum

from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.refusal import Refusal, UnreadableFile

PDF_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
"""Readers accept a PDF whose header stands within the first 1024 bytes (PDF 1.7 reference, appendix H)."""
_SAMPLE = 64 * 1024
_MOST_CONTROLS = 0.02
"""Text has line ends, tabs and form feeds; other control characters beyond this share are binary data."""

_KNOWN_BY_START = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (doc, xls)"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


class MediaType(StrEnum):
    """The kinds of files that are read."""

    PDF = "application/pdf"
    TEXT = "text/plain"


def media_type_of(data: bytes, *, name: str, limits: ReadLimits) -> MediaType:
    """Tell what a file is.

    Raises:
        UnreadableFile: for an empty file, one above `limits.max_bytes`, and one that is neither PDF nor text.
    """
    if not data.strip(b"\x00\t\n\f\r "):
        raise UnreadableFile(
            Refusal.EMPTY_FILE, "the file is empty", where=name, remedy="fetch it again from its publisher"
        )
    if len(data) > limits.max_bytes:
        raise UnreadableFile(
            Refusal.TOO_LARGE,
            f"the file has {len(data)} bytes, more than the limit of {limits.max_bytes}",
            where=name,
            remedy="raise the limit or split the file",
        )
    if PDF_HEADER in data[:_HEADER_WITHIN]:
        return MediaType.PDF
    seems = what_it_seems(data)
    if seems is not None:
        raise UnreadableFile(
            Refusal.UNKNOWN_TYPE,
            f"the file is neither a PDF nor a text extract but {seems}",
            where=name,
            remedy="submit the published PDF",
        )
    return MediaType.TEXT


def what_it_seems(data: bytes) -> str | None:
    """Say what a file that is no PDF seems to be; None for text."""
    for start, seems in _KNOWN_BY_START:
        if data.startswith(start):
            return seems
    sample = data[:_SAMPLE]
    if _is_web_page(sample):
        return "a web page"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_like_utf16(sample):
        return None
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\f\r")
    return "binary data" if controls > _MOST_CONTROLS * len(sample) else None


def _is_web_page(sample: bytes) -> bool:
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (
        start.startswith(b"<?xml") and b"<html" in start
    )


def _looks_like_utf16(sample: bytes) -> bool:
    """Whether line ends occur as 16-bit units and zeros stand in one half of the pairs only."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    units = (b"\n\x00", b"\x00\n")
    return (
        len(sample) % 2 == 0
        and any(unit in sample for unit in units)
        and min(even, odd) * 20 < max(even, odd)
    )
