"""Waivers: findings that somebody answers for until a date, from a reviewed YAML file.

In come the file's text, a document's findings and the day; out go the findings, those that a waiver covers marked with
who answers for them and why, and the waivers that cover nothing. A waiver never hides a finding, and after its last day
the finding counts again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field

from services.validator.reviewed import entries_of, text_of
from shared.errors import ConfigurationError
from shared.model.base import Model
from shared.model.finding import Finding, Waived
from shared.model.records import FindingRecord
from shared.rulebook.checks import load_rules

_NEVER_WAIVED: Final = "document.readable"
"""Nobody can answer for figures that were not read."""


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    return " ".join(text.split())


Said = Annotated[str, AfterValidator(_said)]


class Waiver(Model):
    """One entry of the file: which finding of which document, who answers for it and why, and until when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    document: str = Field(pattern="^[0-9a-f]{64}$")
    """SHA-256 of the document's bytes: a corrected publication is not covered."""
    table: str | None = None
    row: str | None = None
    """The row's code or its label."""
    column: str | None = None
    reason: Said
    author: Said
    expires: dt.date
    """The last day on which it is in force, UTC."""

    def covers(self, finding: Finding | FindingRecord) -> bool:
        """Tell whether a finding of the waiver's document is the one that is meant."""
        return (
            finding.rule_id == self.rule
            and self.table in (None, finding.table_id)
            and self.row in (None, finding.row_code, finding.row_label)
            and self.column in (None, finding.column_key)
        )

    def __str__(self) -> str:
        place = " ".join(part for part in (self.table, self.row, self.column) if part)
        return f"{self.rule}{f' at {place}' if place else ''} in {self.document[:12]}"


@dataclass(frozen=True, slots=True)
class Covered:
    """What waivers make of a document's findings."""

    findings: tuple[Finding, ...]
    """In their order; those that are covered bear `waived`."""
    idle: tuple[Waiver, ...]
    """The waivers that cover none of them."""


Waivers = tuple[Waiver, ...]


def in_force(waivers: Waivers, document_id: str, today: dt.date) -> Waivers:
    """Give the waivers of a document that have not expired, in the order of the file."""
    return tuple(w for w in waivers if w.document == document_id and today <= w.expires)


def covered(findings: Sequence[Finding], waivers: Iterable[Waiver]) -> Covered:
    """Mark the findings that waivers in force cover; where several do, the one that lasts longest."""
    lasting = sorted(waivers, key=lambda waiver: waiver.expires, reverse=True)
    marked = tuple(_marked(finding, lasting) for finding in findings)
    idle = tuple(w for w in lasting if not any(w.covers(finding) for finding in findings))
    return Covered(marked, idle)


def _marked(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    waiver = next((waiver for waiver in waivers if waiver.covers(finding)), None)
    if waiver is None:
        return finding
    waived = Waived(reason=waiver.reason, author=waiver.author, until=waiver.expires)
    return finding.model_copy(update={"waived": waived})


def parse_waivers(text: str, where: str) -> Waivers:
    """Read waivers from YAML text. Raises ConfigurationError that names the entry and what is wrong there."""
    entries = entries_of(text, "waivers", Waiver, where)
    return tuple(_checked(waiver, place) for place, waiver in entries)


def _checked(waiver: Waiver, where: str) -> Waiver:
    if waiver.rule not in load_rules():
        raise ConfigurationError(
            f"no rule is called {waiver.rule}", where=where, remedy="see docs/rules.md for the ids"
        )
    if waiver.rule == _NEVER_WAIVED:
        raise ConfigurationError(
            "a file that cannot be read cannot be waived", where=where, remedy="remove the entry"
        )
    return waiver


@cache
def load_waivers(path: Path | None = None) -> Waivers:
    """Give the waivers of a file; none where no file is named. Raises ConfigurationError."""
    if path is None:
        return ()
    return parse_waivers(text_of(path), str(path))
