"""Watermarks and seals: what runs across a page stays out of its lines and cells, and is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, radians, sin

import pytest

from services.extractor.reading.across import lean_of, runs_across
from services.extractor.reading.drawing import PageModel
from tests.unit.reading.drawn import HEIGHT, Pen, each_adapter, pdf, read_page, rows, texts

Adapter = Callable[[bytes], PageModel]
CELLS = [["项目", "金额"], ["基本支出", "1,234.56"], ["项目支出", "78.90"]]


def table(pen: Pen) -> None:
    pen.lattice([50, 150, 250], [50, 70, 90, 110])
    for row, cells in enumerate(CELLS):
        for column, text in enumerate(cells):
            pen.say(60 + 100 * column, 64 + 20 * row, text)


def slanted(pen: Pen, at: tuple[float, float], angle: float, text: str, size: float = 10) -> None:
    pen.canvas.saveState()
    pen.canvas.setFillGray(0.8)
    pen.canvas.translate(at[0], HEIGHT - at[1])
    pen.canvas.rotate(angle)
    pen.canvas.setFont(pen.font, size)
    pen.canvas.drawString(0, 0, text)
    pen.canvas.restoreState()


@each_adapter
@pytest.mark.parametrize("angle", [15, 45, -30, 120])
def test_a_slanted_watermark_stays_out_of_the_cells(adapter: Adapter, angle: float) -> None:
    def draw(pen: Pen) -> None:
        slanted(pen, (150, 90), angle, "2025年3月", 24)
        table(pen)

    page = read_page(pdf(draw), adapter)
    assert rows(page.grids[0]) == CELLS
    assert page.across == "2025年3月"


@each_adapter
def test_the_letters_round_a_seal_stay_out_of_the_cells_even_those_that_stand_upright(
    adapter: Adapter,
) -> None:
    def draw(pen: Pen) -> None:
        table(pen)
        for number, letter in enumerate("3201029876543"):
            angle = 210 + 10 * number
            x, y = 200 + 30 * cos(radians(angle)), 70 - 30 * sin(radians(angle))
            slanted(pen, (x, y), angle + 90, letter)

    page = read_page(pdf(draw), adapter)
    assert rows(page.grids[0]) == CELLS
    assert page.across == "3201029876543"


@each_adapter
def test_type_taller_than_its_row_stays_out_of_the_cells(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.say(130, 96, "2025", 48)
        table(pen)

    page = read_page(pdf(draw), adapter)
    assert rows(page.grids[0]) == CELLS
    assert texts(page) == ["项目 金额", "基本支出 1,234.56", "项目支出 78.90"]
    assert page.across == "2025"


@each_adapter
def test_a_page_that_lies_askew_is_read(adapter: Adapter) -> None:
    page = read_page(pdf(lambda pen: slanted(pen, (50, 200), 14, "部门预算")), adapter)
    assert page.across == ""
    assert "".join(sorted("".join(texts(page)))) == "".join(sorted("部门预算"))


@pytest.mark.parametrize(("a", "b", "expected"), [(9, 0, 0), (0, -9, 0), (5, 5, 1), (-10, 2, 0.2), (0, 0, 0)])
def test_the_lean_is_told_from_the_nearest_quarter_turn(a: float, b: float, expected: float) -> None:
    assert lean_of(a, b) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("leans", "counts", "expected"),
    [
        ([0, 0, 0], [5, 1, 5], []),
        ([0, 0.6, 0], [500, 8, 500], [1]),
        ([0, 0.6, 0.1, 0, 0.1, 0.6, 0], [500, 1, 1, 1, 1, 1, 500], [1, 2, 3, 4, 5]),
        ([0, 0.6, 0.1, 0], [500, 8, 6, 1], [1]),
        ([0.3, 0.3, 0], [500, 500, 1], []),
    ],
    ids=["upright", "watermark", "curve", "an upright text beside one", "askew"],
)
def test_which_runs_lie_across(
    leans: Sequence[float], counts: Sequence[int], expected: Sequence[int]
) -> None:
    assert sorted(runs_across(leans, counts)) == list(expected)
