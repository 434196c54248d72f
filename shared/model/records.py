"""Rows of the warehouse as values: what the validator hands to the loader, column for column.

Amounts are in yuan, as decimals with two places; the columns are those of the warehouse contract, so that a
loader only writes. `revision`, `is_current` and `loaded_at` are decided at loading and are not here.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from shared.model.base import Model
from shared.model.finding import Verdict


class DocumentRecord(Model):
    """A row of `document`. Identity columns are None where the document could not be read."""

    document_id: str
    source_uri: str
    file_name: str
    media_type: str
    department: str | None
    org_level: str | None
    region: str | None
    fiscal_year: int | None
    kind: str | None
    profile: str | None
    published_on: dt.date | None
    page_count: int | None
    verdict: Verdict
    numbers_seen: int
    numbers_accounted: int
    extractor_version: str
    validator_version: str
    submitted_at: dt.datetime
    judgement: str | None = None
    """The identity of the judgement, 32 hex digits: what was read, and by which rules, policy and waivers."""
    scope: str | None = None
    """`whole`, `tables`, `text` or `attachment`."""
    disclosure_id: str | None = None
    """The same for all files and revisions of one disclosure."""
    reading: str | None = None
    """The digest of the sections that were judged, as their manifest promises it."""
    joined_document_id: str | None = None
    """The file with whose tables a text was judged, where the two are published apart."""
    joined_reading: str | None = None
    """The `reading` of that file."""


class BudgetLine(Model):
    """A row of `budget_line` or `quarantined_line`: one printed amount in a table."""

    table_id: str
    row_no: int
    row_kind: str
    row_code: str
    row_label: str
    project_name: str | None
    column_key: str
    printed: str
    amount_yuan: Decimal
    unit: str
    page: int
    x0: float | None
    top: float | None
    x1: float | None
    bottom: float | None
    inferred: bool
    unit_name: str | None = None
    further_codes: str | None = None
    """Codes of other classifications, separated by `;`."""
    read_by: str = "text"
    """`text`, or `ocr` where the page has no text layer."""


class ClaimRecord(Model):
    """A row of `claim`."""

    claim_no: int
    section: str
    section_key: str | None
    subject: str
    subject_key: str | None
    row_code: str | None
    statement: str
    amount_yuan: Decimal | None
    share_pct: Decimal | None
    direction: str | None
    delta_yuan: Decimal | None
    growth_pct: Decimal | None
    reason: str | None
    part_of: int | None
    quote: str
    page: int
    previous_yuan: Decimal | None = None
    """The amount of the year before, where the sentence names it."""
    read_by: str = "text"
    """As of a `BudgetLine`."""


class PlanRecord(Model):
    """A row of `performance_plan`."""

    plan_no: int
    plan_kind: str
    plan_name: str
    budget_yuan: Decimal | None
    fiscal_yuan: Decimal | None
    other_yuan: Decimal | None
    page: int


class IndicatorRecord(Model):
    """A row of `indicator`."""

    plan_no: int
    plan_kind: str
    plan_name: str
    indicator_no: int
    level1: str | None
    level2: str | None
    level3: str
    target: str | None
    basis: str | None
    previous: str | None
    weight: Decimal | None
    page: int
    read_by: str = "text"
    """As of a `BudgetLine`."""


class FigureRecord(Model):
    """A row of `disclosed_figure`."""

    figure_key: str
    value: Decimal
    unit: str
    page: int
    read_by: str = "text"
    """As of a `BudgetLine`."""


class FindingRecord(Model):
    """A row of `finding`. Amounts are in the unit of the table or sentence that the finding speaks of."""

    finding_no: int
    rule_id: str
    outcome: str
    severity: str
    fault: str
    table_id: str | None
    row_code: str | None
    row_label: str | None
    column_key: str | None
    expected: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    tolerance: Decimal | None
    message: str
    message_zh: str
    page: int | None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    counterpart_where: str | None = None
    counterpart_row_code: str | None = None
    counterpart_row_label: str | None = None
    counterpart_column_key: str | None = None
    counterpart_page: int | None = None
    counterpart_x0: float | None = None
    counterpart_top: float | None = None
    counterpart_x1: float | None = None
    counterpart_bottom: float | None = None
    waived_reason: str | None = None
    waived_by: str | None = None
    waived_until: dt.date | None = None
    counterpart_document_id: str | None = None
    """The file that the other place is in, where that is not the document's own."""


class CheckRecord(Model):
    """A row of `check_result`."""

    rule_id: str
    held: int
    broken: int
    not_checkable: int
