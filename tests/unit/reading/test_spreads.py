"""Two pages on one sheet: where their fold is, and the order in which what stands on them is read."""

from __future__ import annotations

from services.extractor.reading.drawing import Drawing, Glyph, Ruling
from services.extractor.reading.scanned import glyphs_of
from services.extractor.reading.spreads import fold_of, page_or_pages_of
from services.extractor.segment.ahead import items_of
from services.extractor.segment.region import PlacedGrid
from shared.layout import load_layouts

NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")


def sheet(*lines: tuple[float, float, str], width: float = 1200) -> Drawing:
    """A sheet with lines of 12 points, each at its left and upper end."""
    glyphs: list[Glyph] = []
    for x, top, text in lines:
        glyphs += glyphs_of(text, (x, top, x + 12 * len(text), top + 14))
    return Drawing(width=width, height=842, rotation=0, glyphs=glyphs)


def prose(x: float, mark: str) -> list[tuple[float, float, str]]:
    return [(x, 60 + 24 * number, f"{mark}页的第{number}行写在这里，共十余字。") for number in range(4)]


def lattice(x: float, top: float) -> list[Ruling]:
    level = [Ruling("h", x, top + 30 * row, x + 400, top + 30 * row) for row in range(4)]
    return level + [Ruling("v", x + 100 * n, top, x + 100 * n, top + 90) for n in range(5)]


def test_the_left_page_is_read_before_the_right_one() -> None:
    drawing = sheet(*prose(60, "左"), *prose(680, "右"))
    fold = fold_of(drawing)
    assert fold is not None
    assert 400 < fold < 680
    page = page_or_pages_of(drawing, 7)
    assert [line.text[0] for line in page.lines] == ["左"] * 4 + ["右"] * 4
    assert {line.page for line in page.lines} == {7}


def test_a_table_stands_behind_the_lines_of_its_own_page() -> None:
    """The grids of both pages begin at one height, below a title each."""
    drawing = sheet(*prose(60, "左"), *prose(680, "右"), (70, 210, "甲"), (690, 210, "乙"))
    drawing.rulings += lattice(60, 200) + lattice(680, 200)
    page = page_or_pages_of(drawing, 1)
    kinds = [isinstance(item, PlacedGrid) for item in items_of(page, NATIONAL)]
    assert kinds == [False] * 4 + [True] + [False] * 4 + [True]
    assert {line.text: line.in_grid for line in page.lines if line.in_grid is not None} == {"甲": 0, "乙": 1}


def test_a_title_or_a_table_across_the_middle_makes_it_one_page() -> None:
    pages = (*prose(60, "左"), *prose(680, "右"))
    assert fold_of(sheet(*pages, (450, 20, "2026年部门收支总体情况表及其说明和附注"))) is None
    ruled = sheet(*pages)
    ruled.rulings.append(Ruling("h", 60, 300, 1100, 300))
    assert fold_of(ruled) is None


def test_a_sheet_higher_than_wide_or_with_print_on_one_side_is_one_page() -> None:
    assert fold_of(sheet(*prose(60, "左"), *prose(680, "右"), width=1000)) is None
    assert fold_of(sheet(*prose(60, "左"), (900, 800, "5"))) is None
