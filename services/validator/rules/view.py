"""A document as the rules look at it: cells by their place, precision and unit of each table, what is blank or open.

Built once for each document; everything after only reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from services.validator.assembly import AssembledDocument
from services.validator.rules.intervals import ZERO, Interval, around
from services.validator.rules.places import ClaimPlaces, half_of, most_decimals
from shared.layout import Layout, TableDef
from shared.layout.label import words
from shared.model.money import Unit, to_yuan
from shared.model.narrative import Claim, Statement
from shared.model.place import Place
from shared.model.table import Cell, Row, RowKind, Table
from shared.rulebook.equation import CellRef
from shared.rulebook.load import load_relations
from shared.rulebook.offer import Form, offered
from shared.rulebook.outline import Outline
from shared.rulebook.relation import Relation
from shared.rulebook.skeleton import TableSkeleton
from shared.rulebook.skeleton_of_table import column_keys_of, skeleton_of


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A printed amount whose column is open, with the blank columns that are possible."""

    value: Decimal
    columns: frozenset[str]


_EMPTY_TABLE: Final = Statement.EMPTY_TABLE
_OF_NO_CODE = frozenset({RowKind.PROJECT, RowKind.DEPARTMENT})
ByColumn = Mapping[tuple[str, str], Mapping[int, Decimal]]
"""Amounts by row number, by the table and key of their column."""
Scales = Mapping[str, tuple[Decimal, Decimal | None]]
"""For each table half a unit, and what its amounts are multiplied with to be in another unit than their own."""


class DocumentView:
    """Read access to an assembled document, by the layout it was read with (None where that is not known here)."""

    def __init__(self, document: AssembledDocument, layout: Layout | None) -> None:
        """Index the cells."""
        self.document = document
        self.layout = layout
        self.tables: dict[str, Table] = {}
        """The tables by id; of one that is printed twice the first."""
        self._cells: dict[tuple[str, int, str], Cell] = {}
        self._intervals: dict[CellRef, Interval] = {}
        self._scales: dict[Unit, Scales] = {}
        self._rows: dict[tuple[str, int], Row] = {}
        self._open: dict[tuple[str, int], tuple[Unplaced, ...]] = {}
        self._blank: dict[str, bool] = {}
        definitions = layout.tables if layout else ()
        self._definitions = {definition.table_id: definition for definition in reversed(definitions)}
        self.contradicted: set[CellRef] = set()
        """Cells that were read twice with different amounts."""
        for table in document.tables:
            if table.table_id not in self.tables:
                self.tables[table.table_id] = table
                self._index(table)

    def _index(self, table: Table) -> None:
        for row in table.rows:
            self._rows[table.table_id, row.row_no] = row
            if row.open_amounts:
                self._open[table.table_id, row.row_no] = _unplaced(row, self._keys_of(table))
            for cell in row.cells:
                place = (table.table_id, row.row_no, cell.column_key)
                known = self._cells.setdefault(place, cell)
                if known is not cell and known.value != cell.value:
                    self.contradicted.add(CellRef(*place))

    def cell(self, ref: CellRef) -> Cell | None:
        """Give a printed cell, None where it is blank."""
        return self._cells.get(ref)

    @cached_property
    def values(self) -> Mapping[tuple[str, int, str], Decimal]:
        """What is printed in each cell, in the unit of its table."""
        return {place: cell.value for place, cell in self._cells.items()}

    @cached_property
    def by_column(self) -> ByColumn:
        """What is printed in each column, in the unit of its table; nothing of columns that are blank."""
        found: dict[tuple[str, str], dict[int, Decimal]] = {}
        for (table_id, row_no, column_key), value in self.values.items():
            known = found.get((table_id, column_key))
            if known is None:
                known = found[table_id, column_key] = {}
            known[row_no] = value
        return found

    def scales(self, unit: Unit) -> Scales:
        """Give half a unit of each table in this unit, and what its amounts are multiplied with to be in it.

        No factor where it is the unit of the table.
        """
        found = self._scales.get(unit)
        if found is None:
            found = self._scales[unit] = {table_id: self._scale(table_id, unit) for table_id in self.tables}
        return found

    def _scale(self, table_id: str, unit: Unit) -> tuple[Decimal, Decimal | None]:
        half, own = self.half_unit(table_id), self.unit(table_id)
        if own is unit:
            return half, None
        factor = to_yuan(Decimal(1), own) / to_yuan(Decimal(1), unit)
        return half * factor, factor

    def row(self, ref: CellRef) -> Row | None:
        """Give the row of a cell."""
        return self._rows.get((ref.table_id, ref.row_no))

    @property
    def open_rows(self) -> AbstractSet[tuple[str, int]]:
        """The rows, by table and number, that have amounts without a column."""
        return self._open.keys()

    def unplaced(self, table_id: str, row_no: int) -> tuple[Unplaced, ...]:
        """Give the amounts of a row whose column is open."""
        return self._open.get((table_id, row_no), ())

    def _keys_of(self, table: Table) -> tuple[str, ...]:
        return column_keys_of(table, self.definition(table.table_id))

    @cached_property
    def coded_rows(self) -> Mapping[str, Sequence[Row]]:
        """The rows of each table that bear a code of the classification, by its digits."""
        return {
            table_id: [row for row in table.rows if row.row_code.isdigit()]
            for table_id, table in self.tables.items()
        }

    def place(self, ref: CellRef) -> Place | None:
        """Give the place of a cell, else of its row, else the first page of its table."""
        cell, row = self._cells.get(ref), self.row(ref)
        if cell or row:
            return cell.place if cell else row.place if row else None
        table = self.tables.get(ref.table_id)
        return Place(page=table.first_page) if table else None

    def unit(self, table_id: str) -> Unit:
        """Give the unit of a table's amounts."""
        return self.tables[table_id].amount_unit

    @cached_property
    def has_several_units(self) -> bool:
        """True where the amounts of the tables are in more than one unit."""
        return len({table.amount_unit for table in self.tables.values()}) > 1

    @cached_property
    def _half_units(self) -> Mapping[str, Decimal]:
        printed: dict[str, list[Decimal]] = {table_id: [] for table_id in self.tables}
        for (table_id, _, _), value in self.values.items():
            printed[table_id].append(value)
        return {
            table_id: half_of(self.unit(table_id), most_decimals(values))
            for table_id, values in printed.items()
        }

    def half_unit(self, table_id: str) -> Decimal:
        """Give half a unit of the finest place that a table prints; nothing for 元, which is exact."""
        return self._half_units.get(table_id, Decimal(0))

    def interval(self, ref: CellRef) -> Interval:
        """Give what a printed cell stands for; a blank cell is exactly zero."""
        known = self._intervals.get(ref)
        if known is None:
            cell = self._cells.get(ref)
            known = around(cell.value, self.half_unit(ref.table_id)) if cell else ZERO
            self._intervals[ref] = known
        return known

    def claim_half(self, claim: Claim) -> Decimal:
        """Give half a unit of the finest place that the claim's section prints; nothing for 元."""
        return self._claim_places.half(claim)

    @cached_property
    def _claim_places(self) -> ClaimPlaces:
        return ClaimPlaces(self.document.claims)

    @cached_property
    def claims_of_section(self) -> Mapping[str | None, Sequence[Claim]]:
        """The claims by the key of their section."""
        found: dict[str | None, list[Claim]] = defaultdict(list)
        for claim in self.document.claims:
            found[claim.section_key].append(claim)
        return found

    def is_blank(self, table_id: str) -> bool:
        """Tell whether a table prints no amount but zeros."""
        known = self._blank.get(table_id)
        if known is None:
            rows = self.tables[table_id].rows
            known = not any(row.open_amounts or any(cell.value for cell in row.cells) for row in rows)
            self._blank[table_id] = known
        return known

    @cached_property
    def denied(self) -> Mapping[str, Claim]:
        """The tables that the narrative declares empty, each with the first such sentence."""
        found: dict[str, Claim] = {}
        for claim in self.document.claims:
            if claim.statement is not _EMPTY_TABLE:
                continue
            section = self.layout.section(claim.section_key) if self.layout and claim.section_key else None
            table_id = claim.table_id or (section.table_id if section else None)
            if table_id:
                found.setdefault(table_id, claim)
        return found

    def declared_empty(self, table_id: str) -> bool:
        """Tell whether a sentence below the table or in the narrative declares it empty."""
        return self.tables[table_id].empty_sentence is not None or table_id in self.denied

    def definition(self, table_id: str) -> TableDef | None:
        """Give the layout's definition of a table."""
        return self._definitions.get(table_id)

    @cached_property
    def form(self) -> Form | None:
        """What the layout has."""
        return Form(self.layout) if self.layout else None

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relations that the layout offers, of tables that it demands or the document prints or speaks of."""
        form = Form(self.layout, self._spoken_of) if self.layout else None
        return offered(load_relations(), form)

    @cached_property
    def _spoken_of(self) -> frozenset[str]:
        """The tables that are printed, declared empty, or called by their title in a heading or a sentence."""
        known = frozenset((*self.tables, *self.denied))
        definitions = self.layout.tables if self.layout else ()
        if known.issuperset(definition.table_id for definition in definitions):
            return known
        titles = [(words(title), one.table_id) for one in definitions for title in one.titles]
        unknown = [title for title, table_id in titles if table_id not in known]
        texts = [*(h.title for h in self.document.headings), *(c.quote for c in self.document.claims)]
        spoken = [words(text) for text in texts if "表" in text]
        # The title of one table can be the end of another's: 项目支出表 in 一般公共预算项目支出表.
        asked = (text for text in spoken if any(title in text for title in unknown))
        found = ([entry for entry in titles if entry[0] in text] for text in asked)
        named = {max(entries, key=lambda entry: len(entry[0]))[1] for entries in found if entries}
        return known | named

    @cached_property
    def skeletons(self) -> Mapping[str, TableSkeleton]:
        """The rows of each table without amounts."""
        return {table_id: self._skeleton(table) for table_id, table in self.tables.items()}

    @cached_property
    def outlines(self) -> Mapping[str, Outline]:
        """The hierarchy of each table."""
        return {table_id: Outline(skeleton) for table_id, skeleton in self.skeletons.items()}

    def _skeleton(self, table: Table) -> TableSkeleton:
        table_id = table.table_id
        columns = [
            column
            for row in (table.rows if self._open else ())
            for amount in self.unplaced(table_id, row.row_no)
            for column in amount.columns
        ]
        is_declared = self.declared_empty(table_id)
        return skeleton_of(table, self.definition(table_id), columns, declared_empty=is_declared)

    @cached_property
    def _unidentified(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (table_id, cell.column_key)
            for table_id, table in self.tables.items()
            for row in table.rows
            if not row.row_code and row.row_kind not in _OF_NO_CODE
            for cell in row.cells
            if cell.value
        )

    def unidentified(self, table_id: str, column_key: str) -> bool:
        """Tell whether a row that maps to nothing has an amount in a column: sums over rows may lack it."""
        return (table_id, column_key) in self._unidentified


def _unplaced(row: Row, column_keys: Iterable[str]) -> tuple[Unplaced, ...]:
    filled = {cell.column_key for cell in row.cells}
    return tuple(
        Unplaced(amount.value, frozenset(amount.candidates or column_keys) - filled)
        for amount in row.open_amounts
    )
