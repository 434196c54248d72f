"""The same page out of another writer: bold type as outlines, content turned, odd scales, forms, lost fonts."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw
from reportlab.lib.utils import ImageReader

from services.extractor.displayed import on_displayed_pages
from services.extractor.reading import Page, ReadLimits, read
from services.extractor.reading.drawing import PageModel
from services.extractor.reading.pdfium import PdfiumModel
from shared.model.place import Place
from tests.typeset import hostile, reportlab_pdf
from tests.typeset.blocks import Text
from tests.unit.reading.drawn import HEIGHT, WIDTH, Pen, each_adapter, pdf, read_page, rows, texts

Adapter = Callable[[bytes], PageModel]


def stroke_letter(pen: Pen, x: float, y: float, size: float) -> None:
    """Stroke the outline of 田 as one path, as writers do that make type bold by a line around it."""
    path, hole = pen.canvas.beginPath(), 0.4 * size
    path.rect(x, HEIGHT - y, size, size)
    for right in (0.08 * size, 0.52 * size):
        for up in (0.08 * size, 0.52 * size):
            path.rect(x + right, HEIGHT - y + up, hole, hole)
    pen.canvas.drawPath(path, stroke=1, fill=0)


def test_outlines_of_bold_letters_are_no_table() -> None:
    def draw(pen: Pen) -> None:
        pen.say(30, 40, "田田收支总表")
        for x in (30, 40):
            stroke_letter(pen, x, 41, 10)
        pen.lattice([30, 130, WIDTH - 30], [60, 80, 100])
        pen.say(35, 74, "左")
        pen.say(140, 74, "右")

    page = read_page(pdf(draw), PdfiumModel)

    assert texts(page) == ["田田收支总表", "左 右"]
    assert [(grid.row_count, grid.column_count) for grid in page.grids] == [(2, 2)]


def test_dots_stretched_to_lines_are_rules() -> None:
    dot = ImageReader(Image.new("RGB", (1, 1)))

    def draw(pen: Pen) -> None:
        for x in (30, 130, 230):
            pen.canvas.drawImage(dot, x, HEIGHT - 100, 0.5, 40)
        for y in (60, 80, 100):
            pen.canvas.drawImage(dot, 30, HEIGHT - y, 200, 0.5)
        pen.say(35, 74, "左")
        pen.say(140, 74, "右")

    page = read_page(pdf(draw))

    assert rows(page.grids[0]) == [["左", "右"], ["", ""]]
    assert page.pictures == ()


def test_rows_without_rules_between_ruled_columns_are_told_by_their_amounts() -> None:
    """A label over two lines stays in its row, and a row without an amount is a row."""

    def draw(pen: Pen) -> None:
        pen.lattice([30, 200, 280, 360], [40, 60])
        pen.lattice([30, 200, 280, 360], [60, 190])
        for x, text in ((35, "科目"), (205, "合计"), (285, "基本支出")):
            pen.say(x, 54, text)
        labels = [("农林水支出", 78), ("水利工程运行与维护", 96), ("所需经费", 108), ("政府性基金", 132)]
        for label, baseline in (*labels, ("总计", 152)):
            pen.say(35, baseline, label)
        for baseline, total, basic in (
            (78, "1,250.00", "1,000.00"),
            (102, "250.00", ""),
            (152, "1,500.00", "1,000.00"),
        ):
            pen.say(205, baseline, total)
            pen.say(285, baseline, basic)

    page = read_page(pdf(draw))

    assert rows(page.grids[0]) == [
        ["科目", "合计", "基本支出"],
        ["农林水支出", "1,250.00", "1,000.00"],
        ["水利工程运行与维护所需经费", "250.00", ""],
        ["政府性基金", "", ""],
        ["总计", "1,500.00", "1,000.00"],
    ]


def test_two_amounts_in_a_cell_of_words_part_no_row() -> None:
    def draw(pen: Pen) -> None:
        pen.lattice([30, 130, 360], [40, 60, 130])
        pen.say(35, 54, "项目名称")
        pen.say(135, 54, "金额构成")
        for baseline, text in ((76, "总额 30.00"), (92, "10.00"), (108, "20.00"), (124, "其余为零")):
            pen.say(135, baseline, text)

    assert [grid.row_count for grid in read_page(pdf(draw)).grids] == [2]


@each_adapter
@pytest.mark.parametrize("rotate", [90, 270])
def test_figures_on_a_page_turned_upright_are_as_wide_as_printed(adapter: Adapter, rotate: int) -> None:
    """A figure that ends at its border stays apart from the label behind the border."""

    def draw(pen: Pen) -> None:
        pen.canvas.transform(*((0, 1, -1, 0, HEIGHT, 0) if rotate == 90 else (0, -1, 1, 0, 0, WIDTH)))
        upright = Pen(pen.canvas)
        upright.lattice([30, 130, WIDTH - 30], [60, 80, 100])
        upright.say(129 - width, 74, figure)
        upright.say(131, 74, "一、农林水支出")

    figure = "12,376,671"
    width = 0.0

    def measure(pen: Pen) -> None:
        nonlocal width
        pen.say(30, 40, figure)
        width = pen.canvas.stringWidth(figure, pen.canvas._fontname, pen.canvas._fontsize)

    pdf(measure)
    page = read_page(pdf(draw, rotate=rotate), adapter)

    assert [cell.text for cell in page.grids[0].cells] == [figure, "一、农林水支出", "", ""]
    (box,) = [word.box for line in page.lines for word in line.words if word.text == figure]
    assert (box.x0, box.x1) == pytest.approx((129 - width, 129), abs=0.2)


def table_with_words(pen: Pen) -> None:
    """A table under a sentence that is long enough to tell the size of the type."""
    pen.say(30, 40, "编制部门：长堤局，单位：万元，收入总计与支出总计")
    pen.say(30, 55, "相等，各栏合计等于明细之和，未列出的项目为零。")
    pen.lattice([30, 130, WIDTH - 30], [60, 72, 84, 96])
    for number, (left, right) in enumerate((("科目", "金额"), ("水利", "4.00"), ("总计", "10.00"))):
        pen.say(33, 69 + 12 * number, left)
        pen.say(140, 69 + 12 * number, right)


def scaled(data: bytes, scale: float) -> bytes:
    """The one page of a document, enlarged with its sheet."""
    document, whole = pypdfium2.PdfDocument(data), io.BytesIO()
    page = document[0]
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(scale, 0, 0, scale, 0, 0), None)
    page.set_mediabox(0, 0, scale * WIDTH, scale * HEIGHT)
    document.save(whole)
    return whole.getvalue()


@pytest.mark.parametrize("scale", [6.0, 0.15])
def test_a_page_in_giant_or_tiny_type_is_read_as_one_in_usual_type(scale: float) -> None:
    """Pixels of a scan as points, or a sheet shrunk to a thumbnail; places lie on the page as it is displayed."""
    data = pdf(table_with_words)
    usual, page = read_page(data), read_page(scaled(data, scale))

    assert texts(page) == texts(usual)
    assert rows(page.grids[0]) == rows(usual.grids[0])
    printed, read_at = usual.lines[0].box, page.lines[0].box
    assert printed is not None
    (place,) = on_displayed_pages((Place(page=page.number, box=read_at),), [page])
    assert place.box is not None
    displayed = [scale * side for side in astuple(printed)]
    assert astuple(place.box) == pytest.approx(displayed, abs=0.05 * scale)


@pytest.mark.parametrize("mark", ["small and faint", "large and pale"])
def test_a_level_watermark_gets_into_no_label_and_no_figure(mark: str) -> None:
    def draw(pen: Pen) -> None:
        table_with_words(pen)
        pen.canvas.setFillGray(0.8)
        if mark == "large and pale":
            pen.say(100, 90, "内部资料", size=40)
            return
        pen.canvas.setFillAlpha(0.4)
        for x in (32, 120, 200):
            for y in (41, 69, 81):
                pen.say(x, y, "李四7788")

    plain, page = read_page(pdf(table_with_words)), read_page(pdf(draw))

    assert texts(page) == texts(plain)
    assert rows(page.grids[0]) == rows(plain.grids[0])
    assert page.across.startswith("内部资料" if mark == "large and pale" else "李四7788李四7788")


def test_pale_text_of_the_usual_size_is_text() -> None:
    """So is a faint word that stands once, and a page that is pale as a whole."""

    def grey(pen: Pen) -> None:
        pen.canvas.setFillGray(0.8)
        table_with_words(pen)

    def noted(pen: Pen) -> None:
        table_with_words(pen)
        pen.canvas.setFillAlpha(0.5)
        pen.say(30, 120, "注：不含上年结转")

    plain = read_page(pdf(table_with_words))
    assert texts(read_page(pdf(grey))) == texts(plain)
    assert texts(read_page(pdf(noted))) == [*texts(plain), "注：不含上年结转"]


def test_what_the_fields_of_a_form_hold_is_read_where_it_stands() -> None:
    def draw(pen: Pen) -> None:
        pen.say(30, 74, "总计")
        pen.canvas.acroForm.textfield(
            value="12.50", x=130, y=HEIGHT - 78, width=60, height=14, fontSize=9, borderWidth=0
        )

    assert texts(read_page(pdf(draw), PdfiumModel)) == ["总计 12.50"]


def test_the_seal_of_a_signature_is_not_read() -> None:
    fonts = b"/Resources <</Font <</F 6 0 R>>>>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 90 20] "
    seal = hostile.stream(b"BT /F 10 Tf 5 5 Td (3201029876) Tj ET", form + fonts)
    annotation = b"/Type /Annot /Subtype /Widget /FT /Sig /T (seal) /F 132 /Rect [40 295 130 315]"
    page = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R /Annots [5 0 R]"
    objects = [
        b"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [5 0 R] /SigFlags 3>>>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<<%b %b>>" % (page, fonts),
        hostile.stream(b"BT /F 10 Tf 40 300 Td (Total 12.50) Tj ET"),
        b"<<%b /AP <</N 7 0 R>>>>" % annotation,
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        seal,
    ]

    read_of = read(hostile.raw_pdf(objects), name="a.pdf")

    assert texts(read_of.pages[0]) == ["Total 12.50"]


A_IS_A = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def "
    b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <0041> endbfchar endcmap end end"
)


@pytest.mark.parametrize(("unit", "size"), [(b"0.01 0 0 0.01 0 0", b"1"), (b"0.001 0 0 0.001 0 0", b"10")])
def test_type_of_a_font_with_a_grid_of_its_own_is_as_large_as_printed(unit: bytes, size: bytes) -> None:
    font = (
        b"<</Type /Font /Subtype /Type3 /FontBBox [0 -200 1000 800] /FontMatrix [%b] /CharProcs <</A 6 0 R>> "
        b"/Encoding <</Type /Encoding /Differences [65 /A]>> /FirstChar 65 /LastChar 65 /Widths [500] "
        b"/ToUnicode 7 0 R>>" % unit
    )
    data = hostile.one_page(
        b"BT /F %b Tf 1 0 0 1 40 742 Tm (AAAA) Tj 1 0 0 1 65 742 Tm (AA) Tj ET" % size,
        b"/Font <</F 5 0 R>>",
        [font, hostile.stream(b"500 0 d0 0 0 400 700 re f"), hostile.stream(A_IS_A)],
    )

    (line,) = read(data, name="a.pdf").pages[0].lines

    assert line.text == "AAAA AA"
    assert line.box is not None
    assert line.box.bottom - line.box.top == pytest.approx(10, abs=1.5)  # a font's box is a little lower


def test_a_page_whose_characters_stand_for_nothing_counts_as_one_without_text(tmp_path: Path) -> None:
    """It is told, and OCR may read it; a page with a symbol or two that nobody knows is left alone."""
    path = tmp_path / "a.pdf"
    reportlab_pdf.typeset_blocks([Text("本单位收入预算总额为一百万元，支出预算总额为一百万元。")], path)
    whole = path.read_bytes()
    lost = whole.replace(b"/ToUnicode", b"/NoUnicode")

    def first(data: bytes) -> Page:
        return read(data, name="a.pdf", limits=ReadLimits(ocr_pages=0)).pages[0]

    assert first(whole).has_text
    assert first(lost).undecodable_glyphs > 20
    assert not first(lost).has_text
