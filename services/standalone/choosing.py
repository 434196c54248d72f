"""From what people call a document to the document: the beginning of its hash, its file's name, or its department.

Used by every command that takes a DOCUMENT. What names none or several is one line that says which there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from shared.errors import ConfigurationError

SHORTEST_HASH = 4
"""Hex digits that a hash must be given by, lest a department or file be taken for one."""
_SHOWN = 4
"""Documents that a message names."""


class Known(Protocol):
    """A document that can be chosen."""

    @property
    def document_id(self) -> str:
        """SHA-256 of its bytes, hex."""
        ...

    @property
    def file_name(self) -> str:
        """The name of its file."""
        ...

    @property
    def department(self) -> str | None:
        """Who published it."""
        ...


K = TypeVar("K", bound=Known)


def choose(name: str, known: Sequence[K]) -> K:
    """Give the one document that is called so. Raises ConfigurationError where there is none, or more than one.

    Of the publications of a department the current one is meant, where `known` says which is.
    """
    found = _called(name, known)
    if len(found) > 1:
        current = [document for document in found if getattr(document, "is_current", True)]
        found = current or found
    if len(found) == 1:
        return found[0]
    if not found:
        remedy = "give the beginning of its hash, its file name or its department"
        raise ConfigurationError("no document is called so", where=name, remedy=remedy)
    named = ", ".join(_told(document) for document in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise ConfigurationError(
        f"{len(found)} documents are called so: {named}{more}",
        where=name,
        remedy="give the beginning of the hash",
    )


def _called(name: str, known: Sequence[K]) -> list[K]:
    """Those that the name fits: by hash, else by file name, else by department."""
    if re.fullmatch(rf"[0-9a-f]{{{SHORTEST_HASH},64}}", name.lower()):
        by_hash = [document for document in known if document.document_id.startswith(name.lower())]
        if by_hash:
            return by_hash
    by_file = [document for document in known if document.file_name == name]
    return by_file or [document for document in known if document.department == name]


def _told(document: Known) -> str:
    year = getattr(document, "fiscal_year", None)
    return f"{document.document_id[:12]} {document.file_name}{f' {year}' if year else ''}"
