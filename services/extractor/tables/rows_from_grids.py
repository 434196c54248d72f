"""Rows of ruled tables: grids in, draft rows out, every amount in the column it is printed in.

The grids of a table follow each other over pages, with or without a repeated header; a grid without one has
the columns of the grid before it. A row that a page end cuts is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.extractor.ledger import Ledger, Role
from services.extractor.reading.page import Grid, GridCell
from services.extractor.segment.grid_head import is_note
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import row_kind
from services.extractor.tables.cut_rows import whole_row
from services.extractor.tables.draft import DraftRow, DraftTable, PrintedAmount
from services.extractor.tables.header_form import columns_by_form
from services.extractor.tables.header_grid import (
    CellMatrix,
    ColumnRole,
    GridColumn,
    as_columns,
    header_paths,
    header_rows,
    is_number_row,
    map_columns,
    whole_paths,
)
from services.extractor.tables.side_row import Piece, SideRow, piece_of, place_of, text_of
from services.extractor.tables.wide_tables import WideTable
from shared.layout import Axis, Layout, SideDef, TableDef
from shared.layout.label import normalise, words
from shared.model.document import Observation, ObservationKind
from shared.model.money import parse_amount
from shared.model.place import Place
from shared.model.table import RowKind

_SAYS_NOTHING = re.compile(r"无|\W*")
"""What stands in the cell of an amount that there is not: strokes, dots, or the word."""
_FEW_COLUMNS = 2
"""A table with so few columns of amounts may well repeat a header of which one of them is told."""


def rows_from_grids(
    region: TableRegion, definition: TableDef, layout: Layout, department: str | None, ledger: Ledger
) -> tuple[DraftTable, list[Observation]]:
    """Read the rows of a region's grids, accounting for every number that is used.

    `department` is the document's own name as far as it is known; the rows that bear it are department rows.
    """
    reader = _GridReader(region, definition, layout, department, ledger)
    for grid in region.grids:
        reader.take(grid)
    return reader.finish(), reader.observations


class _GridReader:
    def __init__(
        self,
        region: TableRegion,
        definition: TableDef,
        layout: Layout,
        department: str | None,
        ledger: Ledger,
    ) -> None:
        self.region = region
        self.definition = definition
        self.layout = layout
        self.names = {normalise(name) for name in (region.preparer, department) if name}
        self.ledger = ledger
        self.table = DraftTable(definition, region, has_header=False)
        self.rows: list[tuple[int, SideRow]] = []
        self.columns: list[GridColumn] = []
        self.paths: list[list[str]] = []
        self.wide = WideTable()
        self.edges: tuple[float, ...] = ()
        self.observations: list[Observation] = []

    def take(self, placed: PlacedGrid) -> None:
        """Take the next grid of the table."""
        matrix = CellMatrix(placed.grid)
        body = self._take_header(placed, matrix, placed.head.row_count)
        beside = self.wide.rows_beside(placed.grid, body, self.columns)
        if beside is not None:
            for row, number in beside.items():
                self.rows[number][1].amounts.extend(self._side_row(placed, matrix, row, 0).amounts)
            return
        read: dict[int, int] = {}
        for row in range(body, placed.grid.row_count):
            self._take_row(placed, matrix, row, is_first=row == body)
            read[row] = len(self.rows) - 1
        if len(self.definition.sides) == 1:
            self.wide.add(placed.grid, read, self.columns)

    def _take_header(self, placed: PlacedGrid, matrix: CellMatrix, head: int) -> int:
        """Read the header below the head, or keep the columns of the grid before; give the first row of data."""
        header = header_rows(matrix, self.definition, head)
        columns = self._read_columns(matrix, head, header)
        if columns is not None:
            self.columns = columns
            self.table.has_header = self.table.has_header or any(column.label for column in columns)
            self.table.header = self.table.header or as_columns(columns)
        else:
            self.columns = _carry_over(self.columns, self.edges, placed.grid)
            header = header if header > head and is_number_row(matrix, header - 1) else head
        self.edges = placed.grid.column_edges
        for cell in placed.grid.cells:
            if cell.row < header:
                self.ledger.account_all(_key(placed, cell), Role.HEADING if cell.row < head else Role.HEADER)
        return header

    def _read_columns(self, matrix: CellMatrix, head: int, header: int) -> list[GridColumn] | None:
        """Give the columns that a grid's header names; None where those of the grid before go on."""
        paths = header_paths(matrix, header)
        if not self.rows and len(self.paths) == len(paths):
            paths = whole_paths(self.paths, paths, self.definition)
        mapped = map_columns(matrix, header, paths, self.definition)
        if self.columns and not (header > head and self._is_header_again(mapped)):
            return None
        self.paths = paths
        if not any(paths):
            return columns_by_form(matrix, header, self.definition) or mapped
        return mapped

    def _is_header_again(self, mapped: Sequence[GridColumn]) -> bool:
        """Tell whether the first rows of a further grid are a header, from what they name.

        A row may have the name of one column for a label (政府性基金预算); the header of as many columns names more.
        """
        named, before = (
            sum(column.role is ColumnRole.AMOUNT for column in columns) for columns in (mapped, self.columns)
        )
        return named > 1 or (named == 1 and (before <= _FEW_COLUMNS or len(mapped) != len(self.columns)))

    def _take_row(self, placed: PlacedGrid, matrix: CellMatrix, row: int, *, is_first: bool) -> None:
        filled = [cell for cell in matrix.starting(row) if cell.text.strip()]
        if len(filled) == 1 and is_note(filled[0].text, self.layout):
            self._take_note(placed, filled[0])
            return
        for side_no in range(len(self.definition.sides)):
            side_row = self._side_row(placed, matrix, row, side_no)
            if not side_row.is_blank and not (is_first and self._goes_on(side_no, side_row)):
                self.rows.append((side_no, side_row))

    def _goes_on(self, side_no: int, first: SideRow) -> bool:
        """Put the first row of a page together with the last one of the page before, where that was cut."""
        index = next((i for i in reversed(range(len(self.rows))) if self.rows[i][0] == side_no), None)
        if index is None:
            return False
        whole = whole_row(self.rows[index][1], first, self.definition.sides[side_no], self.names)
        if whole is None:
            return False
        self._account(first)
        self._account(self.rows[index][1])
        self.rows[index] = (side_no, whole)
        return True

    def _take_note(self, placed: PlacedGrid, cell: GridCell) -> None:
        label = normalise(cell.text)
        self.ledger.account_all(_key(placed, cell), Role.NOTE)
        if any(mark in label for mark in self.layout.empty_sentences):
            self.region.empty_sentence = (self.region.empty_sentence or "") + label

    def _side_row(self, placed: PlacedGrid, matrix: CellMatrix, row: int, side_no: int) -> SideRow:
        """Gather a side's cells. A code or label cell that spans rows counts for each, any other for its first."""
        found = SideRow()
        taken: set[int] = set()
        for index, column in enumerate(self.columns):
            cell = matrix.at(row, index)
            if column.side != side_no or cell is None or id(cell) in taken or not cell.text.strip():
                continue
            spans_down = column.role in (ColumnRole.CODE, ColumnRole.LABEL) and cell.row_span > 1
            if cell.row != row and not spans_down:
                continue
            taken.add(id(cell))
            piece = piece_of(placed, cell)
            match column.role:
                case ColumnRole.AMOUNT if column.key is not None:
                    found.amounts.append((column.key, [piece]))
                case ColumnRole.CODE:
                    found.code.append((index, [piece]))
                case ColumnRole.LABEL:
                    found.label.append(piece)
                case ColumnRole.PROJECT:
                    found.project.append(piece)
                case _:
                    self._observe_unmapped(column, cell)
        return found

    def _observe_unmapped(self, column: GridColumn, cell: GridCell) -> None:
        if parse_amount(cell.text) is None:
            return
        self.observations.append(
            Observation(
                kind=ObservationKind.HEADER_UNMAPPED,
                detail=f"the amount {cell.text} stands in a column whose header “{column.label}” maps to nothing",
                place=Place(page=self.region.last_page, box=cell.box),
                table_id=self.definition.table_id,
                printed=cell.text,
            )
        )

    def _draft(self, side_no: int, row: SideRow) -> DraftRow:
        side = self.definition.sides[side_no]
        digits, label = row.code_and_label(side)
        amounts = [(key, amount) for key, cell in row.amounts if (amount := self._amount(cell))]
        kind, code = self._kind(side, digits, label)
        project = text_of(row.project) or None
        return DraftRow(
            side=side_no,
            row_no=0,
            code=code,
            label=label,
            kind=RowKind.PROJECT if project and kind is RowKind.ITEM else kind,
            place=row.place,
            project_name=project,
            amounts=[amount for _, amount in amounts],
            columns=[key for key, _ in amounts],
        )

    def _kind(self, side: SideDef, digits: str, label: str) -> tuple[RowKind, str]:
        if digits:
            return row_kind(digits), digits
        if words(label) in side.total_labels:
            return RowKind.TOTAL, "total"
        if label in self.names:
            return RowKind.DEPARTMENT, "department"
        return RowKind.LINE, "item" if side.axis is Axis.ITEMS else ""

    def _amount(self, cell: Sequence[Piece]) -> PrintedAmount | None:
        printed = text_of(cell)
        if _SAYS_NOTHING.fullmatch(printed):
            return None
        value = parse_amount(printed)
        if value is None:
            self.observations.append(
                Observation(
                    kind=ObservationKind.NUMBER_BROKEN,
                    detail=f"“{printed}” stands in an amount column and is no amount",
                    place=place_of(cell),
                    table_id=self.definition.table_id,
                    printed=printed,
                )
            )
            return None
        return PrintedAmount(printed, value, place_of(cell), tuple(piece.span for piece in cell))

    def _account(self, row: SideRow) -> None:
        for _, cell in row.code:
            self._account_pieces(cell, Role.CODE)
        self._account_pieces([*row.label, *row.project], Role.LABEL)
        for _, cell in row.amounts:
            if parse_amount(text_of(cell)) is not None:
                self._account_pieces(cell, Role.CELL)

    def _account_pieces(self, pieces: Sequence[Piece], role: Role) -> None:
        for piece in pieces:
            self.ledger.account_all(piece.key, role)

    def finish(self) -> DraftTable:
        """Give the table; prescribed rows get their codes, rows their numbers."""
        for side_no, row in self.rows:
            self._account(row)
            self.table.rows.append(self._draft(side_no, row))
        _repeat_codes(self.table)
        for side_no, side in enumerate(self.definition.sides):
            if side.axis is Axis.FIXED:
                fixed_rows.name_rows([row for row in self.table.rows if row.side == side_no], side)
        for row_no, draft in enumerate(self.table.rows, start=1):
            draft.row_no = row_no
        return self.table


def _repeat_codes(table: DraftTable) -> None:
    """Give the projects of one item its code where the cell of the code spans their rows and a page end cuts it."""
    for above, row in pairwise(table.rows):
        if row.project_name and not row.code and not row.label and above.kind is RowKind.PROJECT:
            row.code, row.label, row.kind = above.code, above.label, above.kind


def _carry_over(columns: Sequence[GridColumn], edges: Sequence[float], grid: Grid) -> list[GridColumn]:
    """Give a grid without header the columns of the grid before: one to one, or by where they lie."""
    if len(columns) == grid.column_count:
        return list(columns)
    result: list[GridColumn] = []
    for left, right in pairwise(grid.column_edges):
        overlaps = [
            min(right, edges[index + 1]) - max(left, edges[index]) if index + 1 < len(edges) else 0.0
            for index in range(len(columns))
        ]
        result.append(columns[overlaps.index(max(overlaps))])
    return result


def _key(placed: PlacedGrid, cell: GridCell) -> tuple[int, ...]:
    return (placed.grid.page, placed.index, cell.row, cell.column)
