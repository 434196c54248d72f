"""Tables of which only the header or every second row is ruled or tinted are read whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.unit.reading.drawn import Pen, pdf, read_page, rows

COLUMNS = (20.0, 120.0, 210.0, 300.0, 380.0)
HEAD = ("项目", "合计", "基本支出", "项目支出")
ROWS = (
    ("合计", "900.00", "500.00", "400.00"),
    ("教育支出", "600.00", "400.00", "200.00"),
    ("卫生支出", "200.00", "50.00", "150.00"),
    ("住房支出", "100.00", "50.00", "50.00"),
)
TINT = (0.85, 0.9, 0.95)


def write(pen: Pen) -> None:
    """The table's words alone, rows of 20 points from 50 down; labels in the middle, amounts at the right."""
    for x0, x1, text in zip(COLUMNS, COLUMNS[1:], HEAD, strict=False):
        pen.say((x0 + x1 - 9 * len(text)) / 2, 64, text, 9)
    for number, (label, *amounts) in enumerate(ROWS):
        pen.say(22, 84 + 20 * number, label, 9)
        for x1, text in zip(COLUMNS[2:], amounts, strict=True):
            pen.say(x1 - 2 - 5 * len(text), 84 + 20 * number, text, 9)


def cells(pen: Pen, row: int, *, fill: tuple[float, float, float] | None, stroke: int) -> None:
    for x0, x1 in pairwise(COLUMNS):
        pen.box(x0, 50 + 20 * row, x1, 70 + 20 * row, fill=fill, stroke=stroke)


def tinted_header(pen: Pen) -> None:
    cells(pen, 0, fill=TINT, stroke=0)


def tinted_header_and_level_rules(pen: Pen) -> None:
    tinted_header(pen)
    for row in range(6):
        pen.rule(COLUMNS[0], 50 + 20 * row, COLUMNS[-1], 50 + 20 * row)


def ruled_header(pen: Pen) -> None:
    cells(pen, 0, fill=None, stroke=1)


def stripes(pen: Pen) -> None:
    for row in (1, 3):
        cells(pen, row, fill=TINT, stroke=0)


@pytest.mark.parametrize("draw", [tinted_header, tinted_header_and_level_rules, ruled_header, stripes])
def test_a_table_is_read_whole_though_only_a_part_is_ruled(draw: Callable[[Pen], None]) -> None:
    def page(pen: Pen) -> None:
        draw(pen)
        write(pen)

    (grid,) = read_page(pdf(page)).grids

    assert rows(grid) == [list(HEAD), *map(list, ROWS)]


def test_a_ruled_table_stays_where_lines_with_amounts_stand_below_it() -> None:
    def page(pen: Pen) -> None:
        pen.lattice(COLUMNS, [50 + 20 * row for row in range(6)])
        write(pen)
        for number in range(3):
            pen.say(22, 180 + 18 * number, "比上年 增加", 9)
            pen.say(90, 180 + 18 * number, "12.00", 9)
            pen.say(130, 180 + 18 * number, "万元", 9)

    (grid,) = read_page(pdf(page)).grids

    assert grid.column_edges == pytest.approx(COLUMNS, abs=0.5)
    assert rows(grid) == [list(HEAD), *map(list, ROWS)]
