"""Pages without a text layer, with an engine of the test's own in place of OCR: what is made of the lines it gives."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from services.extractor.reading import pictured_pages as reader_of_pictures
from services.extractor.reading import read
from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.picture_rulings import (
    PixelRuling,
    is_net,
    rulings_of,
    skew_of,
    straightened,
)
from services.extractor.reading.recogniser import cut, in_cell
from services.extractor.reading.refusal import UnreadableFile
from services.extractor.reading.scanned import glyphs_of, scale_of
from shared.model.place import ReadBy
from tests.unit.reading.drawn import HEIGHT, WIDTH, Pen, pdf, rows, texts
from tests.unit.reading.test_pictures import picture

SCALE = 2.5
"""Pixels per point of the pictures of these tests."""


def test_a_recognised_line_becomes_glyphs_side_by_side_digits_half_as_wide() -> None:
    glyphs = glyphs_of("合计 12", (10, 100, 80, 120))
    assert [glyph.text for glyph in glyphs] == ["合", "计", "1", "2"]
    assert [(glyph.x0, glyph.x1) for glyph in glyphs] == [(10, 30), (30, 50), (60, 70), (70, 80)]
    assert len({glyph.baseline for glyph in glyphs}) == 1
    assert all(glyph.top >= 100 and glyph.bottom <= 120 for glyph in glyphs)


@pytest.mark.parametrize(
    ("places", "pieces"),
    [
        ((), [(0, 100)]),
        ((50,), [(0, 50), (50, 100)]),
        ((70, 30), [(0, 30), (30, 70), (70, 100)]),
        ((3, 97), [(0, 100)]),
    ],
)
def test_a_line_is_cut_at_the_rulings_it_lies_across(
    places: Sequence[float], pieces: list[tuple[float, float]]
) -> None:
    rulings = [PixelRuling(is_vertical=True, place=place, start=0, end=50) for place in places]
    assert [(x0, x1) for x0, _, x1, _ in cut((0, 10, 100, 30), rulings)] == pieces


def test_rulings_above_below_and_across_cut_nothing() -> None:
    rulings = [
        PixelRuling(is_vertical=True, place=50, start=40, end=90),
        PixelRuling(is_vertical=False, place=20, start=0, end=100),
    ]
    assert list(cut((0, 10, 100, 30), rulings)) == [(0, 10, 100, 30)]


@pytest.mark.parametrize(
    ("piece", "room", "ends"),
    [
        ((20, 105), 0, (20, 99)),
        ((20, 90), 5, (15, 95)),
        ((20, 98), 5, (15, 99)),
        ((97, 150), 0, (101, 150)),
        ((101, 150), 5, (101, 155)),
    ],
)
def test_a_piece_of_a_line_ends_at_the_border_of_its_cell(
    piece: tuple[float, float], room: float, ends: tuple[float, float]
) -> None:
    """A box that reaches a few pixels over a ruling is clipped, and room is taken up to it."""
    ruling = PixelRuling(is_vertical=True, place=100, start=0, end=50)
    x0, _, x1, _ = in_cell((piece[0], 10, piece[1], 30), [ruling], room)
    assert (x0, x1) == ends


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ((595, 842), (1488, 2105)),
        ((1191, 842), (2978, 2105)),
        ((1654, 2339), (2121, 3000)),
        ((300, 421), (1496, 2100)),
        ((14_400, 14_400), (3000, 3000)),
    ],
    ids=("A4", "A3", "a point for each pixel of the scanner", "half as large", "as large as it gets"),
)
def test_a_page_of_any_stated_size_gives_a_picture_of_usual_size(
    size: tuple[float, float], pixels: tuple[int, int]
) -> None:
    scale = scale_of(*size)
    assert scale is not None
    assert tuple(round(side * scale) for side in size) == pixels


@pytest.mark.parametrize("size", [(0, 0), (1, 20_000), (842, 20)])
def test_a_page_too_narrow_for_text_gives_none(size: tuple[float, float]) -> None:
    assert scale_of(*size) is None


def net(rows: int, columns: int) -> list[PixelRuling]:
    level = [PixelRuling(is_vertical=False, place=10 * n, start=20, end=280) for n in range(rows)]
    return level + [PixelRuling(is_vertical=True, place=30 * n, start=10, end=190) for n in range(columns)]


@pytest.mark.parametrize(
    ("rows", "columns", "is_table"), [(6, 4, True), (4, 3, True), (9, 1, False), (2, 2, False), (0, 0, False)]
)
def test_a_table_is_told_from_a_chart_and_a_frame_by_its_rulings(
    rows: int, columns: int, is_table: bool
) -> None:
    assert is_net(net(rows, columns), 300, 200) is is_table


def numbered_scan(pen: Pen) -> None:
    """A scan with the number of its page typed upon it."""
    scan(pen)
    pen.say(200, 290, "- 5 -", size=8)


def strips(pen: Pen) -> None:
    """A scan in strips, of which each is as small as an ornament."""
    for number in range(100):
        pen.canvas.drawImage(picture((90, 90, 90)), 0, 3 * number, WIDTH, 3)


def covered(pen: Pen) -> None:
    """A cover: its title stands on a picture."""
    scan(pen)
    pen.say(100, 150, "云岭县水务局部门预算")


@pytest.mark.parametrize(("draw", "has_text"), [(numbered_scan, False), (strips, False), (covered, True)])
def test_a_typed_page_number_is_no_text_layer(
    draw: Callable[[Pen], None],
    has_text: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_of_pictures, "is_installed", lambda: False)
    pages = read(pdf(lambda pen: pen.say(40, 60, "收入"), draw), name="a.pdf").pages
    assert [page.has_text for page in pages] == [True, has_text]


def test_a_scan_with_typed_page_numbers_is_refused_as_a_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_of_pictures, "is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match="none of the 2 pages has a text layer"):
        read(pdf(numbered_scan, numbered_scan), name="a.pdf")


def scan(pen: Pen) -> None:
    pen.canvas.drawImage(picture((90, 90, 90)), 0, 0, WIDTH, HEIGHT)


def test_without_the_extra_a_scan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_of_pictures, "is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match="none of the 1 pages has a text layer"):
        read(pdf(scan), name="a.pdf")


def test_an_extra_that_does_not_load_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_of_pictures, "is_installed", lambda: True)
    monkeypatch.setattr(reader_of_pictures, "recogniser", lambda: None)
    pages = read(pdf(scan, lambda pen: pen.say(40, 60, "收入")), name="a.pdf").pages
    assert [(page.has_text, page.read_by) for page in pages] == [(False, ReadBy.TEXT), (True, ReadBy.TEXT)]


@pytest.mark.ocr
def test_the_setting_bounds_the_pages_that_ocr_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def reading(*arguments: object) -> None:
        asked.append(int(str(arguments[-1])))

    monkeypatch.setattr(reader_of_pictures, "read_scanned", reading)
    pages = (lambda pen: pen.say(40, 60, "收入"), scan, scan, scan)
    assert len(read(pdf(*pages), name="a.pdf", limits=ReadLimits(ocr_pages=2)).pages) == 4
    assert asked == [2, 3]
    asked.clear()
    read(pdf(*pages), name="a.pdf", limits=ReadLimits(ocr_seconds=1e-9))
    assert asked == [2]


@pytest.mark.ocr
def test_rulings_of_a_picture_are_found_and_rubbed_out_and_large_type_stays() -> None:
    def draw(pen: Pen) -> None:
        pen.canvas.setFillGray(0)
        for x in (50, 150, 250):
            pen.canvas.line(x, HEIGHT - 120, x, HEIGHT - 200)
        for y in (120, 160, 200):
            pen.canvas.line(50, HEIGHT - y, 250, HEIGHT - y)
        pen.say(60, 60, "正出王", size=30)

    model = PdfiumModel(pdf(draw))
    picture_of_page = model.picture(1, SCALE)
    model.close()
    found, clean = rulings_of(picture_of_page)

    places = sorted((ruling.is_vertical, round(ruling.place / SCALE)) for ruling in found)
    expected = [(False, 120), (False, 160), (False, 200), (True, 50), (True, 150), (True, 250)]
    assert [one[0] for one in places] == [one[0] for one in expected]
    assert all(abs(one[1] - other[1]) <= 2 for one, other in zip(places, expected, strict=True))
    below, above = round(100 * SCALE), round(90 * SCALE)
    assert picture_of_page[below:].min() < 128
    assert clean[below:].min() > 200
    assert (clean[:above] == picture_of_page[:above]).all()
    assert clean[:above].min() < 128


def table_of_rules(pen: Pen) -> None:
    """A ruled table with a figure close to a ruling and an underlined line of text above it."""
    pen.canvas.setFillGray(0)
    pen.say(52, 100, "中国单位用品", size=12)
    pen.canvas.line(50, HEIGHT - 114, 250, HEIGHT - 114)
    for x in (50, 150, 250):
        pen.canvas.line(x, HEIGHT - 120, x, HEIGHT - 200)
    for y in (120, 160, 200):
        pen.canvas.line(50, HEIGHT - y, 250, HEIGHT - y)
    pen.say(128, 140, "1,147", size=9)


@pytest.mark.ocr
@pytest.mark.parametrize("angle", [0.4, -0.9])
def test_a_sheet_that_lay_askew_is_turned_before_it_is_read(angle: float) -> None:
    import cv2  # noqa: PLC0415 - optional

    model = PdfiumModel(pdf(table_of_rules))
    level = model.picture(1, SCALE)
    model.close()
    height, width = level.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    askew = cv2.warpAffine(level, turn, (width, height), borderValue=(255, 255, 255))
    assert skew_of(askew) == pytest.approx(angle, abs=0.11)
    assert abs(skew_of(straightened(askew))) < 0.11
    assert straightened(level) is level


@pytest.mark.ocr
def test_strokes_of_characters_are_no_rulings_and_figures_beside_rulings_stay() -> None:
    model = PdfiumModel(pdf(table_of_rules))
    picture_of_page = model.picture(1, SCALE)
    model.close()
    found, clean = rulings_of(picture_of_page)
    assert sorted(round(one.place / SCALE) for one in found if one.is_vertical) == [50, 150, 250]
    figure = slice(round(141 * SCALE), round(148 * SCALE)), slice(round(128 * SCALE), round(147 * SCALE))
    assert (clean[figure] == picture_of_page[figure]).all()


@pytest.mark.ocr
def test_a_red_seal_is_taken_off_and_the_print_beneath_it_and_red_titles_stay() -> None:
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - comes with OpenCV

    from services.extractor.reading.seals import without_seals  # noqa: PLC0415

    page = np.full((1000, 700, 3), 255, np.uint8)
    cv2.putText(page, "1,234.56", (300, 400), cv2.FONT_HERSHEY_SIMPLEX, 1, (0, 0, 0), 2)
    printed = page.copy()
    cv2.circle(page, (360, 400), 80, (40, 40, 210), 6)
    page = np.minimum(page, printed)
    cv2.putText(page, "X", (100, 100), cv2.FONT_HERSHEY_SIMPLEX, 1, (40, 40, 210), 3)
    clean = without_seals(page)
    assert clean[200:][printed[200:].min(axis=2) == 255].min() > 250
    assert (clean[printed.max(axis=2) < 60] < 100).all()
    assert (clean[:200] == page[:200]).all()
    assert without_seals(printed) is printed


TABLE = (
    ("支出项目名称", "金额（万元）"),
    ("人员经费支出", "1,234.50"),
    ("公用经费支出", "765.50"),
    ("项目支出预算", "3,456.70"),
    ("支出预算合计", "5,456.70"),
)


def table(pen: Pen) -> None:
    pen.canvas.setFillGray(0)
    pen.lattice((50, 200, 350), (60, 90, 120, 150, 180, 210))
    for row, (label, amount) in enumerate(TABLE):
        pen.say(60, 80 + 30 * row, label, size=12)
        pen.say(220, 80 + 30 * row, amount, size=12)


def pictured(turn: int) -> ImageReader:
    """A picture of a ruled table, turned counter-clockwise by quarters."""
    model = PdfiumModel(pdf(table))
    pixels = model.picture(1, SCALE)
    model.close()
    stored = io.BytesIO()
    Image.fromarray(pixels[:, :, :3]).rotate(90 * turn, expand=True).save(stored, "PNG")
    stored.seek(0)
    return ImageReader(stored)


@pytest.mark.ocr
def test_a_picture_of_a_table_on_a_page_with_text_is_read_and_marked() -> None:
    """The text of the page stays text; what is in the picture is marked. The engine is loaded once: two seconds."""

    def draw(pen: Pen) -> None:
        pen.say(40, 30, "云岭县水务局支出情况如下")
        pen.canvas.drawImage(pictured(0), 0, 0, WIDTH, HEIGHT - 40)

    (page,) = read(pdf(draw), name="a.pdf").pages
    assert texts(page)[0] == "云岭县水务局支出情况如下"
    assert [rows(grid) for grid in page.grids] == [[list(row) for row in TABLE]]
    assert page.read_by is ReadBy.TEXT
    assert {amount for _, amount in TABLE} <= {word.text for line in page.pictured for word in line.words}
    assert all("云岭县" not in line.text for line in page.pictured)


@pytest.mark.ocr
@pytest.mark.parametrize("turn", [2, 3])
def test_a_scan_that_lies_on_its_side_or_on_its_head_is_turned(turn: int) -> None:
    def draw(pen: Pen) -> None:
        width, height = (HEIGHT * 0.75, HEIGHT) if turn % 2 else (WIDTH, HEIGHT)
        pen.canvas.drawImage(pictured(turn), 0, 0, width, height)
        pen.say(380, 295, "5", size=6)

    (page,) = read(pdf(draw), name="a.pdf").pages
    assert [rows(grid) for grid in page.grids] == [[list(row) for row in TABLE]]
    assert (page.read_by, page.turned_for_text) == (ReadBy.OCR, 90 * turn)
