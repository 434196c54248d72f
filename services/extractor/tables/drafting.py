"""From printed rows to draft rows: the kind of each, its code, name and amounts; then what the rows say together.

In go the rows of a table side by side, by the roles of their columns, out come rows with kind, code and label. What one
row does not say, the others do: the code of a name, the department above its units, the sums among projects.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extractor.segment.headline import without_unit_number
from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import CODED_AXES, first_digits, row_kind
from services.extractor.tables.draft import DraftRow, DraftTable, PrintedAmount
from services.extractor.tables.levels_of_names import code_rows
from services.extractor.tables.project_groups import find_groups
from services.extractor.tables.side_row import Piece, SideRow, place_of, text_of
from services.extractor.tables.unit_rows import is_unit_name, name_unit_rows
from shared.layout import Axis, SideDef, TableDef
from shared.layout.label import normalise, words
from shared.model.document import Observation, ObservationKind
from shared.model.money import Unit, looks_like_amount, parse_amount
from shared.model.table import UNMAPPED, Column, RowKind, unmapped_key

_SAYS_NOTHING = re.compile(r"无|[^\w#＃\ufffd\ue000-\uf8ff]*")
"""What stands in the cell of an amount, or of a number or name, that there is not: strokes, dots, or the word.

Spreadsheets print a row of # for a figure that is too wide for its column, and characters unknown may be figures.
"""


def says_nothing(text: str) -> bool:
    """Tell whether a cell's text stands for nothing there."""
    return bool(_SAYS_NOTHING.fullmatch(normalise(text)))


class Drafter:
    """Makes draft rows of one table; what it could not read is in `observations`."""

    def __init__(
        self,
        definition: TableDef,
        names: Collection[str],
        units: Collection[str],
        *,
        has_unit_names: bool,
        unit: Unit,
    ) -> None:
        """`names` are the department's own, `units` those of its units; `has_unit_names`: a column prints units.

        `unit` is that of the table's amounts, which some print behind each.
        """
        self.definition = definition
        self.names = names
        self.units = units
        self.has_unit_names = has_unit_names
        self.unit = unit
        self.observations: list[Observation] = []

    def draft(self, side_no: int, row: SideRow) -> DraftRow:
        """Give the row that the pieces of one side say."""
        side = self.definition.sides[side_no]
        digits, label = row.code_and_label(side)
        amounts = [(key, amount) for key, cell in row.amounts if (amount := self._amount(cell))]
        named = without_unit_number(label)
        label = named if named != label and self._is_known(named) else label
        kind, code = self._kind(side, row, digits, label)
        unit_code = text_of(row.unit_code)
        if side.axis in CODED_AXES and (office := row.office(side)) is not None:
            kind, code, (unit_code, label) = RowKind.DEPARTMENT, "department", office
        project = text_of(row.project) or None
        if side.axis is Axis.PROJECTS and kind is RowKind.LINE:
            kind, project = RowKind.PROJECT, label
        return DraftRow(
            side=side_no,
            row_no=0,
            code=code,
            label=label,
            kind=RowKind.PROJECT if project and kind is RowKind.ITEM else kind,
            place=row.place,
            project_name=project,
            unit_name=without_unit_number(text_of(row.unit)) or None,
            unit_code=unit_code,
            further_codes=row.further_codes,
            indent=row.label[0].indent if row.label else None,
            amounts=[amount for _, amount in amounts],
            columns=[key for key, _ in amounts],
        )

    def _kind(self, side: SideDef, row: SideRow, digits: str, label: str) -> tuple[RowKind, str]:
        if digits:
            return row_kind(digits), digits
        if words(label) in side.total_labels or words(text_of(row.unit_code)) in side.total_labels:
            return RowKind.TOTAL, "total"
        is_unit = self._is_unit(row) and (side.axis is not Axis.ITEMS or self._names_unit(row, label))
        if label in self.names or label in self.units or is_unit:
            return RowKind.DEPARTMENT, "department"
        return RowKind.LINE, "item" if side.axis in (Axis.ITEMS, Axis.PROJECTS) else ""

    def _is_known(self, name: str) -> bool:
        """Tell whether a name is the department's, one of its units', or ends as those of offices do."""
        return name in self.names or name in self.units or is_unit_name(name)

    def _names_unit(self, row: SideRow, label: str) -> bool:
        """Tell whether an item's row is a unit's: things stand beside the code of the unit that buys them, too."""
        return not row.label or self._is_known(label)

    def _is_unit(self, row: SideRow) -> bool:
        """Tell whether a row stands for a unit: its unit cells are filled, and nothing else names it."""
        if row.project or not (row.unit or row.unit_code):
            return False
        return not row.label if self.has_unit_names else bool(row.unit_code and row.label)

    def _amount(self, cell: Sequence[Piece]) -> PrintedAmount | None:
        printed = text_of(cell)
        if says_nothing(printed):
            return None
        value = parse_amount(printed, self.unit)
        if value is None:
            is_other = looks_like_amount(printed)
            why = f"is in another unit than its table ({self.unit})" if is_other else "is no amount"
            self.observations.append(
                Observation(
                    kind=ObservationKind.NUMBER_BROKEN,
                    detail=f"“{printed}” stands in an amount column and {why}",
                    place=place_of(cell),
                    table_id=self.definition.table_id,
                    printed=printed,
                )
            )
            return None
        return PrintedAmount(printed, value, place_of(cell), tuple(piece.span for piece in cell))


def keep_unmapped(
    header: Sequence[Column], rows: Sequence[SideRow], table_id: str
) -> tuple[list[Column], list[Observation]]:
    """Give the header with a key for every column of amounts that maps to nothing, and a report of each."""
    amounts: dict[str, list[list[Piece]]] = {}
    for row in rows:
        for key, cell in row.amounts:
            if key.startswith(UNMAPPED):
                amounts.setdefault(key, []).append(cell)
    named = [_with_key(column, amounts) if column.key is None else column for column in header]
    return named, [
        Observation(
            kind=ObservationKind.HEADER_UNMAPPED,
            detail=f"the header “{key.removeprefix(UNMAPPED)}” maps to nothing; "
            f"{len(cells)} amounts stand below it and are kept as {key}",
            place=place_of(cells[0]),
            table_id=table_id,
            column_key=key,
            printed=text_of(cells[0]),
        )
        for key, cells in amounts.items()
    ]


def _with_key(column: Column, used: Collection[str]) -> Column:
    key = unmapped_key(column.label)
    return replace(column, key=key) if key in used else column


def name_rows(table: DraftTable, names: Collection[str]) -> None:
    """Give the rows of a table what they have from each other, and their numbers. `names` are the department's own."""
    _repeat_codes(table)
    _code_names(table)
    name_unit_rows(table.rows, names)
    find_groups(table.rows)
    _code_only_row(table)
    for side_no, side in enumerate(table.definition.sides):
        if side.rows:
            rows = [row for row in table.rows if row.side == side_no and not row.code.isdigit()]
            if side.axis is Axis.ITEMS:
                # 货物 beside many lines says of what kind each is; a row that is all goods there is once.
                printed = Counter(words(row.label) for row in rows)
                rows = [row for row in rows if printed[words(row.label)] == 1]
            fixed_rows.name_rows(rows, side)
    for row_no, draft in enumerate(table.rows, start=1):
        draft.row_no = row_no


def _code_names(table: DraftTable) -> None:
    """Give rows that print the name of a class alone the code that the official names have for it."""
    for side_no, side in enumerate(table.definition.sides):
        rows = [row for row in table.rows if row.side == side_no and row.kind is RowKind.LINE]
        if side.axis not in (Axis.FUNCTIONAL, Axis.ECONOMIC) or any(
            row.code.isdigit() for row in table.rows if row.side == side_no
        ):
            continue
        digit = first_digits(side.axis, table.definition.table_id)[0]
        code_rows(rows, digit)


def _code_only_row(table: DraftTable) -> None:
    """Make the only row of a table its total where it bears no code."""
    if (
        len(table.rows) == 1
        and len(table.definition.sides) == 1
        and table.definition.sides[0].axis in CODED_AXES
    ):
        row = table.rows[0]
        if row.amounts and not row.code.isdigit():
            row.code, row.kind = "total", RowKind.TOTAL


def _repeat_codes(table: DraftTable) -> None:
    """Give the projects of one item its code where the cell of the code spans their rows and a page end cuts it."""
    for above, row in pairwise(table.rows):
        if row.project_name and not row.code and not row.label and above.kind is RowKind.PROJECT:
            row.code, row.label, row.kind = above.code, above.label, above.kind
