"""Amounts that stand below their labels instead of beside them: a small table inside the head of a performance table.

In go the cells of a head, out come the amounts by field. Forms print either one row of amounts below two rows of labels
In go the cells of a head, out come the amounts by field. Forms print either one row of amounts below two of labels
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.performance.fragment import Fragment, without_blanks
from services.extractor.performance.wording import AMOUNT_FIELDS, Wording
from shared.model.money import parse_amount

_SUMS = frozenset({"合计", "小计", "总额", "金额合计", "总计"})
_UNITS = ("万元", "元")
_NEAR = 1.0
"""Points by which cells that touch may overlap."""


def amount_text(fragment: Fragment) -> str:
    """Give a cell's text without the unit behind an amount."""
    text = without_blanks(fragment.text)
    return next((text.removesuffix(unit) for unit in _UNITS if text.endswith(unit)), text)


def is_amount(fragment: Fragment) -> bool:
    """Tell whether a cell is an amount and nothing else."""
    return fragment.is_cell and parse_amount(amount_text(fragment)) is not None


def amounts_below(cells: Sequence[Fragment], wording: Wording) -> dict[str, Fragment]:
    """Give the amounts of the row that counts by the field of the labels above them."""
    labels = [cell for cell in cells if not is_amount(cell)]
    found: dict[str, Fragment] = {}
    for amount in _counting(cells):
        key = _key(amount, labels, wording)
        if key is not None:
            found.setdefault(key, amount)
    return found


def _counting(cells: Sequence[Fragment]) -> list[Fragment]:
    """Give the amounts of the one row that has some, or of the row of their sums."""
    rows: dict[int, list[Fragment]] = {}
    for cell in cells:
        if cell.box is not None:
            rows.setdefault(round(cell.box.top), []).append(cell)
    with_amounts = [row for row in rows.values() if any(map(is_amount, row))]
    summed = [row for row in with_amounts if any(without_blanks(cell.text) in _SUMS for cell in row)]
    chosen = summed or (with_amounts if len(with_amounts) == 1 else [])
    return [cell for row in chosen[-1:] for cell in row if is_amount(cell)]


def _key(amount: Fragment, labels: Sequence[Fragment], wording: Wording) -> str | None:
    """Give the field that the labels above an amount name: the lowest, or for a sum the one that it is the sum of."""
    above = [label for label in labels if _is_above(label, amount)]
    above.sort(key=lambda label: label.box.bottom if label.box else 0, reverse=True)
    is_sum = bool(above) and without_blanks(above[0].text) in _SUMS
    for label in above[1:] if is_sum else above[:1]:
        key = wording.field(label.text)
        if key in AMOUNT_FIELDS:
            return key
    return "budget" if is_sum else None


def _is_above(label: Fragment, amount: Fragment) -> bool:
    if label.box is None or amount.box is None or label.page != amount.page:
        return False
    middle = (amount.box.x0 + amount.box.x1) / 2
    return label.box.x0 <= middle <= label.box.x1 and label.box.bottom <= amount.box.top + _NEAR
