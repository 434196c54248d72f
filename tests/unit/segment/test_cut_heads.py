"""Titles of tables wider than their page: the border cuts them."""

from __future__ import annotations

import pytest

from services.extractor.reading import Grid, GridCell, Line, Page
from services.extractor.segment.cut_heads import whole_heads
from services.extractor.segment.walk import segment
from shared.layout import load_layouts
from shared.model.money import Unit
from shared.model.place import Box

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
Said = tuple[str, float, float]
"""Words with their left and right ends; the table reaches from 50 to 450."""


def page(number: int, *above: Said, bottom: float = 300) -> Page:
    """Give a page with lines above a table of two rows and two columns."""
    lines = [
        Line(text, number, Box(x0=x0, top=50 + 15 * y, x1=x1, bottom=60 + 15 * y))
        for y, (text, x0, x1) in enumerate(above)
    ]
    middle = (120 + bottom) / 2
    edges = [(120.0, middle), (middle, bottom)]
    cells = [
        GridCell(
            row, column, 1, 1, text, Box(x0=50 + 200 * column, top=top, x1=250 + 200 * column, bottom=end)
        )
        for row, (top, end) in enumerate(edges)
        for column, text in enumerate((("科目名称", "合计"), ("国防支出", "3.00"))[row])
    ]
    grid = Grid(
        page=number,
        box=Box(x0=50, top=120, x1=450, bottom=bottom),
        row_count=2,
        column_count=2,
        column_edges=(50, 250, 450),
        row_edges=(120, middle, bottom),
        cells=tuple(cells),
    )
    return Page(number, 500, 800, tuple(lines), (grid,))


def test_a_title_that_the_border_cuts_is_one_title_of_one_table() -> None:
    """The end alone would be the title of another table; 预 stands across the border and on both pages."""
    pages = [
        page(1, ("一般公共预", 400, 450), ("单位：", 430, 455)),
        page(2, ("预算支出总体情况表", 42, 130), ("：元", 50, 70)),
    ]
    (table,) = segment(pages, LAYOUT).tables
    assert table.definition is not None
    assert (table.definition.table_id, table.title) == ("T5", "一般公共预算支出总体情况表")
    assert [placed.grid.page for placed in table.grids] == [1, 2]
    assert table.unit is Unit.YUAN


@pytest.mark.parametrize(
    ("left", "right", "bottom"),
    [
        (("部门支出总体情", 400, 450), ("况表", 50, 70), 320),
        (("部门支出总体情况表", 200, 300), ("部门收入总体情况表", 200, 300), 300),
        (("单位：万元", 400, 450), ("编制部门：云岭县水利局", 50, 160), 300),
        (("编制部门：云岭县水利局 单位：万元", 50, 450), ("说明", 50, 70), 300),
    ],
)
def test_lines_of_two_tables_stay_two_lines(left: Said, right: Said, bottom: float) -> None:
    """Tables of other heights; titles in the middle; what stands at the borders of every table."""
    assert not whole_heads([page(1, left), page(2, right, bottom=bottom)], LAYOUT)
