"""Rows of ruled tables: grids in, draft rows out, every amount in the column it is printed in.

The grids of a table follow each other over pages, with or without a repeated header; a grid without one has
the columns of the grid before it. A first row without code and amounts continues the last row of the page
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from services.extractor.ledger import Ledger, Role, Span
from services.extractor.reading.page import Grid, GridCell
from services.extractor.segment.grid_head import is_note
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import CODED_AXES, is_code, parse_code, row_kind
from services.extractor.tables.draft import DraftRow, DraftTable, PrintedAmount
from services.extractor.tables.header_grid import (
    CellMatrix,
    ColumnRole,
    GridColumn,
    as_columns,
    header_rows,
    map_columns,
)
from shared.layout import Axis, Layout, SideDef, TableDef
from shared.layout.label import normalise, words
from shared.model.document import Observation, ObservationKind
from shared.model.money import parse_amount
from shared.model.place import Box, Place
from shared.model.table import RowKind

_BLANK_MARKS = frozenset({"", "-", "—", "－", "–", "/", "——"})


@dataclass(slots=True)
class _SideRow:
    """The cells of one printed row on one side, by role."""

    code: list[GridCell] = field(default_factory=list)
    label: list[GridCell] = field(default_factory=list)
    project: list[GridCell] = field(default_factory=list)
    amounts: list[tuple[str, GridCell]] = field(default_factory=list)


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
        self.columns: list[GridColumn] = []
        self.edges: tuple[float, ...] = ()
        self.observations: list[Observation] = []

    def take(self, placed: PlacedGrid) -> None:
        """Take the next grid of the table."""
        matrix = CellMatrix(placed.grid)
        body = self._take_header(placed, matrix, placed.head.row_count)
        for row in range(body, placed.grid.row_count):
            self._take_row(placed, matrix, row, is_first=row == body and bool(self.table.rows))

    def _take_header(self, placed: PlacedGrid, matrix: CellMatrix, head: int) -> int:
        """Read the header below the head, or keep the columns of the grid before; give the first row of data."""
        header = header_rows(matrix, self.definition, head)
        mapped = map_columns(matrix, header, self.definition) if header > head else []
        if any(column.role is ColumnRole.AMOUNT for column in mapped) or not self.columns:
            self.columns = mapped or map_columns(matrix, header, self.definition)
            self.edges = placed.grid.column_edges
            self.table.has_header = self.table.has_header or header > head
            if not self.table.header:
                self.table.header = as_columns(self.columns)
        else:
            self.columns = _carry_over(self.columns, self.edges, placed.grid)
            self.edges = placed.grid.column_edges
            header = head
        for cell in placed.grid.cells:
            if cell.row < header:
                self.ledger.account_all(_key(placed, cell), Role.HEADING if cell.row < head else Role.HEADER)
        return header

    def _take_row(self, placed: PlacedGrid, matrix: CellMatrix, row: int, *, is_first: bool) -> None:
        cells = matrix.starting(row)
        filled = [cell for cell in cells if cell.text.strip()]
        if len(filled) == 1 and is_note(filled[0].text, self.layout):
            self._take_note(placed, filled[0])
            return
        for side_no in range(len(self.definition.sides)):
            side_row = self._side_row(matrix, row, side_no)
            if side_row is not None:
                self._take_side(placed, side_no, side_row, is_first=is_first)

    def _take_note(self, placed: PlacedGrid, cell: GridCell) -> None:
        label = normalise(cell.text)
        self.ledger.account_all(_key(placed, cell), Role.NOTE)
        if any(mark in label for mark in self.layout.empty_sentences):
            self.region.empty_sentence = (self.region.empty_sentence or "") + label

    def _side_row(self, matrix: CellMatrix, row: int, side_no: int) -> _SideRow | None:
        """Gather the cells of one side. A code cell that spans rows counts for each; everything else for its first."""
        found = _SideRow()
        taken: set[int] = set()
        for index, column in enumerate(self.columns):
            cell = matrix.at(row, index)
            if column.side != side_no or cell is None or id(cell) in taken or not cell.text.strip():
                continue
            spans_down = column.role in (ColumnRole.CODE, ColumnRole.LABEL) and cell.row_span > 1
            if cell.row != row and not spans_down:
                continue
            taken.add(id(cell))
            match column.role:
                case ColumnRole.AMOUNT if column.key is not None:
                    found.amounts.append((column.key, cell))
                case ColumnRole.CODE:
                    found.code.append(cell)
                case ColumnRole.LABEL:
                    found.label.append(cell)
                case ColumnRole.PROJECT:
                    found.project.append(cell)
                case _:
                    self._observe_unmapped(column, cell)
        is_blank = not (found.code or found.label or found.project or found.amounts)
        return None if is_blank else found

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

    def _take_side(self, placed: PlacedGrid, side_no: int, found: _SideRow, *, is_first: bool) -> None:
        side = self.definition.sides[side_no]
        digits, label = _code_and_label(found, side)
        amounts = [(key, amount) for key, cell in found.amounts if (amount := self._amount(placed, cell))]
        self._account(placed, found)
        if is_first and not digits and not amounts and self._continues(side_no, label):
            return
        if is_first and self._repeats(side_no, digits, label, amounts):
            return
        kind, code = self._kind(side, digits, label)
        project = normalise("".join(cell.text for cell in found.project)) or None
        cells = found.code + found.label + found.project + [cell for _, cell in found.amounts]
        self.table.rows.append(
            DraftRow(
                side=side_no,
                row_no=0,
                code=code,
                label=label,
                kind=RowKind.PROJECT if project and kind is RowKind.ITEM else kind,
                place=Place(page=placed.grid.page, box=_union([cell.box for cell in cells])),
                project_name=project,
                amounts=[amount for _, amount in amounts],
                columns=[key for key, _ in amounts],
            )
        )

    def _continues(self, side_no: int, label: str) -> bool:
        """Append the first row of a page to the last row of the page before, where it is only the rest of its label."""
        last = next((row for row in reversed(self.table.rows) if row.side == side_no), None)
        side = self.definition.sides[side_no]
        if last is None or not label:
            return False
        if side.axis is Axis.FIXED and fixed_rows.opens(label, side.rows):
            return False
        if label in self.names or words(label) in side.total_labels:
            return False
        last.label += label
        return True

    def _repeats(
        self, side_no: int, digits: str, label: str, amounts: list[tuple[str, PrintedAmount]]
    ) -> bool:
        """Tell whether the first row of a page is the last one of the page before, cut there and printed again."""
        last = next((row for row in reversed(self.table.rows) if row.side == side_no), None)
        if last is None or not amounts or digits != (last.code if last.code.isdigit() else ""):
            return False
        same = [(key, amount.printed) for key, amount in amounts] == [
            (key, amount.printed) for key, amount in zip(last.columns, last.amounts, strict=True)
        ]
        if same and (label.startswith(last.label) or last.label.startswith(label)):
            last.label = max(last.label, label, key=len)
            return True
        return False

    def _kind(self, side: SideDef, digits: str, label: str) -> tuple[RowKind, str]:
        if digits:
            return row_kind(digits), digits
        if words(label) in side.total_labels:
            return RowKind.TOTAL, "total"
        if label in self.names:
            return RowKind.DEPARTMENT, "department"
        return RowKind.LINE, "item" if side.axis is Axis.ITEMS else ""

    def _amount(self, placed: PlacedGrid, cell: GridCell) -> PrintedAmount | None:
        printed = normalise(cell.text)
        if printed in _BLANK_MARKS:
            return None
        value = parse_amount(printed)
        box = _union([line.box for line in cell.lines if line.box is not None] or [cell.box])
        place = Place(page=placed.grid.page, box=box)
        if value is None:
            self.observations.append(
                Observation(
                    kind=ObservationKind.NUMBER_BROKEN,
                    detail=f"“{printed}” stands in an amount column and is no amount",
                    place=place,
                    table_id=self.definition.table_id,
                    printed=printed,
                )
            )
            return None
        key = _key(placed, cell)
        return PrintedAmount(printed, value, place, (Span(key, 0, len(cell.text)),))

    def _account(self, placed: PlacedGrid, found: _SideRow) -> None:
        roles = (
            (found.code, Role.CODE),
            (found.label, Role.LABEL),
            (found.project, Role.LABEL),
            ([cell for _, cell in found.amounts if parse_amount(cell.text) is not None], Role.CELL),
        )
        for cells, role in roles:
            for cell in cells:
                self.ledger.account_all(_key(placed, cell), role)

    def finish(self) -> DraftTable:
        """Give the table; prescribed rows get their codes, rows their numbers."""
        for side_no, side in enumerate(self.definition.sides):
            if side.axis is Axis.FIXED:
                rows = [row for row in self.table.rows if row.side == side_no]
                fixed_rows.name_rows(rows, side)
        for row_no, row in enumerate(self.table.rows, start=1):
            row.row_no = row_no
        return self.table


def _code_and_label(found: _SideRow, side: SideDef) -> tuple[str, str]:
    """Give the joined digits of a row's code and its label; a code may stand in the label's cell before the name."""
    texts = [normalise(cell.text) for cell in found.code]
    digits = "".join(text for text in texts if text.isdigit())
    label = normalise("".join(cell.text for cell in found.label))
    label = "".join(text for text in texts if not text.isdigit()) + label
    if side.axis not in CODED_AXES:
        return "", label
    if is_code(digits, side.axis):
        return digits, label
    parsed = parse_code(label, side.axis)
    return (parsed.digits, label[parsed.length :]) if parsed else ("", digits + label)


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


def _union(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    result = boxes[0]
    for box in boxes[1:]:
        result = result.union(box)
    return result
