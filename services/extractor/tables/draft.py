"""Rows on their way from a page to a table: codes, labels and amounts whose columns may not be known yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from services.extractor.ledger import Span
from services.extractor.segment.region import TableRegion
from shared.layout import SideDef, TableDef
from shared.model.place import Place
from shared.model.table import Column, RowKind


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """An amount as printed, put together from its parts, with the spans of these."""

    printed: str
    value: Decimal
    place: Place
    spans: tuple[Span, ...] = ()
    is_blank: bool = False
    """A stroke is printed that stands for nothing; it keeps the place of its column among the others."""


@dataclass(slots=True)
class DraftRow:
    """One row of one side. `columns` names each amount's column, None where the page does not show it."""

    side: int
    row_no: int
    code: str
    label: str
    kind: RowKind
    place: Place
    project_name: str | None = None
    unit_name: str | None = None
    """The unit of the department that the row belongs to, where the table tells its units apart."""
    unit_code: str = ""
    """The digits of the unit's own number, as printed beside its name."""
    further_codes: tuple[str, ...] = ()
    """Codes of other classifications that the row bears too."""
    indent: float | None = None
    """How far from the left of its cell the label begins, in points; None where the page does not show it."""
    amounts: list[PrintedAmount] = field(default_factory=list)
    columns: list[str | None] = field(default_factory=list)
    inferred: bool = False
    is_fixed: bool = False
    """Whether the columns that are not known stay so: the header does not tell them for sure."""
    candidates: list[tuple[str, ...]] = field(default_factory=list)
    """For each amount the columns that remain possible after placing; filled by the placement."""


@dataclass(slots=True)
class DraftTable:
    """A table before its amounts are placed."""

    definition: TableDef
    region: TableRegion
    rows: list[DraftRow] = field(default_factory=list)
    header: list[Column] = field(default_factory=list)
    has_header: bool = True

    def side(self, row: DraftRow) -> SideDef:
        """Give the definition of the side that a row stands on."""
        return self.definition.sides[row.side]
