"""Rows that a table has lost, as the broken ties know them: put back without amounts, as parts of their sums.

A code that another table prints and this one does not leaves one side of a relation empty; a whole whose parts lack
something in several columns at once lacks a row; so does one of whose few parts all but one are printed, and one that
falls short of what another table prints under the name of a code that is not here. Each becomes a row of blank cells
that the ties name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from services.validator.rules.echoes import Echoes
from services.validator.rules.relations import Judged
from services.validator.rules.tied import in_yuan
from services.validator.rules.ties import Part, SumTie, Tie
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome
from shared.model.table import Row
from shared.rulebook.checks import load_rules
from shared.rulebook.equation import CellRef
from shared.rulebook.formula import CHILDREN, LEVELS, TOP, TOTAL, CellName
from shared.rulebook.prescribed import PARTS, bare, parts_of
from shared.rulebook.relation import Relation
from shared.rulebook.skeleton import CODE_LENGTHS

_SEVERAL = 2
"""A whole that lacks something in so many columns lacks a row, not an amount."""


@dataclass(frozen=True)
class LostRow:
    """A row that is put back, below the row whose sum lacks it; its code where another table prints it."""

    table_id: str
    row_no: int
    """A number that no printed row has."""
    parent_no: int
    code: str | None
    label: str | None

    def cell(self, column_key: str) -> CellRef:
        """Give its cell in a column."""
        return CellRef(self.table_id, self.row_no, column_key)


def put_back(
    view: DocumentView, judged: Mapping[int, Judged], ties: Mapping[int, Tie], echoes: Echoes
) -> tuple[dict[int, SumTie], tuple[LostRow, ...]]:
    """Give the ties that lost rows take part in, with their cells added, and these rows."""
    broken = {n: one for n, one in judged.items() if one.outcome is Outcome.BROKEN}
    known = [*_by_code(view, broken), *_by_columns(broken), *_by_parts(view, broken)]
    found: dict[tuple[str, int, str | None], LostRow] = {}
    for row in (*known, *_by_name(view, broken, echoes)):
        found.setdefault((row.table_id, row.parent_no, row.code), row)
    lost = tuple(replace(row, row_no=-number) for number, row in enumerate(found.values(), start=1))
    changed: dict[int, SumTie] = {}
    for row in lost:
        for number, one in judged.items():
            part = _part_in(view, row, one)
            if part is None:
                continue
            tie = changed.get(number) or ties[number]
            assert isinstance(tie, SumTie)  # noqa: S101 - an equation ties a sum
            changed[number] = replace(tie, parts=(*tie.parts, part))
    return changed, lost


def _by_code(view: DocumentView, broken: Mapping[int, Judged]) -> Iterator[LostRow]:
    """Give the codes that one side of a broken relation prints and the other side's table does not."""
    for one in broken.values():
        name, row = _empty_side(one), _first_row(view, one)
        if name is None or row is None or not row.row_code.isdigit() or name.table_id not in view.tables:
            continue
        code = _code_asked(name, row)
        if (parent := _parent(view, name.table_id, code)) is not None:
            label = row.row_label if code == row.row_code else _printed_label(view, code)
            yield LostRow(name.table_id, 0, parent, code, label)


def _code_asked(name: CellName, row: Row) -> str:
    """Give the code that a name stands for beside a row: of items that make a class, the class."""
    return row.row_code[: LEVELS.get(name.row, len(row.row_code))]


def _printed_label(view: DocumentView, code: str) -> str | None:
    """Give the words by which some table prints a code."""
    rows = (row for table in view.tables.values() for row in table.rows)
    return next((row.row_label for row in rows if row.row_code == code), None)


def _by_columns(broken: Mapping[int, Judged]) -> Iterator[LostRow]:
    """Give the wholes whose parts fall short in several columns."""
    short: dict[tuple[str, int], int] = defaultdict(int)
    for one in broken.values():
        if _sums_rows(one) and one.equation.left and one.difference > 0:
            left = one.equation.left[0].cell
            short[left.table_id, left.row_no] += 1
    for (table_id, row_no), columns in short.items():
        if columns >= _SEVERAL:
            yield LostRow(table_id, 0, row_no, None, None)


def _by_parts(view: DocumentView, broken: Mapping[int, Judged]) -> Iterator[LostRow]:
    """Give the one part of a prescribed row that is not printed, where all others are and fall short."""
    for one in broken.values():
        whole = _part_names(one)
        if whole is None or not one.equation.left or one.difference <= 0:
            continue
        left = one.equation.left[0].cell
        outline = view.outlines[left.table_id]
        missing = [code for code in parts_of(whole) if not outline.with_code(code)]
        missing = [code for code in missing if not any(outline.with_code(part) for part in parts_of(code))]
        direct = [code for code in missing if not any(code in parts_of(other) for other in missing)]
        if len(direct) == 1:
            yield LostRow(left.table_id, 0, left.row_no, direct[0], _label(view, left.table_id, direct[0]))


def _by_name(view: DocumentView, broken: Mapping[int, Judged], echoes: Echoes) -> Iterator[LostRow]:
    """Give the economic item that a class falls short of, where another table prints the amount under its name."""
    for one in broken.values():
        if not (_sums_rows(one) and one.equation.left and one.difference > 0):
            continue
        left = one.equation.left[0].cell
        row = view.row(left)
        if row is None or not _is_class(row.row_code):
            continue
        found = echoes.missing_below(left.table_id, row.row_code, one.difference * in_yuan(one.unit))
        if found is not None:
            yield LostRow(left.table_id, 0, left.row_no, *found)


def _is_class(code: str) -> bool:
    """Tell whether a code is a class of the economic classification, which begins with 3."""
    return len(code) == CODE_LENGTHS[0] and code.startswith("3")


def _part_names(judged: Judged) -> str | None:
    """Give the prescribed row whose parts an equation adds up."""
    right = _rule(judged).parsed.right
    return bare(right[0].row) if len(right) == 1 and right[0].row.startswith(PARTS) else None


def _label(view: DocumentView, table_id: str, code: str) -> str | None:
    """Give the words of a prescribed row in the form."""
    definition = view.definition(table_id)
    sides = definition.sides if definition else ()
    return next((row.labels[0] for side in sides for row in side.rows if row.code == code), None)


def _part_in(view: DocumentView, row: LostRow, judged: Judged) -> Part | None:
    """Give a lost row's part in an equation: among the rows below its parent, or as the side that is empty."""
    equation = judged.equation
    if (_sums_rows(judged) or _part_names(judged) is not None) and equation.left:
        left = equation.left[0].cell
        if (left.table_id, left.row_no) == (row.table_id, row.parent_no):
            return Part(row.cell(left.column_key), Decimal(0), Decimal(-1))
    name, other = _empty_side(judged), _first_row(view, judged)
    if name is None or other is None or (name.table_id, _code_asked(name, other)) != (row.table_id, row.code):
        return None
    return Part(row.cell(name.column), Decimal(0), Decimal(-1 if equation.left else 1))


def _rule(judged: Judged) -> Relation:
    rule = load_rules()[judged.equation.rule_id]
    assert isinstance(rule, Relation)  # noqa: S101 - equations come from relations alone
    return rule


def _sums_rows(judged: Judged) -> bool:
    return any(name.row in (CHILDREN, TOP) for name in _rule(judged).parsed.right)


def _empty_side(judged: Judged) -> CellName | None:
    """Give the name of the side of an equation that has no cell."""
    equation, formula = judged.equation, _rule(judged).parsed
    if equation.left and equation.right:
        return None
    return (formula.right if equation.left else formula.left)[0]


def _first_row(view: DocumentView, judged: Judged) -> Row | None:
    return view.row(judged.equation.cells()[0])


def _parent(view: DocumentView, table_id: str, code: str) -> int | None:
    """Give the row number of the nearest printed code above a code, or of the total row."""
    outline = view.outlines[table_id]
    above = [code[:length] for length in reversed(CODE_LENGTHS) if length < len(code)]
    for name in (*above, TOTAL):
        if rows := outline.with_code(name):
            return rows[0].row_no
    return None
