"""The page number under which a table reaches down is in none of its cells; a figure of the table is in its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.extractor.reading.drawing import PageModel
from tests.unit.reading.drawn import HEIGHT, WIDTH, Pen, each_adapter, pdf, read_page, rows, texts

Adapter = Callable[[bytes], PageModel]


def table_with(printed: str, x: float = WIDTH / 2, baseline: float = HEIGHT - 16) -> bytes:
    """The second page of a file: a table down to its end, and something printed over its last row."""

    def draw(pen: Pen) -> None:
        pen.lattice([40, 150, 250, 390], [240, 265, 292])
        for column, text in enumerate(("办公费", "1,234.56", "78.90")):
            pen.say(44 + 110 * column, 256, text)
            pen.say(44 + 110 * column, 281, text)
        pen.say(x - pen.canvas.stringWidth(printed, pen.font, 8) / 2, baseline, printed, 8)

    return pdf(lambda pen: pen.say(40, 60, "封面"), draw)


@each_adapter
@pytest.mark.parametrize("printed", ["2", "1", "- 12 -", "— 3 —", "第2页", "第 2 页 共 9 页", "2/9"])
def test_the_page_number_is_a_line_of_its_own(adapter: Adapter, printed: str) -> None:
    page = read_page(table_with(printed), adapter, 2)
    assert rows(page.grids[0]) == [["办公费", "1,234.56", "78.90"]] * 2
    assert printed in texts(page)


@each_adapter
@pytest.mark.parametrize(
    ("printed", "x", "baseline"),
    [
        ("2.50", WIDTH / 2, HEIGHT - 16),
        ("35", WIDTH / 2, HEIGHT - 16),
        ("2", 230, HEIGHT - 16),
        ("2", 200, 262),
    ],
    ids=["an amount", "another number", "beside the middle", "above the foot"],
)
def test_any_other_figure_is_the_tables(adapter: Adapter, printed: str, x: float, baseline: float) -> None:
    (grid,) = read_page(table_with(printed, x, baseline), adapter, 2).grids
    assert printed in "".join(row[1] for row in rows(grid))


@each_adapter
def test_digits_written_downwards_in_a_narrow_cell_stay_together(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([14, 30, 250, 390], [240, 254, 292])
        for number, digit in enumerate("211"):
            pen.say(18, 264 + 11 * number, digit)
        pen.say(44, 275, "办公费")
        pen.say(264, 275, "78.90")

    data = pdf(lambda pen: pen.say(40, 60, "封面"), draw)
    (grid,) = read_page(data, adapter, 2).grids
    assert rows(grid)[-1][0].replace("\n", "") == "211"
