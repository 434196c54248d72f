"""Which text of a department belongs to which tables, where the two are published as two files.

In come the publications of one department, out goes for each text the file whose tables it is to be judged against, or
None. A function of the publications alone: the order in which they came has no part in it.

Files of one disclosure bear the same department, level, fiscal year and kind. Where a text or a file of tables leaves
its level or year open, it fits every disclosure that agrees with the rest; the two are joined where exactly one fits
from either side, and not otherwise. A text that was published after a whole publication is judged against the tables of
that; one that a whole publication came after is judged by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

WHOLE: Final = "whole"
TABLES: Final = "tables"
TEXT: Final = "text"
SCOPES: Final = (WHOLE, TABLES, TEXT)
"""What can be joined."""


class Part(NamedTuple):
    """A publication of a department, as far as it matters for joining."""

    document_id: str
    scope: str
    org_level: str | None
    fiscal_year: int | None
    kind: str
    is_current: bool
    submitted_at: dt.datetime
    reading: str | None
    """The digest of what was read; None where the validator did not tell."""
    joined_document_id: str | None
    """Of a text: the file with whose tables it was judged."""
    joined_reading: str | None

    @property
    def identity(self) -> tuple[str | None, int | None, str]:
        """What tells the disclosures of one department apart."""
        return self.org_level, self.fiscal_year, self.kind

    @property
    def is_complete(self) -> bool:
        """Whether nothing of its identity is open."""
        return None not in self.identity


def pairs(parts: Sequence[Part]) -> Mapping[str, Part | None]:
    """Give for each text of one department the file whose tables it belongs to, None where there is none."""
    texts = [part for part in parts if part.scope == TEXT]
    tables = [part for part in parts if part.scope in (WHOLE, TABLES) and part.is_current]
    return {text.document_id: _companion(text, texts, tables) for text in texts}


def due(parts: Sequence[Part]) -> Mapping[str, Part | None]:
    """Give the texts that are to be judged anew, each with the file it belongs to; None where it stands alone now.

    A text of which no reading is told was judged by a validator that cannot join: it waits until it is judged again.
    """
    texts = {part.document_id: part for part in parts if part.scope == TEXT and part.reading is not None}
    found = pairs(parts)
    return {name: found[name] for name, text in texts.items() if not _is_judged_so(text, found[name])}


def _companion(text: Part, texts: Sequence[Part], tables: Sequence[Part]) -> Part | None:
    same = [part for part in tables if text.is_complete and part.identity == text.identity]
    if same:
        # Of a whole disclosure there is one that is current.
        found = max(same, key=lambda part: (part.submitted_at, part.document_id))
        is_later = (text.submitted_at, text.document_id) > (found.submitted_at, found.document_id)
        return found if found.scope == TABLES or is_later else None
    fitting = [part for part in tables if part.scope == TABLES and _fits(text, part)]
    if len(fitting) != 1:
        return None
    rivals = {other.identity for other in texts if _fits(other, fitting[0])}
    return fitting[0] if rivals == {text.identity} else None


def _fits(text: Part, tables: Part) -> bool:
    """Tell whether nothing that is known of two files contradicts that they are of one disclosure."""
    return all(
        one is None or other is None or one == other
        for one, other in zip(text.identity, tables.identity, strict=True)
    )


def _is_judged_so(text: Part, companion: Part | None) -> bool:
    if companion is None or text.joined_document_id != companion.document_id:
        return (companion.document_id if companion else None) == text.joined_document_id
    return companion.reading in (None, text.joined_reading)
