"""The arithmetic of the figures: percentiles, rates over a stretch of time, and a straight line through samples.

Values in, values out; nothing here knows what is measured.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import StatisticsError, linear_regression, median
from typing import Final

STEADY_SHARE: Final = 0.75
"""A steady rate is taken over so much of the work: near the end some of several workers have nothing left to do."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed: one of them, nothing between.

    Raises ValueError where there are no values.
    """
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def steady_rate(times: Sequence[float]) -> float:
    """How many a second were finished from the first to the one at `STEADY_SHARE`, given when each was finished.

    What a start costs before the first is left out. Raises ValueError for fewer than three.
    """
    ordered = sorted(times)
    last = math.ceil(STEADY_SHARE * len(ordered)) - 1
    if last < 1:
        raise ValueError("a rate needs three times at least")
    return last / (ordered[last] - ordered[0])


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a long run, from one moment to another (seconds since the epoch), and the rows that it brought."""

    begun: float
    ended: float
    rows: int

    @property
    def rows_per_second(self) -> float:
        """By the clock on the wall."""
        return self.rows / (self.ended - self.begun)


def parts_of(finished: Sequence[tuple[float, int]], parts: int) -> list[Part]:
    """Cut a run into stretches of about equally many rows.

    `finished` gives for each document when it was finished and how many rows it brought, in the order of time; what
    came before the first is not known, so its rows do not count. Raises ValueError where there are too few documents.
    """
    if len(finished) <= parts:
        raise ValueError(f"{len(finished)} documents cannot be cut into {parts} parts")
    start, whole = finished[0][0], sum(rows for _, rows in finished[1:])
    found: list[Part] = []
    rows = done = 0
    for at, count in finished[1:]:
        rows += count
        if done + rows >= whole * (len(found) + 1) / parts:
            found.append(Part(start, at, rows))
            start, done, rows = at, done + rows, 0
    return found


def at_moment(samples: Sequence[tuple[float, float]], moment: float) -> float:
    """The value at a moment, between the samples `(moment, value)` around it in proportion, at the ends the last one.

    The samples are in order. Raises ValueError where there are none.
    """
    if not samples:
        raise ValueError("no samples")
    place = bisect_left(samples, (moment, -math.inf))
    if place in {0, len(samples)}:
        return samples[min(place, len(samples) - 1)][1]
    (before, low), (after, high) = samples[place - 1], samples[place]
    return low + (high - low) * (moment - before) / (after - before)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through samples, and how far they lie from it."""

    slope: float
    level: float
    """The median of the samples."""
    spread: float
    """From the lowest sample to the highest."""


def line(samples: Sequence[tuple[float, float]]) -> Line:
    """Fit a line by least squares to samples `(x, y)`. Raises ValueError where fewer than two x differ."""
    xs, ys = [x for x, _ in samples], [y for _, y in samples]
    try:
        slope, _ = linear_regression(xs, ys)
    except StatisticsError as error:
        raise ValueError(f"no line can be fitted: {error}") from error
    return Line(slope, median(ys), max(ys) - min(ys))
