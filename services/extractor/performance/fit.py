"""How well a text fits a column of the indicators, as a cost: negative where it speaks for the column.

In go a column key and the text of one cell, out comes a number; the segmentation takes the division of a
table's text with the least sum. The costs are ranks more than measurements: what only one column can hold
(an operator with a number, a usual phrase) gains 2 to 4, what a column may hold costs about 1, what it
practically never holds costs 4 and more, so that no single oddity outweighs two anchors of a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from services.extractor.performance.cell_text import (
    Shape,
    has_operator,
    is_balanced,
    normalise_target,
    open_brackets,
    parse_weight,
    shape,
)
from services.extractor.performance.wording import Wording

NEVER = 1000.0
ANCHOR, STRONG, LIKELY = -4.0, -2.5, -1.0
ODD, WRONG = 4.0, 6.0
_KNOWN = {
    "heading": LIKELY,
    "level1": 2 * LIKELY,
    "level2": 2 * LIKELY,
    "target": LIKELY / 2,
    "basis": STRONG,
    "previous": -2.0,
    "scoring": STRONG,
    "evidence": STRONG,
}
"""Column → the cost of its usual texts."""
SAME_AS_TARGET = -1.5
"""What the value of last year gains where it repeats the target."""
_NOTE = re.compile(r"[（(][^（）()]*[）)]$")
_PAST_A_UNIT_NOTE = re.compile(r"（[^（）]{1,6}）[^（），。、]")
_NEVER_FIRST, _NEVER_LAST = "，、。；：）)》”%％/", "，、；：（(《“/"
_LONGEST_LEVEL = 12
_LONGEST_PHRASE = 24
_USUAL_NAME, _USUAL_BASIS = 40, 40
_SHORTEST_BASIS = 4
_WORDS_COSTS = {1: 4.0, 2: 1.5, 3: 1.5, 4: 0.5, 5: 1.5, 6: 1.5}
"""Qualities are mostly of four characters (有效保障), often of two (长期), seldom of more than six."""


class Fit:
    """The costs of texts in columns, after the wording of one layout."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.cost = lru_cache(maxsize=None)(self._cost)
        self._by_column: dict[str, Callable[[str], float]] = {
            "heading": lambda _: NEVER,
            "level1": self._level,
            "level2": self._level,
            "level3": self._name,
            "target": self._target,
            "basis": self._basis,
            "previous": self._previous,
            "weight": self._weight,
        }
        """Column → the cost of its texts; any other column holds phrases."""

    def can_grow(self, column: str, text: str) -> bool:
        """Tell whether a longer text that begins with this one can still be a cell of the column."""
        if column in ("heading", "level1", "level2"):
            return len(text) < _LONGEST_LEVEL
        if column == "weight":
            return False
        if column in ("level3", "basis"):
            return len(text) < 3 * _USUAL_NAME and not has_operator(text)
        return len(text) < _LONGEST_PHRASE

    def debt(self, column: str, text: str) -> float:
        """Give what a text gains if it goes on below a page break: it begins a usual text or leaves a bracket open.

        A row that ends at a page break may be taken so much cheaper, if the debt is paid where its cells do
        not go on.
        """
        expected = (
            _KNOWN.get(column, STRONG) + 1.5
            if self._wording.begins_known(column, text)
            else self.cost(column, text)
        )
        if open_brackets(text) > 0 or text[-1] in _NEVER_LAST:
            expected = min(expected, self.cost(column, text) - ODD + 1.0)
        return max(0.0, self.cost(column, text) - expected)

    def _cost(self, column: str, text: str) -> float:
        known_in = self._wording.known_in(text)
        known = column in known_in
        foreign = WRONG if known_in and not known else 0.0
        torn = text[0] in _NEVER_FIRST or text[-1] in _NEVER_LAST or not is_balanced(text)
        cost_of = self._by_column.get(column, partial(self._phrase, column))
        fits = _KNOWN.get(column, STRONG) if known else cost_of(text)
        return foreign + (ODD if torn else 0.0) + fits

    @staticmethod
    def _level(text: str) -> float:
        if text.endswith("指标") and len(text) <= _LONGEST_LEVEL:
            return 1.5
        return ODD + 1 if len(text) <= _LONGEST_LEVEL and not has_operator(text) else NEVER

    def _name(self, text: str) -> float:
        cost = max(0, len(text) - _USUAL_NAME) * 0.3
        if has_operator(text):
            cost += WRONG
        if "。" in text or "；" in text:
            cost += WRONG
        if not any("\u4e00" <= character <= "\u9fff" for character in text):
            cost += ODD
        if text[0] in "（(" and text[-1] in "）)":
            cost += ODD
        if _PAST_A_UNIT_NOTE.search(text):
            cost += 1.5
        if self._wording.breaks_off(text):
            cost += 1.0
        if self._wording.ends_usually("level3", _NOTE.sub("", text)):
            cost += LIKELY
        return cost + (ODD if self._wording.holds_level(text) else 0.0)

    def _target(self, text: str) -> float:
        target = normalise_target(text)
        looks, has_sign, unit = shape(target)
        if looks is Shape.DATE:
            return -3.0
        if looks is Shape.MEASURED:
            return self._measured(unit) + (0.0 if has_sign else 2.0)
        if looks is Shape.WORDS:
            return self._quality(target)
        misplaced = WRONG if has_operator(target[1:].lstrip("=")) else 0.0
        return misplaced + 2.0 + 0.3 * len(target)

    def _measured(self, unit: str) -> float:
        if not unit:
            return -2.0
        return ANCHOR if self._wording.is_unit(unit) else -2.0 + len(unit)

    def _quality(self, target: str) -> float:
        begins = LIKELY if self._wording.begins_usually("target", target) else 0.0
        ends = LIKELY / 2 if self._wording.ends_usually("target", target) else 0.0
        return _WORDS_COSTS.get(len(target), 3.0 + 0.4 * max(0, len(target) - 7)) + begins + ends

    def _basis(self, text: str) -> float:
        if has_operator(text) or parse_weight(text) is not None:
            return WRONG
        cost = max(0, len(text) - _USUAL_BASIS) * 0.1 + (2.0 if len(text) < _SHORTEST_BASIS else 0.0)
        if self._wording.breaks_off(text):
            cost += 1.0
        if "。" in text:
            cost += WRONG
        return cost + (LIKELY if self._wording.ends_usually("basis", text) else 1.5)

    def _previous(self, text: str) -> float:
        value = normalise_target(text)
        looks, _, unit = shape(value)
        if looks is Shape.DATE:
            return -2.0
        if looks is Shape.MEASURED:
            return max(0.5 * self._measured(unit), self._measured(unit)) if unit else -0.5
        return self._quality(value) if looks is Shape.WORDS else ODD

    @staticmethod
    def _weight(text: str) -> float:
        if parse_weight(text) is None:
            return NEVER
        return ANCHOR if text.isdigit() else ANCHOR + 1.5

    def _phrase(self, column: str, text: str) -> float:
        if has_operator(text) or parse_weight(text) is not None:
            return WRONG
        if any(character.isdigit() for character in text):
            return ODD
        noted = 1.5 if "（" in text else 0.0
        return noted + (LIKELY / 2 if self._wording.ends_usually(column, text) else 2.5)
