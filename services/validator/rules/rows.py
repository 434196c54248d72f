"""Completeness of rows: total rows and the rows that the form prescribes.

What the other figures force makes a loss a warning; what nothing confirms is an error (`losses` says what confirms
what).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held
from services.validator.rules.losses import LostCell, LostRow, derive, lost_rows
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, column_zh, title_of
from shared.model.finding import Severity
from shared.model.money import to_yuan
from shared.model.place import Place
from shared.model.table import Table
from shared.rulebook.formula import TOTAL

_TOLD = 4
"""Columns whose forced amounts a message tells; the others are counted."""


def row_checks(view: DocumentView) -> Iterator[Check]:
    """Check total rows and prescribed rows of every table with amounts."""
    lost = lost_rows(view)
    cells = derive(view, lost)
    missing = {(row.table_id, row.row_code) for row in lost}
    for table in view.tables.values():
        if not view.is_blank(table.table_id):
            yield from _printed(view, table, missing)
    for row in lost:
        yield _lost(view, row, [cell for cell in cells if cell.row is row])


def _printed(view: DocumentView, table: Table, missing: set[tuple[str, str]]) -> Iterator[Check]:
    definition = view.definition(table.table_id)
    if definition is None:
        return
    codes = {row.code for side in definition.sides for row in side.rows if row.prescribed} - {TOTAL}
    yield from (held("completeness.row") for code in codes if (table.table_id, code) not in missing)
    if (table.table_id, TOTAL) not in missing:
        yield held("completeness.total_row")


def _lost(view: DocumentView, row: LostRow, cells: Sequence[LostCell]) -> Check:
    doubtful = [cell for cell in cells if not cell.is_confirmed]
    forced = [cell for cell in cells if cell.is_confirmed and not cell.is_blank]
    first = None if doubtful or not forced else forced[0]
    known = _known(view, doubtful, forced)
    place = Place(page=view.tables[row.table_id].first_page)
    return broken(
        "completeness.total_row" if row.row_code == TOTAL else "completeness.row",
        Message(
            f"The row {row.row_code} of table {row.table_id} is not printed or was lost; {known.en}",
            f"{title_of(view, row.table_id)}缺少“{row.label}”行（未列示或识读时丢失）；{known.zh}",
        ),
        spot=Spot(row.table_id, row.row_code, row.label, first.column_key if first else None, place),
        numbers=Numbers(expected=_value(view, first), actual=None) if first else None,
        severity=Severity.ERROR if doubtful else Severity.WARNING,
    )


def _known(view: DocumentView, doubtful: Sequence[LostCell], forced: Sequence[LostCell]) -> Message:
    """Tell what the other figures make of a lost row."""
    parts: list[Message] = []
    if doubtful:
        names = "、".join(column_zh(view, cell.row.table_id, cell.column_key) for cell in doubtful)
        en = f"nothing confirms {', '.join(cell.column_key for cell in doubtful)}"
        parts.append(Message(en, f"“{names}”栏没有其他数据可以印证"))
    if forced:
        told = [(cell.column_key, amount(_value(view, cell))) for cell in forced[:_TOLD]]
        en = ", ".join(f"{key} {value}" for key, value in told)
        zh = "、".join(f"“{column_zh(view, forced[0].row.table_id, key)}”{value}" for key, value in told)
        more = len(forced) - len(told)
        parts.append(
            Message(
                f"its parts and other figures force {en}{f' and {more} more columns' if more else ''}",
                f"由分项与其他数据可推定{zh}{'等' if more else ''}",
            )
        )
    if not parts:
        parts.append(Message("the other figures leave it blank", "其他数据表明该行无金额"))
    return Message("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))


def _value(view: DocumentView, cell: LostCell) -> Decimal:
    """Give the amount that the narrowest derivation makes, in the table's unit."""
    best = min(cell.derivations, key=lambda derivation: derivation.interval.radius)
    return best.interval.middle / to_yuan(Decimal(1), view.unit(cell.row.table_id))
