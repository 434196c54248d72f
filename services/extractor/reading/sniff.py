"""What a file is, told from its content, and whether it can be read at all.

In: the bytes of a file. Out: its media type, or `UnreadableFile` with the reason.
"""

from __future__ import annotations

from enum import StrEnum

from services.extractor.reading.encodings import utf16_of
from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.refusal import Refusal, UnreadableFile

PDF_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
"""Readers accept a PDF whose header stands within the first 1024 bytes (PDF 1.7 reference, appendix H)."""
_SAMPLE = 64 * 1024
_MOST_CONTROLS = 0.02
"""Text has line ends, tabs and form feeds; other control characters beyond this share are binary data."""

_ARCHIVES = ((b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"\x1f\x8b", "a gzip archive"))
_ZIP = b"PK\x03\x04"
_ZIPPED = (
    (b"OFD.xml", "an OFD document"),
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
)
"""Names inside a ZIP that tell what it holds."""
_KNOWN_BY_START = (
    (b"\xd0\xcf\x11\xe0", "an old Office document (doc, xls)"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"CAJ\x00", "a CAJ document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<div")
_START = 2048
"""Bytes in which a web page, an answer of a server or a mail tells what it is."""


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
    # A PDF stored in an archive has its header near the beginning too.
    seems = _archive(data)
    if seems is None and PDF_HEADER in data[:_HEADER_WITHIN]:
        return MediaType.PDF
    seems = seems or what_it_seems(data)
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
    archive = _archive(data)
    if archive is not None:
        return archive
    for start, seems in _KNOWN_BY_START:
        if data.startswith(start):
            return seems
    sample = data[:_SAMPLE]
    written = _written_by_programs(sample)
    if written is not None:
        return written
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_of(sample):
        return None
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\f\r")
    return "binary data" if controls > _MOST_CONTROLS * len(sample) else None


def _archive(data: bytes) -> str | None:
    if data.startswith(_ZIP):
        names = data[:_SAMPLE] + data[-_SAMPLE:]
        return next((seems for name, seems in _ZIPPED if name in names), "a ZIP archive")
    return next((seems for start, seems in _ARCHIVES if data.startswith(start)), None)


def _written_by_programs(sample: bytes) -> str | None:
    """Say what a text is that people do not read as it stands: a web page, a server's answer, a mail."""
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:_START].lower()
    if start.startswith(b"<") and any(tag in start for tag in _TAGS):
        return "a web page"
    if start.startswith(b"<?xml"):
        return "an XML document"
    if start.startswith((b'{"', b'[{"')):
        return "a server's answer (JSON)"
    return "a mail or a web archive (MIME)" if b"mime-version:" in start else None
