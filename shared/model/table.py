"""A budget table as read: rows with codes and labels, cells with column keys, and what could not be placed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.model.money import Unit
from shared.model.place import Place, ReadBy

UNMAPPED = "x:"
"""How the key of a column begins whose header maps to nothing; the words of the header follow."""


class RowKind(StrEnum):
    """What a row stands for: a level of the classification, a total, the department, a project, a plain line."""

    CLASS = "class"
    SECTION = "section"
    ITEM = "item"
    TOTAL = "total"
    DEPARTMENT = "department"
    PROJECT = "project"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One printed amount in a known column. `value` is in the unit of its table."""

    column_key: str
    printed: str
    value: Decimal
    place: Place
    inferred: bool = False
    """True where the column was forced by arithmetic and not by position."""
    read_by: ReadBy = ReadBy.TEXT
    """`ocr` where the page has no text layer: the figure counts once arithmetic confirms it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAmount:
    """A printed amount whose column could not be decided; `candidates` are the column keys that remain possible."""

    printed: str
    value: Decimal
    place: Place
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of one side of a table. `row_no` counts from 1 in the order of printing."""

    row_no: int
    row_kind: RowKind
    row_code: str
    """A classification code, a fixed row's code, `total`, `department` or `item`; empty if unknown."""
    row_label: str
    place: Place
    project_name: str | None = None
    unit_name: str | None = None
    """The unit of the department that the row belongs to, where the table tells its units apart."""
    further_codes: tuple[str, ...] = ()
    """Codes of other classifications that the row bears too, as a row of functions does its economic classes."""
    cells: tuple[Cell, ...] = ()
    open_amounts: tuple[OpenAmount, ...] = ()

    def value(self, column_key: str) -> Decimal | None:
        """Give the amount in a column, or None where the cell is blank."""
        return next((cell.value for cell in self.cells if cell.column_key == column_key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A printed column: its key (None where its header maps to nothing) and the header's words, top to bottom."""

    key: str | None
    label: str

    @property
    def is_unmapped(self) -> bool:
        """Whether amounts stand in the column though its header means nothing that is known."""
        return self.key is not None and self.key.startswith(UNMAPPED)


def unmapped_key(label: str) -> str:
    """Give the key of a column of amounts whose header, top to bottom, maps to nothing: `x:` and its words."""
    return f"{UNMAPPED}{label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a disclosure, joined over all its pages."""

    table_id: str
    title: str | None
    """None where the heading is not printed or was lost."""
    number: str | None = None
    """The printed number of the table, such as `表 3`."""
    unit: Unit | None
    """None where no unit is printed; `amount_unit` is then that of the other tables, or the layout's default."""
    amount_unit: Unit
    preparer: str | None = None
    """The department that the table's own head line names."""
    fiscal_year: int | None = None
    first_page: int
    last_page: int
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    empty_sentence: str | None = None
    """The sentence that declares the table empty, where there is one."""
    has_header: bool = True
    part: int = 1
    parts: int = 1
    """A table too large for one event travels in `parts` parts; rows keep their numbers."""
