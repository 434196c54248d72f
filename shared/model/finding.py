"""Results of checks: findings, counts per rule, and the verdict on a document."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from shared.model.base import Model
from shared.model.place import Place


class Outcome(StrEnum):
    """The outcome of one application of a rule."""

    HELD = "held"
    BROKEN = "broken"
    NOT_CHECKABLE = "not_checkable"


class Severity(StrEnum):
    """How much a finding weighs in the verdict."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Fault(StrEnum):
    """Whose fault a finding is, as far as it is known."""

    EXTRACTION = "extraction"
    DISCLOSURE = "disclosure"
    UNDETERMINED = "undetermined"


class Verdict(StrEnum):
    """The decision on a document. Only the first two reach the trusted tables."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted_with_findings"
    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"


class Counterpart(Model):
    """The other place that a finding speaks of: what the figure was compared with."""

    where: str
    """The table id, or the section of the narrative as the layout calls it."""
    row_code: str | None = None
    row_label: str | None = None
    column_key: str | None = None
    place: Place | None = None
    """None where it stands on no single place (a sum) or is not known."""
    document_id: str | None = None
    """The file that it is in, where that is not the document's own: the tables of a text that was published apart."""


class Waived(Model):
    """Somebody answers for a finding until a date: it stays visible and does not count for the verdict."""

    reason: str
    author: str
    until: dt.date
    """The last day on which the waiver is in force."""


class Finding(Model):
    """One check that did not hold or could not be made, or a thing missing. Amounts are in the unit of the table."""

    rule_id: str
    outcome: Outcome
    severity: Severity
    fault: Fault
    table_id: str | None = None
    row_code: str | None = None
    row_label: str | None = None
    column_key: str | None = None
    expected: Decimal | None = None
    actual: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    message: str
    """One sentence in English that says what, where, and by how much."""
    message_zh: str
    """The same for a budget officer, in Chinese."""
    place: Place | None = None
    counterpart: Counterpart | None = None
    waived: Waived | None = None


class CheckResult(Model):
    """How often one rule held, was broken, and could not be checked in one document."""

    rule_id: str
    held: int
    broken: int
    not_checkable: int
