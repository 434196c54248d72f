"""Which publication of a disclosure is the current one.

A department may publish the same disclosure again with corrections: other bytes, the same department, level, fiscal
year and kind. Every publication stays; they are numbered in the order of submission and the last one is current. The
order in which they were *loaded* has no part in it, so that a warehouse filled in any order ends the same.

What is published apart does not supersede each other: the tables of a disclosure are one line of revisions (alone or in
a whole publication), its text alone another. A text alone is superseded by a later whole publication too. Attachments
are not told apart from each other, so none supersedes another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

WHOLE: Final = "whole"
_TEXT: Final = "text"
_ATTACHMENT: Final = "attachment"


class Disclosure(NamedTuple):
    """What publications of the same disclosure have in common."""

    department: str
    org_level: str
    fiscal_year: int
    kind: str


class Publication(NamedTuple):
    """One publication in a disclosure."""

    submitted_at: dt.datetime
    document_id: str
    scope: str = WHOLE


@dataclass(frozen=True, slots=True)
class Revision:
    """The place of a publication among those of its disclosure."""

    number: int
    """Counts from 1."""
    is_current: bool


ALONE = Revision(number=1, is_current=True)
"""The revision of a document that does not say what it discloses: nothing can supersede it."""


def disclosure(
    department: str | None, org_level: str | None, fiscal_year: int | None, kind: str | None
) -> Disclosure | None:
    """The disclosure that a document is a publication of; None where it lacks one of the four."""
    if not department or not org_level or fiscal_year is None or not kind:
        return None
    return Disclosure(department, org_level, fiscal_year, kind)


def rank(publications: Iterable[Publication]) -> dict[str, Revision]:
    """Number the publications of one disclosure by the time of submission, equal times by document id.

    Gives the revision of each document id; the last of its line is current.
    """
    ordered = sorted(publications)
    texts = [publication for publication in ordered if publication.scope == _TEXT]
    tables = [publication for publication in ordered if publication.scope not in (_TEXT, _ATTACHMENT)]
    wholes = [publication for publication in tables if publication.scope == WHOLE]
    found = {publication.document_id: ALONE for publication in ordered}
    found |= _numbered(tables, last=tables[-1:])
    return found | _numbered(texts, last=max(texts[-1:], wholes[-1:]))


def _numbered(line: Sequence[Publication], last: Sequence[Publication]) -> dict[str, Revision]:
    """Number a line of publications from 1; the one that is `last` of all that can supersede is current."""
    return {
        publication.document_id: Revision(number=number, is_current=publication in last)
        for number, publication in enumerate(line, start=1)
    }
