"""Which publication of a disclosure is the current one.

A department may publish the same disclosure again with corrections: other bytes, the same department, level, fiscal
year and kind. Every publication stays; they are numbered in the order of submission and the last one is current. The
order in which they were *loaded* has no part in it, so that a warehouse filled in any order ends the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


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

    Gives the revision of each document id; the last is current.
    """
    ordered = sorted(publications)
    return {
        publication.document_id: Revision(number=number, is_current=number == len(ordered))
        for number, publication in enumerate(ordered, start=1)
    }
