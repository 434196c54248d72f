"""Why a file cannot be read, as codes that programs decide by and one line that people act on."""

from __future__ import annotations

from enum import StrEnum

from shared.errors import DocumentError


class Refusal(StrEnum):
    """Every reason for which a reader refuses a whole file."""

    EMPTY_FILE = "empty_file"
    UNKNOWN_TYPE = "unknown_type"
    """Neither a PDF nor text: a picture, an office document, an archive, a program."""
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    NO_PAGES = "no_pages"
    NO_TEXT_LAYER = "no_text_layer"
    """Every page is a picture or empty."""
    ENCODING_UNKNOWN = "encoding_unknown"


class UnreadableFile(DocumentError):  # noqa: N818 - it says what the file is
    """No document can be made of the file, now or later.

    `reason_code` is a value of `Refusal`; `str(error)` is one line: what, where, what to do.
    """

    def __init__(self, reason_code: Refusal, what: str, *, where: str, remedy: str) -> None:
        """Take one of the reader's own codes."""
        super().__init__(reason_code, what, where=where, remedy=remedy)

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild the error in another process (the parts are keyword arguments, which pickle does not keep)."""
        return _rebuild, (Refusal(self.reason_code), self.what, self.where, self.remedy)


def _rebuild(reason_code: Refusal, what: str, where: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(reason_code, what, where=where, remedy=remedy)
