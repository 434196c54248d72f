"""The hostile files are what they say: each differs from a good one in the one respect that a reader must survive."""

import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.typeset import hostile, reportlab_pdf
from tests.typeset.blocks import PageBreak, Text
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import generate
from tests.typeset.style import STYLES

WORD = "geheim"
BLOCKS = (Text("收支总预算 12.00 万元。"), PageBreak(), Text("第二页"))


@pytest.fixture(scope="module")
def disclosure() -> Disclosure:
    return generate(4)


def texts(path: Path) -> list[str]:
    document = pdfium.PdfDocument(path)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_an_empty_file_and_a_web_page_do_not_open(tmp_path: Path) -> None:
    for build in (hostile.empty, hostile.not_a_pdf):
        build(tmp_path / "a.pdf")
        with pytest.raises(pdfium.PdfiumError):
            pdfium.PdfDocument(tmp_path / "a.pdf")
    assert b"PDF" not in (tmp_path / "a.pdf").read_bytes()


def test_a_truncated_file_begins_well_and_has_no_end(tmp_path: Path, disclosure: Disclosure) -> None:
    hostile.truncated(tmp_path / "a.pdf", disclosure)
    found = (tmp_path / "a.pdf").read_bytes()
    assert found.startswith(b"%PDF-")
    assert b"startxref" not in found


def test_an_encrypted_file_opens_with_its_password_alone(tmp_path: Path, disclosure: Disclosure) -> None:
    hostile.encrypted(tmp_path / "a.pdf", disclosure, WORD)
    with pytest.raises(pdfium.PdfiumError, match=r"[Pp]assword"):
        pdfium.PdfDocument(tmp_path / "a.pdf")
    document = pdfium.PdfDocument(tmp_path / "a.pdf", password=WORD)
    assert disclosure.department in document[0].get_textpage().get_text_range()
    document.close()


def test_a_file_locked_for_changes_alone_can_be_read(tmp_path: Path, disclosure: Disclosure) -> None:
    hostile.encrypted(tmp_path / "a.pdf", disclosure, "")
    assert b"/Encrypt" in (tmp_path / "a.pdf").read_bytes()
    assert disclosure.department in texts(tmp_path / "a.pdf")[0]


def test_pages_of_a_scan_have_pictures_and_no_text(tmp_path: Path, disclosure: Disclosure) -> None:
    hostile.image_only(tmp_path / "a.pdf", disclosure, pages=2)
    assert texts(tmp_path / "a.pdf") == ["", ""]
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert [len(list(page.get_objects())) for page in document] == [1, 1]
    document.close()


def test_a_letter_names_money_and_a_year_and_no_table(tmp_path: Path) -> None:
    hostile.letter(tmp_path / "a.pdf")
    (text,) = texts(tmp_path / "a.pdf")
    assert "元" in text
    assert "2025" in text
    assert "情况表" not in text


def test_a_long_file_is_made_in_little_time(tmp_path: Path) -> None:
    begun = time.monotonic()
    hostile.many_pages(tmp_path / "a.pdf", 5000)
    assert time.monotonic() - begun < 20
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert len(document) == 5000
    document.close()


def test_slow_and_swollen_pages_are_small_files_of_much_content(tmp_path: Path) -> None:
    hostile.slow_page(tmp_path / "slow.pdf", operations=200_000)
    hostile.swollen_stream(tmp_path / "swollen.pdf", megabytes=20)
    for name, operator, least in (("slow.pdf", b" l S", 200_000), ("swollen.pdf", b" ", 20_000_000)):
        packed = (tmp_path / name).read_bytes()
        content = zlib.decompressobj().decompress(packed.split(b"stream\n", 1)[1])
        assert content.count(operator) >= least
        assert len(packed) * 50 < len(content)


def test_nested_forms_multiply(tmp_path: Path) -> None:
    """Two levels of three draw nine lines; each further level costs a few hundred bytes and trebles the work."""
    hostile.nested_forms(tmp_path / "a.pdf", depth=2, width=3)
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert len(list(document[0].get_objects(max_depth=5))) == 3 + 9 + 9
    document.close()
    hostile.nested_forms(tmp_path / "b.pdf", depth=9, width=10)
    assert (tmp_path / "b.pdf").stat().st_size < 5_000


def test_a_circular_page_tree_has_no_page(tmp_path: Path) -> None:
    hostile.circular_pages(tmp_path / "a.pdf")
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(tmp_path / "a.pdf")[0]


def test_without_a_map_the_glyphs_are_there_and_the_characters_are_not(
    tmp_path: Path, disclosure: Disclosure
) -> None:
    hostile.no_unicode_map(tmp_path / "a.pdf", disclosure)
    first = texts(tmp_path / "a.pdf")[0]
    assert len(first) > 50
    assert not any("\u4e00" <= char <= "\u9fff" for char in first)


def test_text_outside_the_page_is_in_the_file_and_below_its_edge(tmp_path: Path) -> None:
    hostile.text_outside(tmp_path / "a.pdf", BLOCKS, "页外 99.99")
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    page = document[0].get_textpage()
    everything = page.get_text_range()
    at = everything.index("页外")
    assert page.get_charbox(at)[3] < 0
    document.close()


@pytest.mark.parametrize("build", [hostile.hidden_text, hostile.text_outside])
def test_unseen_text_changes_nothing_that_is_seen(build: Callable[..., None], tmp_path: Path) -> None:
    reportlab_pdf.typeset_blocks(BLOCKS, tmp_path / "good.pdf")
    build(tmp_path / "bad.pdf", BLOCKS, "暗文 99.99")
    assert "99.99" in texts(tmp_path / "bad.pdf")[0]
    good, bad = (pdfium.PdfDocument(tmp_path / name) for name in ("good.pdf", "bad.pdf"))
    for page, other in zip(good, bad, strict=True):
        assert bytes(page.render().buffer) == bytes(other.render().buffer)
    good.close()
    bad.close()


def test_a_seal_covers_text_without_taking_it(tmp_path: Path) -> None:
    hostile.sealed(tmp_path / "a.pdf", BLOCKS)
    assert "12.00" in texts(tmp_path / "a.pdf")[0]
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    pictures, drawn = pdfium.raw.FPDF_PAGEOBJ_IMAGE, pdfium.raw.FPDF_PAGEOBJ_PATH
    kinds = [one.type for one in document[0].get_objects(filter=[pictures, drawn])]
    assert kinds == [pictures, drawn]
    document.close()


def test_a_frame_over_two_pages_has_all_its_lines_on_both(tmp_path: Path) -> None:
    lines = [f"第{number}行共{number}.50万元" for number in range(30)]
    hostile.printed_twice(tmp_path / "a.pdf", lines, shown=18)
    for text in texts(tmp_path / "a.pdf"):
        assert [line for line in lines if line in text] == lines


def test_doubled_bold_prints_each_glyph_twice(tmp_path: Path) -> None:
    reportlab_pdf.typeset_blocks([Text("标题", "heading")], tmp_path / "a.pdf", STYLES["cells"])
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert (
        len(list(document[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT]))) == 2 + 1
    )  # and the page number
    document.close()


def test_radical_forms_print_as_other_characters(tmp_path: Path) -> None:
    reportlab_pdf.typeset_blocks(hostile.with_radicals(BLOCKS), tmp_path / "a.pdf", STYLES["serif"])
    text = texts(tmp_path / "a.pdf")[0]
    assert "⽀" in text
    assert "支" not in text
