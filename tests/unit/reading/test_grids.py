"""Rulings of every kind become grids; what is no table does not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from services.extractor.reading.drawing import PageModel
from tests.unit.reading.drawn import Pen, each_adapter, pdf, read_page, rows, texts

Adapter = Callable[[bytes], PageModel]

XS, YS = (40.0, 140.0, 240.0, 340.0), (60.0, 80.0, 100.0, 120.0)
CONTENT = [["科目", "基本支出", "项目支出"], ["201", "12.00", "3.50"], ["208", "7.00", ""]]


def fill_in(pen: Pen) -> None:
    for row, cells in enumerate(CONTENT):
        for column, text in enumerate(cells):
            pen.say(XS[column] + 4, YS[row] + 14, text)


def strokes(pen: Pen) -> None:
    pen.lattice(XS, YS)


def thin_rectangles(pen: Pen) -> None:
    for x in XS:
        pen.box(x - 0.25, YS[0], x + 0.25, YS[-1], fill=(0, 0, 0))
    for y in YS:
        pen.box(XS[0], y - 0.25, XS[-1], y + 0.25, fill=(0, 0, 0))


def strokes_of_each_cell(pen: Pen) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            for line in ((left, top, right, top), (left, bottom, right, bottom)):
                pen.rule(*line)
            for line in ((left, top, left, bottom), (right, top, right, bottom)):
                pen.rule(*line)


def rectangles_of_each_cell(pen: Pen) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            pen.box(left, top, right, bottom, stroke=1)


def rectangles_a_little_apart(pen: Pen) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            pen.box(left + 0.5, top + 0.5, right - 0.5, bottom - 0.5, stroke=1)


def rows_of_square_dots(pen: Pen) -> None:
    for x in XS:
        for step in range(round((YS[-1] - YS[0]) / 1.5) + 1):
            pen.box(x, YS[0] + 1.5 * step, x + 0.75, YS[0] + 1.5 * step + 0.75, fill=(0, 0, 0))
    for y in YS:
        for step in range(round((XS[-1] - XS[0]) / 1.5) + 1):
            pen.box(XS[0] + 1.5 * step, y, XS[0] + 1.5 * step + 0.75, y + 0.75, fill=(0, 0, 0))


def dashes(pen: Pen) -> None:
    """Each dash is a filled rectangle; the last of a line ends with it."""
    for x in XS:
        for start in range(int(YS[0]), int(YS[-1]), 9):
            pen.box(x, start, x + 0.5, min(start + 4, YS[-1]), fill=(0, 0, 0))
    for y in YS:
        for start in range(int(XS[0]), int(XS[-1]), 9):
            pen.box(start, y, min(start + 4, XS[-1]), y + 0.5, fill=(0, 0, 0))


def strokes_over_white_cells(pen: Pen) -> None:
    """Cell grounds are painted white, a little smaller than the cells: their edges do not show."""
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            pen.box(left + 5, top + 4, right - 5, bottom - 4, fill=(1, 1, 1))
    strokes(pen)


def a_form(pen: Pen) -> None:
    """The rulings stand in a form of their own, moved and scaled."""
    pen.canvas.beginForm("rulings")
    pen.canvas.scale(2, 2)
    half = Pen(pen.canvas, pen.height / 2)
    half.lattice([x / 2 for x in XS], [y / 2 for y in YS])
    pen.canvas.endForm()
    pen.canvas.saveState()  # pdfminer forgets to, after a form
    pen.canvas.doForm("rulings")
    pen.canvas.restoreState()


def without_left_and_right_border(pen: Pen) -> None:
    for x in XS[1:-1]:
        pen.rule(x, YS[0], x, YS[-1])
    for y in YS:
        pen.rule(XS[0], y, XS[-1], y)


def without_any_outer_border(pen: Pen) -> None:
    for x in XS[1:-1]:
        pen.rule(x, YS[0], x, YS[-1])
    for y in YS[1:-1]:
        pen.rule(XS[0], y, XS[-1], y)


def without_bottom_border(pen: Pen) -> None:
    for x in XS:
        pen.rule(x, YS[0], x, YS[-1])
    for y in YS[:-1]:
        pen.rule(XS[0], y, XS[-1], y)


def with_half_a_top_border(pen: Pen) -> None:
    """A page break cuts a cell that is merged over rows: only the other cells are closed."""
    for x in XS:
        pen.rule(x, YS[0], x, YS[-1])
    for y in YS[1:]:
        pen.rule(XS[0], y, XS[-1], y)
    pen.rule(XS[1], YS[0], XS[-1], YS[0])


@each_adapter
@pytest.mark.parametrize(
    "rule",
    [
        strokes,
        thin_rectangles,
        strokes_of_each_cell,
        rectangles_of_each_cell,
        rectangles_a_little_apart,
        rows_of_square_dots,
        dashes,
        strokes_over_white_cells,
        a_form,
        without_left_and_right_border,
        without_any_outer_border,
        without_bottom_border,
        with_half_a_top_border,
    ],
)
def test_a_table_is_read_however_its_rules_are_drawn(adapter: Adapter, rule: Callable[[Pen], None]) -> None:
    def draw(pen: Pen) -> None:
        rule(pen)
        fill_in(pen)

    page = read_page(pdf(draw), adapter)
    (grid,) = page.grids
    assert rows(grid) == CONTENT
    assert grid.column_edges == pytest.approx(XS, abs=1.5)
    assert grid.row_edges == pytest.approx(YS, abs=1.5)
    assert texts(page) == [" ".join(filter(None, row)) for row in CONTENT]
    assert all(line.in_grid == 0 for line in page.lines)


def test_white_rules_on_a_tint_make_a_table() -> None:
    def draw(pen: Pen) -> None:
        pen.box(XS[0], YS[0], XS[-1], YS[-1], fill=(0.9, 0.93, 1))
        pen.canvas.setStrokeColorRGB(1, 1, 1)
        strokes(pen)
        fill_in(pen)

    (grid,) = read_page(pdf(draw)).grids
    assert rows(grid) == CONTENT


def test_white_rules_beside_dark_ones_part_nothing() -> None:
    """Spreadsheets paint the borders white that a merged cell of a tinted row no longer has."""

    def draw(pen: Pen) -> None:
        pen.box(XS[0], YS[2], XS[-1], YS[3], fill=(0.9, 0.93, 1))
        pen.canvas.setStrokeColorRGB(1, 1, 1)
        pen.rule(XS[1], YS[2], XS[1], YS[3])
        pen.canvas.setStrokeColorRGB(0, 0, 0)
        pen.lattice(XS, YS[:3])
        for x in (XS[0], *XS[2:]):
            pen.rule(x, YS[2], x, YS[3])
        pen.rule(XS[0], YS[3], XS[-1], YS[3])
        pen.say(XS[0] + 4, YS[2] + 14, "合计")

    last = read_page(pdf(draw)).grids[0].at(2, 0)
    assert last is not None
    assert (last.text, last.column_span) == ("合计", 2)


@each_adapter
def test_sides_of_low_cells_around_a_merged_one_are_no_dashes(adapter: Adapter) -> None:
    ys = [60.0 + 10 * row for row in range(8)]

    def draw(pen: Pen) -> None:
        for y in ys:
            pen.rule(XS[0], y, XS[-1], y)
        for row, (top, bottom) in enumerate(pairwise(ys)):
            for x in (XS[0], XS[-1]) if row == 3 else XS:
                pen.rule(x, top, x, bottom)
        pen.say(XS[0] + 4, ys[3] + 8, "合计", 8)

    merged = read_page(pdf(draw), adapter).grids[0].at(3, 0)
    assert merged is not None
    assert (merged.text, merged.column_span) == ("合计", 3)


@each_adapter
def test_merged_cells_stand_once_with_their_spans(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        for x in (40, 340):
            pen.rule(x, 60, x, 120)
        pen.rule(140, 60, 140, 120)
        pen.rule(240, 80, 240, 120)
        for y in (60, 120):
            pen.rule(40, y, 340, y)
        pen.rule(140, 80, 340, 80)
        pen.rule(140, 100, 340, 100)
        for place in (
            (44, 94, "科目"),
            (220, 74, "支出"),
            (144, 94, "基本"),
            (244, 94, "项目"),
            (144, 114, "1.00"),
        ):
            pen.say(*place)

    (grid,) = read_page(pdf(draw), adapter).grids
    spans = {
        cell.text: (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in grid.cells
        if cell.text
    }
    assert spans == {
        "科目": (0, 0, 3, 1),
        "支出": (0, 1, 1, 2),
        "基本": (1, 1, 1, 1),
        "项目": (1, 2, 1, 1),
        "1.00": (2, 1, 1, 1),
    }
    assert len(grid.cells) == 6
    assert grid.at(2, 0) is grid.at(0, 0)


@each_adapter
def test_the_lines_of_a_cell_are_joined_without_breaks_and_kept_apart_in_lines(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 100, 200], [60, 100, 120])
        pen.say(44, 75, "机关事业单位")
        pen.say(44, 88, "养老保险缴费")
        pen.say(130, 82, "16.84")

    page = read_page(pdf(draw), adapter)
    cell = page.grids[0].at(0, 0)
    assert cell is not None
    assert cell.text == "机关事业单位养老保险缴费"
    assert [line.text for line in cell.lines] == ["机关事业单位", "养老保险缴费"]
    assert texts(page) == ["机关事业单位", "16.84", "养老保险缴费"]


@each_adapter
def test_a_header_of_one_character_a_line_reads_downwards(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 56, 72, 120], [60, 130, 150])
        for column, word in ((43, "政府性基金"), (59, "事业收入")):
            for number, character in enumerate(word):
                pen.say(column, 74 + 12 * number, character)

    cells = read_page(pdf(draw), adapter).grids[0].cells
    assert [cell.text for cell in cells[:2]] == ["政府性基金", "事业收入"]


@each_adapter
def test_a_header_in_columns_reads_downwards_from_right_to_left(adapter: Adapter) -> None:
    """Columns are further apart than the characters in them; a bracket in them is turned."""

    def draw(pen: Pen) -> None:
        pen.lattice([40, 70, 300], [60, 130, 150])
        for x, top, word in ((58, 72, "财政专户"), (44, 82, "教育收费")):
            for number, character in enumerate(word):
                pen.say(x, top + 10 * number, character)
        for y, bracket in ((73, "（"), (116, "）")):
            pen.canvas.saveState()
            pen.canvas.translate(45.5, pen.height - y)
            pen.canvas.rotate(270)
            Pen(pen.canvas, 0).say(-5, 0, bracket)
            pen.canvas.restoreState()

    cell = read_page(pdf(draw), adapter).grids[0].at(0, 0)
    assert cell is not None
    assert cell.text == "财政专户（教育收费）"


@each_adapter
@pytest.mark.parametrize("step", [11, 12, 14])
def test_spaced_out_characters_over_several_lines_are_lines(adapter: Adapter, step: float) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 80, 300], [60, 130, 150])
        for number, word in enumerate(("基本", "支出", "合计")):
            pen.say(44, 74 + step * number, word[0])
            pen.say(64, 74 + step * number, word[1])

    cell = read_page(pdf(draw), adapter).grids[0].at(0, 0)
    assert cell is not None
    assert cell.text.replace(" ", "") == "基本支出合计"


@each_adapter
@pytest.mark.parametrize("angle", [90, 270])
def test_sideways_text_in_a_cell_is_read_with_its_repeated_characters(adapter: Adapter, angle: int) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 80, 300], [60, 160, 180])
        pen.say(90, 100, "这里是正常方向的文字内容")
        pen.canvas.saveState()
        pen.canvas.translate(62, pen.height - 110)
        pen.canvas.rotate(angle)
        Pen(pen.canvas, 0).say(-30, 0, "项目支出项目")
        pen.canvas.restoreState()

    cell = read_page(pdf(draw), adapter).grids[0].at(0, 0)
    assert cell is not None
    assert cell.text == "项目支出项目"
    box = cell.lines[0].box
    assert box is not None
    left = 62 - 8.6 if angle == 90 else 62 - 1.4
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((left, 80, left + 10, 140), abs=0.5)


@each_adapter
def test_neighbouring_cells_without_a_gap_between_their_texts_stay_apart(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 100, 160], [60, 80, 100])
        pen.say(100 - pen.canvas.stringWidth("1,234.00", pen.font, 10), 74, "1,234.00")
        pen.say(100, 74, "一般公共服务")

    page = read_page(pdf(draw), adapter)
    assert [cell.text for cell in page.grids[0].cells[:2]] == ["1,234.00", "一般公共服务"]
    assert texts(page) == ["1,234.00 一般公共服务"]


@each_adapter
def test_text_in_a_hole_of_a_grid_is_a_line_of_the_page(adapter: Adapter) -> None:
    """The corner of three cells is not ruled; what stands there is in no cell, and must not be lost."""

    def draw(pen: Pen) -> None:
        pen.lattice([40, 140, 240], [60, 80])
        pen.lattice([40, 140], [80, 100])
        pen.lattice([40, 140, 240, 340], [100, 120])
        pen.say(44, 74, "左")
        pen.say(244, 74, "12.00")

    page = read_page(pdf(draw), adapter)
    assert [(line.text, line.in_grid) for line in page.lines] == [("左", 0), ("12.00", None)]


@each_adapter
def test_several_tables_of_a_page_are_several_grids(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 140, 240], [40, 60, 80])
        pen.say(44, 54, "上")
        pen.say(44, 94, "说明")
        pen.lattice([40, 140, 240], [100, 120, 140])
        pen.say(44, 114, "下")

    page = read_page(pdf(draw), adapter)
    assert [grid.cells[0].text for grid in page.grids] == ["上", "下"]
    assert [(line.text, line.in_grid) for line in page.lines] == [("上", 0), ("说明", None), ("下", 1)]


@each_adapter
@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        ((40, 340), (60, 120)),
        ((40, 340), (60, 80, 100, 120)),
        ((40, 140, 240), (60, 80)),
        ((40,), (60, 80)),
        ((), ()),
    ],
    ids=("frame", "one column", "one row", "one rule", "no rule"),
)
def test_what_has_not_two_rows_and_two_columns_is_no_grid(
    adapter: Adapter, xs: tuple[float, ...], ys: tuple[float, ...]
) -> None:
    def draw(pen: Pen) -> None:
        for x in xs:
            pen.rule(x, ys[0], x, ys[-1])
        for y in ys:
            pen.rule(xs[0], y, xs[-1] + 1, y)
        pen.say(60, 75, "目录内容")

    page = read_page(pdf(draw), adapter)
    assert page.grids == ()
    assert [(line.text, line.in_grid) for line in page.lines] == [("目录内容", None)]


@each_adapter
def test_a_merged_cell_beside_all_rows_is_closed_though_its_outer_border_is_missing(adapter: Adapter) -> None:
    """Only the first and the last rule reach as far as the cell does."""

    def draw(pen: Pen) -> None:
        pen.lattice([100, 200, 300], [60, 80, 100, 120])
        for y in (60, 120):
            pen.rule(40, y, 100, y)
        pen.say(44, 94, "履职效能")
        pen.say(104, 74, "数量指标")

    first = read_page(pdf(draw), adapter).grids[0].at(0, 0)
    assert first is not None
    assert (first.text, first.row_span) == ("履职效能", 3)


@each_adapter
def test_one_row_of_several_cells_is_the_end_of_a_table(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 140, 240, 340], [60, 80])
        pen.say(60, 75, "合计")
        pen.say(260, 75, "1.20")

    assert [cell.text for cell in read_page(pdf(draw), adapter).grids[0].cells] == ["合计", "", "1.20"]


@each_adapter
def test_the_stroke_through_a_corner_cell_is_no_rule(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        strokes(pen)
        pen.rule(XS[0], YS[0], XS[1], YS[1])
        fill_in(pen)

    (grid,) = read_page(pdf(draw), adapter).grids
    assert rows(grid) == CONTENT


@each_adapter
def test_an_overhanging_rule_adds_no_empty_column(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        for x in XS:
            pen.rule(x, YS[0], x, YS[-1])
        for y in YS:
            pen.rule(XS[0], y, XS[-1] + 9, y)
        fill_in(pen)

    (grid,) = read_page(pdf(draw), adapter).grids
    assert rows(grid) == CONTENT


@each_adapter
@pytest.mark.parametrize(("right", "expected"), [("8.97", 1), ("见附件", 0)])
def test_a_label_beside_an_amount_is_the_end_of_a_table(adapter: Adapter, right: str, expected: int) -> None:
    """A table of two columns whose last row a page end has cut off; two words in a frame are none."""

    def draw(pen: Pen) -> None:
        pen.lattice([40, 240, 360], [40, 60])
        pen.say(45, 54, "[30302]退休费")
        pen.say(300, 54, right)

    assert len(read_page(pdf(draw), adapter).grids) == expected


@each_adapter
@pytest.mark.parametrize(
    ("texts", "expected"), [(["基本支出", "8.97", "1.00"], 1), (["第一", "第二", "第三"], 0)]
)
def test_one_column_of_amounts_is_the_last_of_a_wide_table(
    adapter: Adapter, texts: list[str], expected: int
) -> None:
    """A spreadsheet prints the column that does not fit beside the others on a page of its own; links are no table."""

    def draw(pen: Pen) -> None:
        pen.lattice([40, 140], [40, 60, 80, 100])
        for row, text in enumerate(texts):
            pen.say(45, 54 + 20 * row, text)

    assert len(read_page(pdf(draw), adapter).grids) == expected
