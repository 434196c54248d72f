"""Numerals of a row: which runs of characters are amounts, and which are the parts of one that narrow cells broke.

A text extract prints `2,02` and `1.85` on two lines where the cell held `2,021.85`. In go the numeric words
of a row with their lines, out come amounts: of all ways to join neighbouring words over line ends, the
cheapest is taken, where a well-formed amount costs nothing, a join little, an unusual amount more, and a word
that is no amount most. A stroke stands for a cell that is blank, and keeps its place among the amounts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from services.extractor.ledger import Span
from services.extractor.segment.region import PlacedLine
from services.extractor.tables.draft import PrintedAmount
from shared.model.money import parse_amount

_SIGN = r"[-－−+＋]?[¥￥]?"
NUMERIC = re.compile(rf"^{_SIGN}[\d,，.．]*\d[\d,，.．]*$")
_STROKES = re.compile(r"^[-－−–—―/／]{1,4}$")
_WELL_FORMED = re.compile(rf"^{_SIGN}(?!0\d)(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.\d{{2}}$")
_WHOLE = re.compile(rf"^{_SIGN}(?!0\d)(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?$")
_MAX_PARTS = 4
_EVEN = 0.25
"""Digits: lines of one width differ by less."""
_NOTHING = Decimal(0)
_COST_JOIN, _COST_WHOLE, _COST_LEFT_OVER = 1, 5, 40


@dataclass(frozen=True, slots=True)
class NumericWord:
    """A word of digits and separators on a line; `line_no` counts the lines of the row."""

    text: str
    line: PlacedLine
    start: int
    line_no: int

    @property
    def span(self) -> Span:
        """The characters of the word."""
        return Span(self.line.key, self.start, self.start + len(self.text))


def is_numeric(word: str) -> bool:
    """Tell whether a word consists of digits and separators alone, as amounts and their parts do."""
    return bool(NUMERIC.match(word))


def is_stroke(word: str) -> bool:
    """Tell whether a word is a stroke that stands for a blank cell: `-`, `—`, `/`."""
    return bool(_STROKES.match(word))


def is_amount(word: str) -> bool:
    """Tell whether a word is a whole, well-formed amount with two decimals."""
    return bool(_WELL_FORMED.match(word))


def split_numerals(text: str, after: int) -> tuple[str, list[int]]:
    """Split a piece into its words of text and the starts of the numerals and strokes at its end, none before `after`.

    Digits that belong to a label stay with it: a number before a word of text, and a long run of bare digits
    right after one, as in `特定目标 07100762 0.56`.
    """
    found = [(match.start(), match.group()) for match in re.finditer(r"\S+", text) if match.start() >= after]
    first = len(found)
    while first > 0 and (is_numeric(found[first - 1][1]) or is_stroke(found[first - 1][1])):
        first -= 1
    while (
        0 < first < len(found) and not is_amount(found[first][1]) and re.fullmatch(r"\d{5,}", found[first][1])
    ):
        first += 1
    cut = found[first][0] if first < len(found) else len(text)
    return text[:cut], [start for start, _ in found[first:]]


def join_amounts(numerals: Sequence[NumericWord]) -> tuple[list[PrintedAmount], list[NumericWord]]:
    """Give the amounts and blanks that the words make up, in order, and the words that belong to none."""
    amounts: list[PrintedAmount] = []
    left_over: list[NumericWord] = []
    position = 0
    for size in _cheapest(numerals):
        if size < 0:
            left_over.append(numerals[position])
            position += 1
            continue
        group = numerals[position : position + size]
        is_blank = is_stroke(group[0].text)
        value = _NOTHING if is_blank else parse_amount(_joined(group))
        if value is None:
            left_over += group
        else:
            spans = tuple(word.span for word in group)
            amounts.append(
                PrintedAmount(
                    "".join(word.text for word in group), value, group[0].line.place, spans, is_blank
                )
            )
        position += size
    return amounts, left_over


def _cheapest(numerals: Sequence[NumericWord]) -> list[int]:
    """Give the sizes of the groups that cost least, from the first word on; -1 leaves a word over.

    Worked out from the last word to the first: a row may gather a whole page of words, too deep for recursion.
    """
    count = len(numerals)
    best: list[tuple[int, int]] = [(0, 0)] * (count + 1)
    for start in reversed(range(count)):
        choices = [(_COST_LEFT_OVER + best[start + 1][0], -1)]
        for size in range(1, min(_MAX_PARTS, count - start) + 1):
            cost = _group_cost(numerals[start : start + size])
            if cost is not None:
                choices.append((cost + best[start + size][0], size))
        best[start] = min(choices)
    sizes: list[int] = []
    position = 0
    while position < count:
        sizes.append(best[position][1])
        position += abs(sizes[-1])
    return sizes


def _group_cost(group: Sequence[NumericWord]) -> int | None:
    """Give the cost of reading a group as one amount, None where it cannot be one.

    Parts stand on successive lines. A stroke is a cell of its own.
    """
    if is_stroke(group[0].text):
        return 0 if len(group) == 1 else None
    for left, right in pairwise(group):
        if right.line_no <= left.line_no or _is_whole_before(left.text, right.text):
            return None
    printed = _joined(group)
    if _WELL_FORMED.match(printed):
        return _COST_JOIN * (len(group) - 1)
    if len(group) == 1 and _WHOLE.match(printed) and not _stands_alone(group[0]):
        return _COST_WHOLE
    return None


def _is_whole_before(left: str, right: str) -> bool:
    """Tell whether digits did not fill the width of a cell: what follows is wider, so that no break parted them.

    They are a number of their own, a page's or one of a name.
    """
    return left.isdigit() and right[0].isdigit() and _width(right) > _width(left) + _EVEN


def _width(text: str) -> float:
    """Give how wide a numeral is set, in digits: points and commas take half of one."""
    return sum(1.0 if character.isdigit() else 0.5 for character in text)


def _stands_alone(word: NumericWord) -> bool:
    """Tell whether a bare whole number has a line of its own, as page numbers have and cells of a row have not."""
    return word.text.isdigit() and word.line.text.strip() == word.text


def _joined(group: Sequence[NumericWord]) -> str:
    return "".join(word.text for word in group).replace("，", ",").replace("．", ".")
