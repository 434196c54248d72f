"""Pages without a text layer, with an engine of the test's own in place of OCR: what is made of the lines it gives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.extractor.reading import pdf as reader_of_pdfs
from services.extractor.reading import read
from services.extractor.reading.limits import ReadLimits
from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.picture_rulings import (
    PixelRuling,
    rulings_of,
    skew_of,
    straightened,
)
from services.extractor.reading.recogniser import cut, in_cell
from services.extractor.reading.refusal import UnreadableFile
from services.extractor.reading.scanned import SCALE, glyphs_of
from shared.model.place import ReadBy
from tests.unit.reading.drawn import HEIGHT, WIDTH, Pen, pdf
from tests.unit.reading.test_pictures import picture


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


def scan(pen: Pen) -> None:
    pen.canvas.drawImage(picture((90, 90, 90)), 0, 0, WIDTH, HEIGHT)


def test_without_the_extra_a_scan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_of_pdfs, "is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match="none of the 1 pages has a text layer"):
        read(pdf(scan), name="a.pdf")


def test_an_extra_that_does_not_load_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_of_pdfs, "is_installed", lambda: True)
    monkeypatch.setattr(reader_of_pdfs, "recogniser", lambda: None)
    pages = read(pdf(scan, lambda pen: pen.say(40, 60, "收入")), name="a.pdf").pages
    assert [(page.has_text, page.read_by) for page in pages] == [(False, ReadBy.TEXT), (True, ReadBy.TEXT)]


@pytest.mark.ocr
def test_the_setting_bounds_the_pages_that_ocr_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def reading(*arguments: object) -> None:
        asked.append(int(str(arguments[-1])))

    monkeypatch.setattr(reader_of_pdfs, "read_scanned", reading)
    pages = (lambda pen: pen.say(40, 60, "收入"), scan, scan, scan)
    assert len(read(pdf(*pages), name="a.pdf", limits=ReadLimits(ocr_pages=2)).pages) == 4
    assert asked == [2, 3]


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
