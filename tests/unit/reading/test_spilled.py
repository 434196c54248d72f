"""Text over the border of its cell: a figure that is wider than its column stays one figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.extractor.reading.drawing import PageModel
from tests.unit.reading.drawn import Pen, each_adapter, pdf, read_page, rows

Adapter = Callable[[bytes], PageModel]
XS = [50.0, 150.0, 200.0, 250.0]
YS = [50.0, 70.0, 90.0]


def row_with(*written: tuple[float, str], spread: float = 0.0) -> bytes:
    """A table whose second row holds texts that begin where they are told to."""

    def draw(pen: Pen) -> None:
        pen.lattice(XS, YS)
        for x, text in zip((60.0, 160.0, 210.0), ("项目", "上年", "本年"), strict=True):
            pen.say(x, 64, text)
        for x, text in written:
            line = pen.canvas.beginText(x, pen.height - 84)
            line.setFont(pen.font, 10)
            line.setCharSpace(spread)
            line.textOut(text)
            line.setCharSpace(0)
            pen.canvas.drawText(line)

    return pdf(draw)


@each_adapter
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([(60, "基本支出"), (184, "1,234,567.89")], ["基本支出", "", "1,234,567.89"]),
        ([(60, "基本支出"), (152, "1,234,567.89")], ["基本支出", "1,234,567.89", ""]),
        ([(60, "基本支出"), (153, "2.50"), (185.6, "1,234,567.89")], ["基本支出", "2.50", "1,234,567.89"]),
        ([(60, "基本支出"), (171.4, "34.10"), (197.2, "1,234.50")], ["基本支出", "34.10", "1,234.50"]),
        ([(53, "一般公共预算拨款基本支出")], ["一般公共预算拨款基本支出", "", ""]),
        ([(60, "基本支出"), (206, "1,234,567.89")], ["基本支出", "", "1,234,567.89"]),
        ([(36, "基本支出"), (210, "1.50")], ["基本支出", "", "1.50"]),
        ([(60, "基本支出"), (160, "34.10"), (210, "1.50")], ["基本支出", "34.10", "1.50"]),
    ],
    ids=[
        "to the left",
        "to the right",
        "beside a figure",
        "up to the next figure",
        "a label",
        "beyond the table",
        "before the table",
        "none",
    ],
)
def test_a_text_over_a_border_is_at_home_in_one_cell(
    adapter: Adapter, written: list[tuple[float, str]], expected: list[str]
) -> None:
    assert rows(read_page(row_with(*written), adapter).grids[0])[1] == expected


@each_adapter
def test_figures_set_apart_reach_over_a_border_as_one(adapter: Adapter) -> None:
    page = read_page(row_with((60, "基本支出"), (188, "234,567.89"), spread=1.5), adapter)
    assert rows(page.grids[0])[1] == ["基本支出", "", "234,567.89"]


@each_adapter
def test_a_label_up_to_the_border_and_the_figure_behind_it_stay_apart(adapter: Adapter) -> None:
    page = read_page(row_with((69.6, "公务用车运行维护"), (149.7, "34.10"), (210, "1.50")), adapter)
    assert rows(page.grids[0])[1] == ["公务用车运行维护", "34.10", "1.50"]
