"""Pages of PDFs as lines and words, by both page models."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from reportlab.lib.colors import Color

from services.extractor.reading.drawing import Drawing, PageModel
from services.extractor.reading.layout import page_of
from services.extractor.reading.scanned import glyphs_of
from tests.typeset import fonts
from tests.unit.reading.drawn import HEIGHT, WIDTH, Pen, each_adapter, pdf, read_page, texts

Adapter = Callable[[bytes], PageModel]


@each_adapter
def test_lines_stand_from_top_to_bottom_whatever_the_drawing_order(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 80, "二、支出")
        pen.say(40, 60, "一、收入")

    assert texts(read_page(pdf(draw), adapter)) == ["一、收入", "二、支出"]


@each_adapter
def test_a_printed_gap_parts_words_and_becomes_one_blank(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "编制部门：长堤局")
        pen.say(300, 60, "单位：万元")

    page = read_page(pdf(draw), adapter)
    assert texts(page) == ["编制部门：长堤局 单位：万元"]
    assert [word.text for word in page.lines[0].words] == ["编制部门：长堤局", "单位：万元"]


def spread(pen: Pen, text: str, step: float) -> None:
    for number, character in enumerate(text):
        pen.say(30 + step * number, 60, character)


@each_adapter
@pytest.mark.parametrize(
    ("text", "step", "expected"),
    [
        ("本部门无政府性基金预算安排的支出", 12.5, "本部门无政府性基金预算安排的支出"),
        ("收入总计", 20, "收 入 总 计"),
        ("123456789", 40, "1 2 3 4 5 6 7 8 9"),
    ],
    ids=("a justified line", "a spaced heading", "column numbers"),
)
def test_gaps_between_all_characters(adapter: Adapter, text: str, step: float, expected: str) -> None:
    assert texts(read_page(pdf(lambda pen: spread(pen, text, step)), adapter)) == [expected]


@each_adapter
def test_a_gap_in_a_justified_line_still_parts_words(adapter: Adapter) -> None:
    page = read_page(pdf(lambda pen: spread(pen, "编制部门长堤局　　单位万元", 13)), adapter)
    assert texts(page) == ["编制部门长堤局 单位万元"]


@each_adapter
def test_figures_of_another_font_stay_on_their_line(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "预算")
        pen.canvas.setFont("Times-Roman", 10)
        pen.canvas.drawString(60, HEIGHT - 60, "1,234.50")
        pen.say(60 + pen.canvas.stringWidth("1,234.50", "Times-Roman", 10), 60, "万元")

    assert texts(read_page(pdf(draw), adapter)) == ["预算1,234.50万元"]


@each_adapter
def test_figures_stay_on_their_line_though_their_font_tells_a_wrong_descent(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "预算")
        pen.font = fonts.register("mono", frozenset())
        pen.say(60, 60, "1,234.50")
        pen.say(40, 80, "下行")

    data, count = re.subn(rb"/Descent -\d+", b"/Descent -990", pdf(draw), count=1)
    assert count == 1
    assert texts(read_page(data, adapter)) == ["预算1,234.50", "下行"]


def test_a_font_size_below_zero_is_turned_around() -> None:
    """Some producers write both the size and the matrix of the text with the opposite sign."""

    def draw(pen: Pen) -> None:
        text = pen.canvas.beginText()
        text.setTextTransform(-1, 0, 0, -1, 40, HEIGHT - 60)
        text.setFont(pen.font, -10)
        text.textOut("合计 12.50")
        pen.canvas.drawText(text)

    page = read_page(pdf(draw))
    assert texts(page) == ["合计 12.50"]
    assert page.rotation == 0


@each_adapter
def test_a_words_box_holds_its_ink(adapter: Adapter) -> None:
    page = read_page(pdf(lambda pen: pen.say(40, 60, "收入", 20)), adapter)
    box = page.lines[0].words[0].box
    assert (box.x0, box.x1) == pytest.approx((40, 80), abs=0.1)
    assert (box.top, box.bottom) == pytest.approx((60 - 0.86 * 20, 60 + 0.14 * 20), abs=0.1)


@each_adapter
def test_characters_struck_twice_for_bold_are_read_once(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        for shift in (0, 0.3, 0.6):
            pen.say(40 + shift, 60, "合计 1,122.00", 12)

    assert texts(read_page(pdf(draw), adapter)) == ["合计 1,122.00"]


@each_adapter
def test_equal_figures_beside_and_under_each_other_are_all_read(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        for row in range(3):
            pen.say(40, 60 + 12 * row, "11111")

    assert texts(read_page(pdf(draw), adapter)) == ["11111"] * 3


@each_adapter
def test_text_beyond_the_page_is_hidden_text(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "看得见")
        pen.say(40, HEIGHT + 40, "看不见")
        pen.say(-200, 100, "左边外")

    page = read_page(pdf(draw), adapter)
    assert texts(page) == ["看得见"]
    assert sorted(line.text for line in page.hidden_text) == ["左边外", "看不见"]


@each_adapter
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rotated_page_is_read_as_it_is_displayed(adapter: Adapter, rotate: int) -> None:
    """The text is drawn so that the rotation of the page turns it upright, as scanners and printers do."""

    def draw(pen: Pen) -> None:
        match rotate:  # ReportLab's page size is that of the page as displayed
            case 90:
                pen.canvas.transform(0, 1, -1, 0, HEIGHT, 0)
            case 180:
                pen.canvas.transform(-1, 0, 0, -1, WIDTH, HEIGHT)
            case 270:
                pen.canvas.transform(0, -1, 1, 0, 0, WIDTH)
        upright = Pen(pen.canvas)
        upright.say(30, 50, "第一行")
        upright.say(30, 70, "第二行")
        upright.lattice([30, 130, WIDTH - 30], [90, 110, 130])
        upright.say(35, 104, "左")
        upright.say(140, 104, "右")

    page = read_page(pdf(draw, rotate=rotate), adapter)
    assert (page.width, page.height) == pytest.approx((WIDTH, HEIGHT), abs=0.01)
    assert page.rotation == rotate
    assert page.turned_for_text == 0
    assert texts(page) == ["第一行", "第二行", "左 右"]
    first = page.lines[0].box
    assert first is not None
    assert (first.x0, first.bottom) == pytest.approx((30, 50 + 1.4), abs=0.1)
    assert [cell.text for cell in page.grids[0].cells] == ["左", "右", "", ""]


@each_adapter
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_printed_sideways_is_turned_for_reading(adapter: Adapter, angle: int) -> None:
    def draw(pen: Pen) -> None:
        canvas = pen.canvas
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(angle)
        sideways = Pen(canvas, 0)
        sideways.say(-50, 0, "总计 10.00")
        sideways.say(-50, 20, "其中 4.00")

    page = read_page(pdf(draw), adapter)
    assert texts(page) == ["总计 10.00", "其中 4.00"]
    assert page.rotation == angle
    assert page.width == pytest.approx(HEIGHT if angle in (90, 270) else WIDTH, abs=0.01)
    box = page.lines[0].box
    assert box is not None
    middle = (page.width or 0) / 2, (page.height or 0) / 2
    assert (box.x0, box.bottom) == pytest.approx((middle[0] - 50, middle[1] + 1.4), abs=0.1)


@each_adapter
def test_boxes_are_measured_from_the_corner_of_the_crop_box(adapter: Adapter) -> None:
    data = pdf(lambda pen: pen.say(60, 80, "收入"), crop=(20, 30, WIDTH - 20, HEIGHT - 50))
    page = read_page(data, adapter)
    box = page.lines[0].box
    assert box is not None
    assert (page.width, page.height) == pytest.approx((WIDTH - 40, HEIGHT - 80), abs=0.01)
    assert (box.x0, box.bottom) == pytest.approx((40, 30 + 1.4), abs=0.1)


def test_text_under_a_clip_is_hidden_text() -> None:
    def draw(pen: Pen) -> None:
        pen.clip(0, 0, WIDTH, 90)
        for number in range(8):
            pen.say(40, 40 + 20 * number, f"第{number}行")

    page = read_page(pdf(draw))
    assert texts(page) == ["第0行", "第1行", "第2行"]
    assert [line.text for line in page.hidden_text] == [f"第{number}行" for number in range(3, 8)]


def test_a_label_cut_by_its_cells_border_is_read_whole_in_its_cell() -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([40, 110, 180], [40, 60, 80])
        pen.canvas.saveState()
        pen.clip(40, 40, 110, 60)
        pen.say(42, 54, "文化旅游体育与传媒")
        pen.canvas.restoreState()
        pen.say(150, 54, "8.00")

    page = read_page(pdf(draw))
    assert [cell.text for cell in page.grids[0].cells][:2] == ["文化旅游体育与传媒", "8.00"]
    assert page.hidden_text == ()


def test_invisible_text_is_hidden_text() -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "看得见")
        pen.say(40, 80, "没有墨", mode=3)

    page = read_page(pdf(draw))
    assert texts(page) == ["看得见"]
    assert [line.text for line in page.hidden_text] == ["没有墨"]


def test_white_text_counts_where_something_darker_lies_under_it() -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 40, "黑字")
        pen.box(40, 60, 200, 90, fill=(0.1, 0.2, 0.6))
        pen.canvas.setFillColorRGB(1, 1, 1)
        pen.say(50, 80, "表头")
        pen.say(50, 140, "白纸白字")

    page = read_page(pdf(draw))
    assert texts(page) == ["黑字", "表头"]
    assert [line.text for line in page.hidden_text] == ["白纸白字"]


def test_text_of_the_colour_of_its_ground_is_hidden_text() -> None:
    """The cells lie side by side and have one colour, as those of a tinted row."""

    def draw(pen: Pen) -> None:
        for x in (40, 80):
            pen.box(x, 30, x + 40, 50, fill=(0.9, 0.9, 0.6))
        pen.canvas.setFillColorRGB(0.9, 0.9, 0.6)
        pen.say(50, 44, "9,876.54", 12)
        pen.canvas.setFillColorRGB(0, 0, 0)
        pen.say(45, 44, "12.00")

    page = read_page(pdf(draw))
    assert texts(page) == ["12.00"]
    assert [line.text for line in page.hidden_text] == ["9,876.54"]


def test_transparent_text_is_hidden_text() -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "看得见")
        pen.canvas.setFillAlpha(0)
        pen.say(40, 80, "透明")

    page = read_page(pdf(draw))
    assert texts(page) == ["看得见"]
    assert [line.text for line in page.hidden_text] == ["透明"]


def test_white_letters_with_an_outline_are_text() -> None:
    def draw(pen: Pen) -> None:
        pen.canvas.setFillColorRGB(1, 1, 1)
        pen.say(40, 60, "空心字", 20, mode=2)

    assert texts(read_page(pdf(draw))) == ["空心字"]


def test_white_text_on_a_rounded_or_shaded_ground_is_text() -> None:
    def draw(pen: Pen) -> None:
        pen.canvas.setFillColorRGB(0.1, 0.2, 0.6)
        pen.canvas.roundRect(40, HEIGHT - 70, 120, 24, 8, stroke=0, fill=1)
        pen.canvas.saveState()
        pen.clip(40, 100, 160, 124)
        pen.canvas.linearGradient(40, 0, 160, 0, (Color(0, 0, 0.5), Color(0, 0, 0.8)))
        pen.canvas.restoreState()
        pen.canvas.setFillColorRGB(1, 1, 1)
        pen.say(50, 62, "圆角表头")
        pen.say(50, 116, "渐变表头")

    assert texts(read_page(pdf(draw))) == ["圆角表头", "渐变表头"]


def test_a_slanted_stroke_painted_later_hides_nothing() -> None:
    """The stroke through a corner cell may be drawn as a filled shape, whose bounds are those of the cell."""

    def draw(pen: Pen) -> None:
        pen.say(45, 60, "项目")
        path = pen.canvas.beginPath()
        path.moveTo(40, HEIGHT - 40)
        for x, y in ((41, 40), (100, 70), (99, 70)):
            path.lineTo(x, HEIGHT - y)
        path.close()
        pen.canvas.drawPath(path, stroke=0, fill=1)

    assert texts(read_page(pdf(draw))) == ["项目"]


def test_text_painted_over_is_hidden_text() -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "旧标题")
        pen.say(40, 100, "正文")
        pen.box(30, 40, 200, 70, fill=(1, 1, 1))
        pen.say(42, 61, "新标题")

    page = read_page(pdf(draw))
    assert texts(page) == ["新标题", "正文"]
    assert [line.text for line in page.hidden_text] == ["旧标题"]


@each_adapter
def test_an_empty_page_is_no_page_without_a_text_layer(adapter: Adapter) -> None:
    page = read_page(pdf(lambda pen: pen.say(40, 60, " ")), adapter)
    assert page.lines == ()
    assert page.has_text


@each_adapter
def test_a_page_of_outlines_has_no_text_layer(adapter: Adapter) -> None:
    def draw(pen: Pen) -> None:
        for number in range(80):
            pen.canvas.circle(20 + 4 * number, 100, 3)

    assert not read_page(pdf(draw), adapter).has_text


def test_glyphs_of_no_size_print_nothing_and_are_told() -> None:
    """Damage makes them, and producers that want a text found and not seen."""
    shown = glyphs_of("收入合计", (40, 60, 88, 74))
    sizeless = [glyph._replace(size=0.0) for glyph in glyphs_of("支出合计", (40, 80, 88, 94))]
    page = page_of(Drawing(WIDTH, HEIGHT, 0, glyphs=[*shown, *sizeless]), 1)
    assert texts(page) == ["收入合计"]
    assert "".join(line.text for line in page.hidden_text).replace(" ", "") == "支出合计"
