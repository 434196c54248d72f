"""Whole files: what is read, what is refused and why, and that nothing is lost on the way."""

from __future__ import annotations

import pickle
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from services.extractor.reading import ReadLimits, Refusal, UnreadableFile, iter_pages, read
from services.extractor.reading.layout import page_of
from services.extractor.reading.opening import is_truncated
from services.extractor.reading.page import GridCell, Page
from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.plumber import PlumberModel
from tests.typeset import hostile, reportlab_pdf
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import generate
from tests.typeset.style import STYLES
from tests.unit.reading.drawn import Pen, pdf, texts


@pytest.fixture(scope="module")
def disclosure() -> Disclosure:
    return generate(11, projects=2, carryover=True)


@pytest.fixture(scope="module")
def whole(disclosure: Disclosure) -> bytes:
    return hostile.typeset_bytes(disclosure)


def refused(data: bytes, limits: ReadLimits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(data, name="长堤局 预算.pdf", limits=limits or ReadLimits())
    message = str(caught.value)
    assert "长堤局 预算.pdf" in message
    assert "\n" not in message
    assert caught.value.remedy
    return caught.value


def test_a_pdf_is_told_from_its_content(whole: bytes) -> None:
    document = read(b"\n" * 1000 + whole, name="a.txt")
    assert document.media_type == "application/pdf"
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Refusal.EMPTY_FILE),
        (b" \r\n\x00", Refusal.EMPTY_FILE),
        (b"PK\x03\x04rest", Refusal.UNKNOWN_TYPE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Refusal.UNKNOWN_TYPE),
        (b"\xff\xd8\xff\xe0JFIF", Refusal.UNKNOWN_TYPE),
        (b"\x89PNG\r\n\x1a\n", Refusal.UNKNOWN_TYPE),
        (b"\n<!DOCTYPE html><html>", Refusal.UNKNOWN_TYPE),
        ("\ufeff<html><body>页面不存在".encode(), Refusal.UNKNOWN_TYPE),
        (bytes(range(256)) * 30, Refusal.UNKNOWN_TYPE),
        (b"%PDF-1.7\n", Refusal.TRUNCATED),
        (b"%PDF-1.7\nnothing\n%%EOF", Refusal.DAMAGED),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, code: Refusal) -> None:
    assert refused(data).reason_code is code


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        (b"PK\x03\x04 OFD.xml Doc_0/", "an OFD document"),
        (b"PK\x03\x04 [Content_Types].xml word/document.xml", "a Word document"),
        (b"PK\x03\x04 [Content_Types].xml xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04 a.pdf %PDF-1.7 stored as it is %%EOF", "a ZIP archive"),
        (b"<!-- moved --><html><body>", "a web page"),
        (b"<script>location='/login'</script>", "a web page"),
        (b"<?xml version='1.0'?><Error/>", "an XML document"),
        (b'{"code": 404}', "a server's answer"),
        (b"MIME-Version: 1.0\r\n\r\n<html>", "a mail or a web archive"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file"),
        (b"CAJ\x00 and more", "a CAJ document"),
    ],
)
def test_what_a_file_of_another_kind_seems_to_be_is_told(data: bytes, seems: str) -> None:
    error = refused(data)
    assert error.reason_code is Refusal.UNKNOWN_TYPE
    assert f" {seems}" in str(error)


PLACEHOLDER = b"BT /F 12 Tf 50 700 Td (Please open this with another program.) Tj ET"
FONT = b"/Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>"


def one_page(catalogue: bytes, *further: bytes) -> bytes:
    """A PDF of one page with a sentence, further entries in its catalogue and objects from 5 on."""
    return hostile.raw_pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R %b>>" % catalogue,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<%b>>>>" % FONT,
            hostile.stream(PLACEHOLDER),
            *further,
        ]
    )


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (
            one_page(b"/NeedsRendering true /AcroForm <</XFA 5 0 R /Fields []>>", hostile.stream(b"<x/>")),
            "XFA",
        ),
        (
            one_page(
                b"/Collection <<>> /Names <</EmbeddedFiles <</Names [(a) 5 0 R]>>>>",
                b"<</Type /Filespec /F (a.pdf) /EF <</F 6 0 R>>>>",
                hostile.stream(b"%PDF-1.7", b"/Type /EmbeddedFile "),
            ),
            "1 attached files",
        ),
    ],
    ids=("a form", "a portfolio"),
)
def test_a_pdf_whose_content_is_not_on_its_pages_is_told(data: bytes, kept: str) -> None:
    error = refused(data)
    assert error.reason_code is Refusal.UNKNOWN_TYPE
    assert kept in str(error)


def test_damage_that_the_second_reader_stumbles_over_leaves_the_first_ones_page() -> None:
    """A page tree deeper than Python's stack, and a page without a box: pdfminer ends in errors of Python's own."""
    depth = 3000
    tree = [b"<</Type /Pages /Count 1 /Kids [%d 0 R]>>" % (number + 3) for number in range(depth)]
    page = b"<</Type /Page /Parent %d 0 R /MediaBox [0 0 595 842]>>" % (depth + 1)
    deep = hostile.raw_pdf([b"<</Type /Catalog /Pages 2 0 R>>", *tree, page])
    assert refused(deep).reason_code in (Refusal.DAMAGED, Refusal.NO_TEXT_LAYER)
    page_of_dots = hostile.one_page(b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q")
    for box in (b"/MediaBox null           ", b"/MediaBox [0 (a) <<>> 842]"):
        scan = page_of_dots.replace(b"/MediaBox [0 0 595 842]", box[:23].ljust(23))
        assert refused(scan, ReadLimits(ocr_pages=0)).reason_code in (Refusal.DAMAGED, Refusal.NO_TEXT_LAYER)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (hostile.empty, Refusal.EMPTY_FILE),
        (hostile.not_a_pdf, Refusal.UNKNOWN_TYPE),
        (hostile.circular_pages, Refusal.DAMAGED),
        (hostile.many_pages, Refusal.TOO_MANY_PAGES),
    ],
)
def test_hostile_files_are_refused(tmp_path: Path, build: Callable[[Path], None], code: Refusal) -> None:
    build(tmp_path / "a.pdf")
    assert refused((tmp_path / "a.pdf").read_bytes()).reason_code is code


def test_a_page_of_a_hundred_thousand_strokes_is_refused_at_once(tmp_path: Path) -> None:
    hostile.slow_page(tmp_path / "a.pdf", operations=150_000)
    error = refused((tmp_path / "a.pdf").read_bytes())
    assert error.reason_code is Refusal.DAMAGED
    assert "100000 objects" in str(error)


def test_one_page_too_complex_leaves_the_others_readable() -> None:
    def scrawl(pen: Pen) -> None:
        path = "1 1 m 9 9 l S\n" * 100_001
        pen.canvas._code.append(path)

    pages = read(pdf(scrawl, lambda pen: pen.say(40, 60, "第二页")), name="a.pdf").pages
    assert not pages[0].has_text
    assert pages[0].notes
    assert texts(pages[1]) == ["第二页"]


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95, 0.999])
def test_a_file_that_is_cut_short_is_refused(whole: bytes, share: float) -> None:
    assert refused(whole[: int(len(whole) * share)]).reason_code is Refusal.TRUNCATED


def test_a_file_with_junk_behind_its_end_is_read(whole: bytes) -> None:
    assert len(read(whole + b"\r\n<!-- cached -->\r\n", name="a.pdf").pages) > 5


def test_a_linearised_file_is_truncated_when_it_is_shorter_than_it_says() -> None:
    head = b"%PDF-1.5\n1 0 obj\n<< /Linearized 1 /L 90000 /N 3 >>\nendobj\nxref\n%%EOF\n"
    assert is_truncated(head + b"junk")
    assert not is_truncated(head.replace(b"90000", b"80   "))


def test_a_locked_file_is_refused_and_one_that_opens_for_all_is_read(
    tmp_path: Path, disclosure: Disclosure, whole: bytes
) -> None:
    hostile.encrypted(tmp_path / "locked.pdf", disclosure, "secret")
    assert refused((tmp_path / "locked.pdf").read_bytes()).reason_code is Refusal.ENCRYPTED
    hostile.encrypted(tmp_path / "open.pdf", disclosure, "")
    pages = read((tmp_path / "open.pdf").read_bytes(), name="a.pdf").pages
    assert [texts(page) for page in pages] == [texts(page) for page in read(whole, name="a.pdf").pages]


def test_a_file_of_pictures_is_refused(tmp_path: Path, disclosure: Disclosure) -> None:
    hostile.image_only(tmp_path / "a.pdf", disclosure, pages=2)
    error = refused((tmp_path / "a.pdf").read_bytes(), ReadLimits(ocr_pages=0))
    assert error.reason_code is Refusal.NO_TEXT_LAYER
    assert "2 pages" in str(error)


def test_limits_are_kept(whole: bytes) -> None:
    assert refused(whole, ReadLimits(max_bytes=1000)).reason_code is Refusal.TOO_LARGE
    assert refused(whole, ReadLimits(max_pages=3)).reason_code is Refusal.TOO_MANY_PAGES


def test_a_refusal_travels_between_processes() -> None:
    error = refused(b"")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (again.reason_code, str(again)) == (error.reason_code, str(error))


def test_pages_are_read_one_after_another(whole: bytes) -> None:
    pages = iter_pages(whole, name="a.pdf")
    first = next(pages)
    assert first.number == 1
    assert [first, *pages] == list(read(whole, name="a.pdf").pages)


@pytest.mark.parametrize("style", sorted(STYLES))
def test_both_page_models_read_the_same(disclosure: Disclosure, style: str, tmp_path: Path) -> None:
    """Lines, grids, spans and cell texts are equal in every style, on every other page to save time."""
    reportlab_pdf.typeset(disclosure, tmp_path / "a.pdf", STYLES[style])
    data = (tmp_path / "a.pdf").read_bytes()
    fast, reference = PdfiumModel(data), PlumberModel(data)
    assert fast.page_count == reference.page_count
    for number in range(1, fast.page_count + 1, 2):
        one, other = page_of(fast.drawing(number), number), page_of(reference.drawing(number), number)
        assert outline(one) == outline(other)


def outline(page: Page) -> tuple[list[tuple[str, int | None]], list[list[tuple[object, ...]]]]:
    cells = [[cell_outline(cell) for cell in grid.cells] for grid in page.grids]
    return [(line.text, line.in_grid) for line in page.lines], cells


def cell_outline(cell: GridCell) -> tuple[object, ...]:
    return cell.row, cell.column, cell.row_span, cell.column_span, cell.text


@pytest.mark.parametrize("style", ["plain", "narrow", "cells"])
def test_every_amount_is_found_in_its_ruled_cell(disclosure: Disclosure, style: str, tmp_path: Path) -> None:
    reportlab_pdf.typeset(disclosure, tmp_path / "a.pdf", STYLES[style])
    pages = read((tmp_path / "a.pdf").read_bytes(), name="a.pdf").pages
    places = reportlab_pdf.places(disclosure, STYLES[style])
    assert places
    for key, (number, box) in places.items():
        table, row, column = key.split(":")
        printed = disclosure.printed(disclosure.tables[table].rows[int(row) - 1].cells[column])
        cells = [cell for grid in pages[number - 1].grids for cell in grid.cells]
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        holding = [c for c in cells if c.box.x0 <= x <= c.box.x1 and c.box.top <= y <= c.box.bottom]
        assert [cell.text for cell in holding] == [printed], key


def test_a_font_without_a_unicode_map_is_counted_and_told(tmp_path: Path, disclosure: Disclosure) -> None:
    hostile.no_unicode_map(tmp_path / "a.pdf", disclosure)
    page = next(iter_pages((tmp_path / "a.pdf").read_bytes(), name="a.pdf"))
    assert page.undecodable_glyphs > 0
    assert sum(line.text.count("\ufffd") for line in page.lines) == page.undecodable_glyphs


def test_memory_does_not_grow_with_the_pages() -> None:
    def draw(pen: Pen) -> None:
        pen.lattice(range(20, 400, 20), range(20, 300, 20))
        for row in range(12):
            pen.say(24, 34 + 20 * row, "一般公共服务支出 1,234.00 " * 3, 6)

    def peak(page_count: int) -> int:
        data = pdf(*[draw] * page_count)
        tracemalloc.start()
        try:
            for _ in iter_pages(data, name="a.pdf"):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(2)
    assert peak(24) < 1.5 * peak(6)
