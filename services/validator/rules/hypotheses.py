"""What may be wrong: hypotheses about printed figures, and how well each explains the ties that are broken.

A hypothesis says that some figures should be printed differently: one figure, two cells of a row exchanged, a row that
is printed twice, a row that is missing, a table in another unit. It *mends* the broken ties that hold with its values
and *harms* the ties that hold as printed and would not any more. The best hypothesis mends most and harms least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.validator.rules.intervals import Interval
from services.validator.rules.lazy_ties import LazyTies
from services.validator.rules.ties import FAR, Printed, SumTie
from shared.rulebook.equation import CellRef

_FINEST = Decimal("0.01")
"""The last place of a printed share, rate, or amount in yuan."""


class Cause(StrEnum):
    """What a hypothesis takes to be wrong."""

    FIGURE = "figure"
    SLIP = "slip"
    """A figure that nothing but its digits accuses: one slip mends what it breaks, none in the others does."""
    ECHOED = "echoed"
    """A figure that another table prints, under the same name, as the broken comparison asks for it."""
    EXCHANGED = "exchanged"
    REPEATED = "repeated"
    MISSING = "missing"
    UNIT = "unit"


@dataclass(frozen=True)
class Hypothesis:
    """Figures that should be printed differently, the first of them named in the finding."""

    cause: Cause
    values: Mapping[Printed, Decimal]

    @property
    def suspect(self) -> Printed:
        """The first figure."""
        return next(iter(self.values))


@dataclass(frozen=True)
class Explanation:
    """A hypothesis with the numbers of the ties that it mends and harms."""

    hypothesis: Hypothesis
    mended: tuple[int, ...]
    harmed: int
    closer: int
    """Sums that hold either way and would be closer, less those that would be farther off: rounding tells."""
    rivals: tuple[Printed, ...] = ()
    """Other figures that explain the same ties as well: nothing tells which of them all is wrong."""

    @property
    def score(self) -> int:
        """The ties mended less those harmed."""
        return len(self.mended) - self.harmed


class Web:
    """All ties of a document by the figures that they tie; ties are named by their number."""

    def __init__(self, ties: LazyTies, broken: Iterable[int]) -> None:
        """Take the ties by number, and which of them are broken."""
        self.ties = ties
        self.broken = frozenset(broken)
        self.of_figure: dict[Printed, list[int]] = defaultdict(list)
        self._values: dict[Printed, Decimal] = {}
        for number in ties:
            for figure in ties.figures(number):
                self.of_figure[figure].append(number)

    def value(self, figure: Printed) -> Decimal:
        """Give what is printed, zero for a blank cell."""
        known = self._values.get(figure)
        if known is None:
            numbers = self.of_figure.get(figure)
            known = self.ties[numbers[0]].value(figure) if numbers else Decimal(0)
            self._values[figure] = known
        return known

    def explain(self, hypothesis: Hypothesis, open_ties: frozenset[int]) -> Explanation:
        """Weigh a hypothesis against the ties still to be explained and those that hold."""
        touched = {number for figure in hypothesis.values for number in self.of_figure.get(figure, ())}
        mended: list[int] = []
        harmed = closer = 0
        for number in sorted(touched):
            tie, is_broken = self.ties[number], number in self.broken
            if isinstance(tie, SumTie):
                distance = tie.distance(hypothesis.values)
                holds = tie.allows(distance)
                if holds and not tie.is_limit and not is_broken:
                    before, after = abs(tie.residual), abs(distance)
                    closer += (after < before) - (after > before)
            else:
                holds = tie.holds(hypothesis.values)
            if number in open_ties and holds:
                mended.append(number)
            elif not is_broken:
                harmed += not holds
        return Explanation(hypothesis, tuple(mended), harmed, closer)


def single(web: Web, figure: Printed, open_ties: frozenset[int]) -> Hypothesis | None:
    """Give the value of one figure with which most of its broken ties would hold."""
    intervals = [
        found
        for number in web.of_figure[figure]
        if number in open_ties and (found := web.ties[number].solve(figure)) is not None
    ]
    value = _common(intervals)
    if value is None or value == web.value(figure):
        return None
    return Hypothesis(Cause.FIGURE, {figure: value})


def _common(intervals: Sequence[Interval]) -> Decimal | None:
    """Give a value in as many intervals as have one in common; best what one of them is about, the narrowest first.

    Of an interval that is open on one side, as a limit allows it, the end counts.
    """
    points = [_point(found) for found in sorted(intervals, key=lambda found: found.high - found.low)]
    counts = [sum(point in found for found in intervals) for point in points]
    return points[counts.index(max(counts))] if points else None


def _point(found: Interval) -> Decimal:
    if found.low <= -FAR:
        return found.high
    if found.high >= FAR:
        return found.low
    return _roundest(found)


def _roundest(found: Interval) -> Decimal:
    """Give the middle of an interval with as many digits as a printed figure has, where that is in it."""
    middle = (found.low + found.high) / 2
    rounded = middle.quantize(_FINEST)
    return rounded.normalize() + 0 if rounded in found else middle


def exchanged(web: Web, figures: Iterable[Printed]) -> Iterable[Hypothesis]:
    """Give the exchanges of two cells of a row, of which one at least is in a broken tie."""
    rows: dict[tuple[str, int], dict[CellRef, None]] = defaultdict(dict)
    for figure in figures:
        if isinstance(figure, CellRef):
            rows[figure.table_id, figure.row_no][figure] = None
    for cells in rows.values():
        found = list(cells)
        for at, one in enumerate(found):
            for other in found[at + 1 :]:
                values = web.value(one), web.value(other)
                if values[0] != values[1]:
                    # The cell that should not have its amount is named first.
                    first, second = (one, other) if values[0] else (other, one)
                    swap: dict[Printed, Decimal] = {first: web.value(second), second: web.value(first)}
                    yield Hypothesis(Cause.EXCHANGED, swap)


def blank_row(web: Web, cells: Iterable[CellRef]) -> Hypothesis | None:
    """Give the hypothesis that a row should not be there."""
    values: dict[Printed, Decimal] = {ref: Decimal(0) for ref in cells if web.value(ref)}
    return Hypothesis(Cause.REPEATED, values) if values else None


def missing_row(web: Web, cells: Iterable[CellRef], open_ties: frozenset[int]) -> Hypothesis | None:
    """Give the amounts of a row that is not printed which its broken ties ask for."""
    values: dict[Printed, Decimal] = {}
    for ref in cells:
        found = single(web, ref, open_ties) if ref in web.of_figure else None
        if found is not None:
            values[ref] = found.values[ref]
    return Hypothesis(Cause.MISSING, values) if values else None


def rescaled(web: Web, cells: Iterable[CellRef], factor: Decimal) -> Hypothesis:
    """Give the hypothesis that all amounts of a table are in another unit."""
    values: dict[Printed, Decimal] = {ref: web.value(ref) * factor for ref in cells}
    return Hypothesis(Cause.UNIT, values)
