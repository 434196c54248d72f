"""The head of a performance table: the labelled fields above the indicators, from fragments.

In go the fragments between a table's title and the header of its indicators, out come the values by field:
names, budget amounts, goal. A value is what stands between its label and the next one; labels may be broken
over lines. Which labels can come next depends on where the reader is, so that a goal may speak of 其他资金
without being cut there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from services.extractor.performance.amount_block import amount_text, amounts_below, is_amount
from services.extractor.performance.fragment import Fragment, joined
from services.extractor.performance.wording import (
    AMOUNT_FIELDS,
    BLOCK_FIELDS,
    GOAL,
    HEAD_FIELDS,
    Wording,
    unit_of,
)
from shared.model.money import Unit, parse_amount
from shared.model.performance import PlanAmount

_MAX_LABEL_FRAGMENTS = 6
"""年度 / 预算 / 总额 / （万 / 元） and one more: narrow cells break labels after two characters."""
_ROW_FRAGMENTS = 8
"""The labels and values of one row of the form, as far above or below a page end as a torn label is sought."""
_YEAR = re.compile(r"(20\d{2})年")
_TRAILING_UNIT = re.compile(r"(?:万元|元)$")
_OPEN_IN_BUDGET = AMOUNT_FIELDS | BLOCK_FIELDS | {GOAL}
_OPEN_IN_HEAD = HEAD_FIELDS | _OPEN_IN_BUDGET - {"other"}
"""A project's name may begin with 其他资金, so that label counts only once the budget block has begun."""


@dataclass(frozen=True, slots=True)
class Value:
    """The fragments of one field's value."""

    key: str
    fragments: tuple[Fragment, ...]

    @property
    def text(self) -> str:
        """The value without line breaks and blanks."""
        return joined(self.fragments)


@dataclass(slots=True)
class Head:
    """The fields of a plan in the order of printing, and the label fragments that name them."""

    values: list[Value] = field(default_factory=list)
    labels: list[Fragment] = field(default_factory=list)
    preface: list[Fragment] = field(default_factory=list)
    """What stands before the first label: the year line, a unit line."""
    page_lines: list[Fragment] = field(default_factory=list)
    unit: Unit | None = None
    block: dict[str, Fragment] = field(default_factory=dict)
    """The amounts by field where they stand below their labels."""

    def text(self, key: str) -> str | None:
        """Give the first printed value of a field, or None; a name in a grid is one cell."""
        for value in self.values:
            if value.key == key and value.fragments:
                is_name = key in HEAD_FIELDS and value.fragments[0].is_cell
                return joined(value.fragments[:1]) if is_name else value.text
        return None

    @property
    def fiscal_year(self) -> int | None:
        """The year that the line below the title names."""
        match = _YEAR.search(joined(self.preface))
        return int(match.group(1)) if match else None


@dataclass(frozen=True, slots=True)
class Label:
    """A field label found at a position: its key, how many fragments it takes, its text."""

    key: str
    size: int
    text: str


def find_label(fragments: Sequence[Fragment], position: int, wording: Wording) -> Label | None:
    """Give the longest field label that begins at a position, or None."""
    if not wording.can_start_label(fragments[position].text):
        return None
    for size in range(min(_MAX_LABEL_FRAGMENTS, len(fragments) - position), 0, -1):
        text = joined(fragments[position : position + size])
        key = wording.field(text)
        if key is not None:
            return Label(key, size, text)
    return None


def read_head(
    fragments: Sequence[Fragment], wording: Wording, page_lines: AbstractSet[int] = frozenset()
) -> Head:
    """Read the labelled fields among fragments; `page_lines` are lines that are no part of a goal over two pages."""
    fragments = _with_torn_labels_mended(fragments, wording)
    head = Head()
    where, key = "head", None
    value: list[Fragment] = head.preface
    position = 0
    while position < len(fragments):
        label = find_label(fragments, position, wording)
        if label is None or not _counts(label, where, fragments, position, wording):
            is_page_line = where == GOAL and fragments[position].line_no in page_lines
            (head.page_lines if is_page_line else value).append(fragments[position])
            position += 1
            continue
        _close(head, key, value)
        head.labels.extend(fragments[position : position + label.size])
        head.unit = head.unit or unit_of(label.text)
        where, key, value = _where_after(label.key), label.key, []
        position += label.size
    _close(head, key, value)
    head.unit = head.unit or unit_of(joined(head.preface))
    if any(sum(map(is_amount, value.fragments)) > 1 for value in head.values):
        head.block = amounts_below(fragments, wording)
    return head


def _with_torn_labels_mended(fragments: Sequence[Fragment], wording: Wording) -> list[Fragment]:
    """Put the rest of a label that a page end has cut off (其中：财政拨 / 款) back behind its beginning."""
    mended = list(fragments)
    for below in range(1, len(mended)):
        if mended[below].page == mended[below - 1].page:
            continue
        for rest in range(below, min(below + _ROW_FRAGMENTS, len(mended))):
            start = next(
                (
                    at
                    for at in range(max(0, below - _ROW_FRAGMENTS), below)
                    if _joins(mended, at, rest, wording)
                ),
                None,
            )
            if start is not None:
                mended.insert(start + 1, mended.pop(rest))
    return mended


def _joins(fragments: Sequence[Fragment], start: int, rest: int, wording: Wording) -> bool:
    """Tell whether two fragments make a label that neither of them is."""
    text = fragments[start].text
    if not wording.can_start_label(text) or wording.field(text) or wording.field(fragments[rest].text):
        return False
    if start + 1 != rest and wording.field(text + fragments[start + 1].text):
        return False  # its rest is there
    return wording.field(text + fragments[rest].text) is not None


def _counts(label: Label, where: str, fragments: Sequence[Fragment], position: int, wording: Wording) -> bool:
    """Tell whether a label is one where the reader is, and not words of a value or of the goal."""
    if where == "goal":
        return label.key in BLOCK_FIELDS and _stands_alone(
            fragments, position, position + label.size, wording
        )
    open_to = _OPEN_IN_HEAD if where == "head" else _OPEN_IN_BUDGET
    return label.key in open_to


def _stands_alone(fragments: Sequence[Fragment], start: int, end: int, wording: Wording) -> bool:
    """Tell whether a label fills its lines, or shares them with further labels alone."""
    if start and fragments[start - 1].line_no == fragments[start].line_no:
        return False
    while end < len(fragments) and fragments[end].line_no == fragments[end - 1].line_no:
        following = find_label(fragments, end, wording)
        if following is None:
            return False
        end += following.size
    return True


def _where_after(key: str) -> str:
    if key == GOAL:
        return "goal"
    return "head" if key in HEAD_FIELDS else "budget"


def _close(head: Head, key: str | None, value: list[Fragment]) -> None:
    if key is not None:
        head.values.append(Value(key, tuple(value)))


def amounts_of(head: Head) -> tuple[list[PlanAmount], list[Value]]:
    """Give the amounts of the budget block, each key once, and the values that should be amounts but cannot be read."""
    amounts: dict[str, PlanAmount] = {}
    unread: list[Value] = []
    for key, cell in head.block.items():
        amount = parse_amount(amount_text(cell))
        if amount is not None:
            printed = amount_text(cell)
            amounts[key] = PlanAmount(amount_key=key, printed=printed, value=amount, place=cell.place)
    if amounts:
        return list(amounts.values()), []
    for value in head.values:
        if value.key not in AMOUNT_FIELDS or not value.fragments or value.text in ("-", "—"):
            continue
        printed = _TRAILING_UNIT.sub("", value.text)
        amount = parse_amount(printed)
        if amount is None and value.fragments[0].is_cell:
            # In a grid the value is the next cell; what stands behind it is a label that the layout does not know.
            printed = _TRAILING_UNIT.sub("", value.fragments[0].text)
            amount = parse_amount(printed)
        if value.key in amounts and amount == amounts[value.key].value:
            continue  # the same for the whole term and for the year
        if amount is None or value.key in amounts:
            unread.append(value)
            continue
        place = value.fragments[0].place
        amounts[value.key] = PlanAmount(amount_key=value.key, printed=printed, value=amount, place=place)
    return list(amounts.values()), unread
