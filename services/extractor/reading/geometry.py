"""Areas and matrices, as plain tuples: they are made for every object of a page."""

from __future__ import annotations

from collections.abc import Iterable

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f) of PDF: x becomes a·x + c·y + e, y becomes b·x + d·y + f."""
Area = tuple[float, float, float, float]
"""x0, top, x1, bottom of the page as displayed."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def intersection(one: Area | None, other: Area | None) -> Area | None:
    """Give what two areas share; None stands for an area without bounds."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share more than a border."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(points: Iterable[tuple[float, float]]) -> Area:
    """Give the smallest area around at least one point."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def product(first: Matrix, then: Matrix) -> Matrix:
    """Give the matrix that moves a point by one matrix and then by another."""
    if first is IDENTITY:
        return then
    if then is IDENTITY:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Give a point as a matrix moves it."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
