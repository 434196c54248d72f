"""Text extracts: encodings, page marks, lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.reading import Refusal, UnreadableFile, read
from services.extractor.reading.encodings import decode
from services.extractor.reading.text import pages_of_text, read_text

SAMPLE = " 部门收支总体情况表\n编制部门：长堤局 单位：万元\n\n 支出 12.00\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_every_usual_encoding_gives_the_same_pages(encoding: str) -> None:
    document = read(SAMPLE.encode(encoding), name="a.txt")
    assert document.media_type == "text/plain"
    assert [[line.text for line in page.lines] for page in document.pages] == [
        ["部门收支总体情况表", "编制部门：长堤局 单位：万元"],
        ["支出 12.00"],
    ]
    assert all(page.undecodable_glyphs == 0 for page in document.pages)


PROSE = (
    "云岭县水务局2026年部门预算说明\n一、收入预算 1,234.50 万元，其中：一般公共预算拨款 1,000.00 万元。\n" * 3
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_characters_are_told_without_a_mark_by_what_they_print(encoding: str) -> None:
    """Chinese characters have zeros in both halves, such as 一 (4E00)."""
    data = PROSE.encode(encoding)
    assert [line.text for line in read(data, name="a.txt").pages[0].lines] == PROSE.splitlines()
    assert len(read(data + b"\0", name="a.txt").pages[0].lines) >= len(PROSE.splitlines())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_stray_zeros_are_passed_over(encoding: str) -> None:
    data = PROSE.encode(encoding)
    assert [line.text for line in read(data[:30] + b"\0" + data[30:], name="a.txt").pages[0].lines] == (
        PROSE.splitlines()
    )


def test_four_bytes_a_character_are_read_by_their_mark() -> None:
    assert [
        line.text for line in read(PROSE.encode("utf-32"), name="a.txt").pages[0].lines
    ] == PROSE.splitlines()


def test_bytes_of_another_encoding_that_happen_to_fit_are_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("部門預算公開說明".encode("big5") * 50, name="a.txt")
    assert caught.value.reason_code is Refusal.ENCODING_UNKNOWN


def test_a_text_that_has_lost_its_line_ends_is_refused() -> None:
    """Nothing could be read of its tables, and nobody would be told."""
    with pytest.raises(UnreadableFile, match="lost its line ends"):
        read((PROSE * 40).replace("\n", " ").encode(), name="a.txt")


def test_a_text_of_blanks_is_empty() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read("\u3000\n".encode() * 50, name="a.txt")
    assert caught.value.reason_code is Refusal.EMPTY_FILE


def test_the_encoding_is_told() -> None:
    assert read_text("预算".encode("gb18030"), name="a.txt").notes == ("encoding gb18030",)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(newline: str) -> None:
    document = read_text(SAMPLE.replace("\n", newline).encode(), name="a.txt")
    assert [len(page.lines) for page in document.pages] == [2, 1]


def test_lines_have_their_page_and_no_place() -> None:
    page = read_text(SAMPLE.encode(), name="a.txt").pages[1]
    assert (page.number, page.width, page.height, page.grids) == (2, None, None, ())
    assert [(line.page, line.box, line.words) for line in page.lines] == [(2, None, ())]


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        (" 一\n二\n 三\n", [["一", "二"], ["三"]]),
        (" 一\n \n 三\n", [["一"], [], ["三"]]),
        (" 一\n二\n ", [["一", "二"]]),
        ("一\n 二\n三", [["一", "二", "三"]]),
        ("一\n\f二\n", [["一"], ["二"]]),
        ("一\n\f\n\f三\n\f", [["一"], [], ["三"]]),
        (" 一\f 二\n 三", [["一"], ["二", "三"]]),
        ("\n\n 一\n  缩进\n　缩进\n", [["一", "缩进", "缩进"]]),
        ("一", [["一"]]),
        (" 一\n\n\n\n14\n\n二\n 三", [["一"], ["14", "二"], ["三"]]),
        ("\n\n\n- 1 -\n\n一\n\n\n\n- 2 -\n\n二", [["- 1 -", "一"], ["- 2 -", "二"]]),
        (" 一\n\n14\n\n二", [["一", "14", "二"]]),
    ],
    ids=(
        "a leading blank starts a page",
        "an empty page in between",
        "the mark after the last page",
        "an indented line in a file without marks",
        "form feeds",
        "an empty page between form feeds",
        "form feeds outrank blanks",
        "indentation is no mark",
        "one line",
        "a caught page number starts a page",
        "every page number is caught",
        "a number between lines is in the page",
    ),
)
def test_page_marks(text: str, pages: list[list[str]]) -> None:
    assert pages_of_text(text) == pages


def test_lost_bytes_are_counted_on_their_page() -> None:
    document = read_text(SAMPLE.encode() * 20 + b"\xff\xfe" + "年".encode(), name="a.txt")
    assert sum(page.undecodable_glyphs for page in document.pages) > 0
    assert document.notes[1].endswith("undecodable characters")


def test_bytes_in_no_known_encoding_are_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_text(bytes(range(0x80, 0x100)) * 50, name="a.txt")
    assert caught.value.reason_code is Refusal.ENCODING_UNKNOWN


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1))
def test_utf8_is_decoded_without_loss(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded is not None
    assert decoded.text == text.removeprefix("\ufeff")
    assert decoded.undecodable == 0 or "\ufffd" in text


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_none(data: bytes) -> None:
    decoded = decode(data)
    assert decoded is None or isinstance(pages_of_text(decoded.text), list)


@given(st.text(alphabet=" 一二1.\n\f", max_size=60))
def test_no_character_is_lost_between_pages(text: str) -> None:
    read_back = "".join(line for page in pages_of_text(text) for line in page)
    assert read_back.replace(" ", "") == "".join(text.split())
