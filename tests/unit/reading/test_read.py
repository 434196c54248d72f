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
