"""How the bytes of a text are to be decoded: by its byte order mark, else by what makes characters of them.

In go bytes, out comes a text with its encoding, or nothing where no encoding that we know fits.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from services.extractor.reading.drawing import UNDECODABLE

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOST_LOST: Final = 0.01
"""A share of undecodable characters above this means that the encoding is not the one tried."""
_MOST_ZEROS: Final = 0.01
"""A share of zero bytes up to this is what editors and scripts leave in a text; they are passed over."""
_SAMPLE: Final = 4096
_USUAL: Final = 0.9
"""The share of a text's characters that occur in Chinese and English print; of other bytes read as UTF-16, a third."""
_PRINTED: Final = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2000, 0x2642),
    (0x3000, 0x303F),
    (0x4E00, 0x9FFF),
    (0xFF00, 0xFFEF),
)
_LINE_ENDS: Final = frozenset("\t\n\f\r")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, the encoding it was in, and how many characters could not be decoded (each is U+FFFD in `text`)."""

    text: str
    encoding: str
    undecodable: int


def decode(data: bytes) -> DecodedText | None:
    """Decode by byte order mark, else strictly in the likely encodings, else with the fewest losses; else None."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding)
    wide = utf16_of(data)
    if wide is not None:
        return _tolerant(data, wide)
    if data.count(0) <= _MOST_ZEROS * len(data):
        data = data.replace(b"\0", b"")
    for encoding in ("utf-8", "gb18030"):
        try:
            return DecodedText(data.decode(encoding), encoding, 0)
        except UnicodeDecodeError:
            continue
    attempts = [_tolerant(data, encoding) for encoding in ("utf-8", "gb18030")]
    best = min(attempts, key=lambda attempt: attempt.undecodable)
    return best if best.undecodable <= _MOST_LOST * len(best.text) else None


def utf16_of(data: bytes) -> str | None:
    """Give the UTF-16 encoding of a text without a byte order mark; None for anything else.

    Blanks, digits and line ends have a zero byte in UTF-16, and so have some Chinese characters; in UTF-8 and GB18030
    zeros do not occur.
    """
    sample = data[:_SAMPLE]
    if 0 not in sample:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
        usual = sum(
            sign in _LINE_ENDS or any(low <= ord(sign) <= high for low, high in _PRINTED) for sign in text
        )
        if usual >= _USUAL * len(text) > 0:
            return encoding
    return None


def _tolerant(data: bytes, encoding: str) -> DecodedText:
    text = data.decode(encoding, errors="replace")
    return DecodedText(text, encoding, text.count(UNDECODABLE))
