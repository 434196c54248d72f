"""Numbers before the rows of a form: 一、 二、 三、 count on, and one that is left out tells of a row that is lost.

A form numbers its lines, and what each stands for may be printed nowhere else: a subtotal that repeats its parts, a
budget of the year that is all of the income. Where all other numbers of a side count on and just one is passed over,
its row is missing. Classes keep the numbers of the whole form although most are left out, so they promise nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout import Axis
from shared.layout.label import normalise, split_numbering
from shared.model.table import Row, Table

_RULE = "completeness.row_number"
_CHINESE = "一二三四五六七八九十"
_MARKS = (
    re.compile(r"^(?P<number>[一二三四五六七八九十]{1,3})、"),
    re.compile(r"^（(?P<number>[一二三四五六七八九十]{1,3})）"),
    re.compile(r"^(?P<number>\d{1,2})[.、．]"),
    re.compile(r"^（(?P<number>\d{1,2})）"),
)
"""The usual marks, from the highest level of a form to the lowest."""
_REMEMBERED: Final = 4_096
"""Labels whose number is remembered: the rows that a form prescribes are the same in each document."""
_LEAST = 2
"""So many numbers at least say that a form numbers its rows."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """A number that is passed over, with the row before it where there is one and the row behind it."""

    mark: str
    before: Row | None
    behind: Row


@dataclass(slots=True)
class _Count:
    """What has been counted on a side so far."""

    last: dict[int, int] = field(default_factory=dict)
    gaps: list[_Gap] = field(default_factory=list)
    numbers: int = 0
    is_strange: bool = False
    """True where numbers go back or pass over several: then they do not count the rows."""


def row_number_checks(view: DocumentView) -> Iterator[Check]:
    """Check the sides of prescribed rows of every table with amounts."""
    for table in view.tables.values():
        definition = view.definition(table.table_id)
        if definition is None or view.is_blank(table.table_id):
            continue
        fixed = [side for side in definition.sides if side.axis is Axis.FIXED]
        for side in fixed:
            codes = {row.code for row in side.rows}
            # A row that the layout does not know stands on the one side that there is.
            codes |= {""} if len(fixed) == 1 else set()
            yield from _counted(view, table, [row for row in table.rows if row.row_code in codes])


def _counted(view: DocumentView, table: Table, rows: Sequence[Row]) -> Iterator[Check]:
    count = _Count()
    before: Row | None = None
    for row in rows:
        _take(count, before, row)
        before = row
    if count.is_strange or count.numbers < _LEAST:
        return
    if len(count.gaps) == 1:
        yield _lost(view, table, count.gaps[0])
    elif not count.gaps:
        yield held(_RULE)


def _take(count: _Count, before: Row | None, row: Row) -> None:
    """Count the number of one row; a higher number begins the lower ones anew."""
    found = _number(row.row_label)
    if found is None:
        return
    level, number = found
    count.numbers += 1
    last = count.last.get(level, 0)
    for lower in [known for known in count.last if known > level]:
        del count.last[lower]
    count.last[level] = number
    if number == last + 2:
        count.gaps.append(_Gap(_mark(row.row_label, number - 1), before, row))
    elif number != last + 1:
        count.is_strange = True


@lru_cache(maxsize=_REMEMBERED)
def _number(label: str) -> tuple[int, int] | None:
    """Give the level of a label's number and the number, None for a label without one."""
    printed = split_numbering(normalise(label))[0].removeprefix("其中：")
    for level, mark in enumerate(_MARKS):
        if found := mark.match(printed):
            return level, _value(found["number"])
    return None


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    whole = 10 * (_CHINESE.index(tens) + 1 if tens else 1) if ten else 0
    return whole + (_CHINESE.index(ones) + 1 if ones else 0)


def _mark(label: str, number: int) -> str:
    """Give the number before that of a label, with the label's mark."""
    printed = split_numbering(normalise(label))[0].removeprefix("其中：")
    mark = next(found for one in _MARKS if (found := one.match(printed)))
    text = str(number) if mark["number"].isdigit() else _chinese(number)
    return mark.group().replace(mark["number"], text)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("" if tens == 1 else _CHINESE[tens - 1]) + "十"
    return ten + (_CHINESE[ones - 1] if ones else "")


def _lost(view: DocumentView, table: Table, gap: _Gap) -> Check:
    behind = gap.behind.row_label
    message = Message(
        f"{table.table_id} lacks a row: before “{behind}” the number {gap.mark} is passed over, and all other numbers "
        "count on",
        f"{title_of(view, table.table_id)}“{behind}”行之前缺少序号为“{gap.mark}”的一行，其余各行序号连续",
    )
    return broken(_RULE, message, spot=Spot(table.table_id, None, gap.mark, None, gap.behind.place))
