"""Rows that print names alone: the class above is told by indentation or numbering, else by the sums, or stays open."""

from __future__ import annotations

import pytest

from services.extractor.ledger import Ledger
from services.extractor.reading import Grid, Line, Page
from services.extractor.segment.region import PlacedGrid, PlacedLine, TableRegion
from services.extractor.tables.codes_of_names import codes_called
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.names import CodeNames
from services.extractor.tables.rows_from_grids import rows_from_grids
from services.extractor.tables.rows_from_lines import rows_from_lines
from shared.model.place import Place
from shared.model.table import RowKind
from tests.unit.reading.drawn import Pen, pdf, read_page
from tests.unit.tables.test_coded_forms import LAYOUT, codes, read
from tests.unit.tables.test_rows_from_grids import plain

BLANK = "\u3000"
HEADER = ["科目名称", "合计", "基本支出", "项目支出"]
OFFICES = "政府办公厅（室）及相关机构事务"


def table(*rows: tuple[str, str]) -> DraftTable:
    """Read a table of names with one amount each."""
    return read("T3", plain(HEADER, *([name, amount, amount, ""] for name, amount in rows)))


def test_a_name_of_many_classes_is_that_of_the_row_above_that_stands_further_out() -> None:
    draft = table(
        ("合计", "20.00"),
        ("一般公共服务支出", "8.00"),
        (BLANK + OFFICES, "8.00"),
        (2 * BLANK + "行政运行", "5.00"),
        (2 * BLANK + "机关服务", "3.00"),
        ("教育支出", "12.00"),
        (BLANK + "教育管理事务", "12.00"),
        (2 * BLANK + "行政运行", "12.00"),
    )
    expected = ["total", "201", "20103", "2010301", "2010303", "205", "20501", "2050101"]
    assert codes(draft) == expected


def test_below_a_row_that_no_list_has_a_name_of_many_classes_stays_without_a_code() -> None:
    draft = table(
        ("一般公共服务支出", "9.00"),
        (BLANK + OFFICES, "4.00"),
        (2 * BLANK + "行政运行", "4.00"),
        (BLANK + "河湖协调事务", "5.00"),
        (2 * BLANK + "行政运行", "5.00"),
    )
    assert codes(draft) == ["201", "20103", "2010301", "", ""]
    assert [row.kind for row in draft.rows[-2:]] == [RowKind.SECTION, RowKind.ITEM]


def test_the_same_name_at_two_levels_is_told_by_its_depth() -> None:
    draft = table(
        ("其他支出", "3.00"),
        ("教育支出", "2.00"),
        (BLANK + "普通教育", "2.00"),
        (2 * BLANK + "学前教育", "2.00"),
    )
    assert codes(draft) == ["229", "205", "20502", "2050201"]


def test_numbering_by_level_tells_what_a_row_stands_below() -> None:
    draft = table(
        ("一、教育支出", "7.00"),
        ("（一）教育管理事务", "3.00"),
        ("1、行政运行", "3.00"),
        ("（二）山区教学点事务", "4.00"),
        ("1、行政运行", "4.00"),
    )
    assert codes(draft) == ["205", "20501", "2050101", "", ""]


@pytest.mark.parametrize(("amount", "code"), [("2.00", "2010303"), ("1.00", "")])
def test_without_indentation_a_name_behind_an_unknown_row_needs_sums_that_close(
    amount: str, code: str
) -> None:
    draft = table(
        ("一般公共服务支出", "8.00"),
        (OFFICES, "6.00"),
        ("行政运行", "4.00"),
        ("河湖协调事务", "1.00"),
        ("机关服务", amount),
    )
    assert codes(draft) == ["201", "20103", "2010301", "", code]


def test_indents_that_the_names_contradict_tell_no_level() -> None:
    draft = table((BLANK + "教育支出", "7.00"), ("教育管理事务", "7.00"), (BLANK + "行政运行", "7.00"))
    assert codes(draft) == ["205", "20501", "2050101"]


@pytest.mark.parametrize(
    ("name", "above", "expected"),
    [
        ("行政运行（项）", "20103", {"2010301"}),
        ("教育支出（类）", "", {"205"}),
        ("政府办公厅(室)及相关机构事务（款）", "201", {"20103"}),
        ("政府办公厅室及相关机构事务", "201", {"20103"}),
        ("行政运行", "21301", {"2130101"}),
        ("河湖协调事务", "201", set()),
    ],
)
def test_a_name_is_compared_without_its_level_and_marks(name: str, above: str, expected: set[str]) -> None:
    assert codes_called(name, "2", above) == expected


def typeset(*rows: tuple[float, str, str]) -> Grid:
    """Read the grid of a page with a table of names, each at its own distance from the left."""
    lines = [(0.0, "科目名称", "合计"), *rows]

    def draw(pen: Pen) -> None:
        edges = [40 + 20 * number for number in range(len(lines) + 1)]
        pen.lattice([40, 240, 340], edges)
        for top, (indent, name, amount) in zip(edges, lines, strict=False):
            pen.say(43 + indent, top + 14, name)
            pen.say(300, top + 14, amount)

    return read_page(pdf(draw)).grids[0]


def read_typeset(grid: Grid) -> DraftTable:
    definition = LAYOUT.table("T3")
    assert definition is not None
    region = TableRegion(definition, Place(page=1))
    region.grids = [PlacedGrid(grid, 0)]
    return rows_from_grids(region, definition, LAYOUT, (None,), Ledger())[0]


def test_a_typeset_table_shows_the_levels_by_where_its_labels_begin() -> None:
    draft = read_typeset(
        typeset(
            (0, "一般公共服务支出", "9.00"),
            (10, OFFICES, "4.00"),
            (20, "行政运行", "4.00"),
            (10, "河湖协调事务", "5.00"),
            (20, "机关服务", "5.00"),
        )
    )
    assert codes(draft) == ["201", "20103", "2010301", "", ""]


def test_labels_in_the_middle_of_their_cells_tell_no_level() -> None:
    names = ("一般公共服务支出", OFFICES, "行政运行")
    draft = read_typeset(typeset(*(((194 - 10 * len(name)) / 2, name, "9.00") for name in names)))
    assert codes(draft) == ["201", "20103", "2010301"]


def read_lines(*lines: str) -> DraftTable:
    """Read the lines of a text extract as the rows of one table."""
    definition = LAYOUT.table("T3")
    assert definition is not None
    page = Page(1, None, None, tuple(Line(line, 1) for line in lines))
    placed = [PlacedLine((1, index), line) for index, line in enumerate(page.lines)]
    region = TableRegion(definition, Place(page=1), body=[placed])
    return rows_from_lines(region, definition, LAYOUT, CodeNames({}), Ledger.open([page]))


def test_a_text_extract_of_names_alone_has_a_row_for_each_of_them() -> None:
    draft = read_lines(
        "合计 20.00 20.00",
        "一、教育支出 7.00 7.00",
        "（一）教育管理事务 3.00 3.00",
        "1、行政运行 3.00 3.00",
        "（二）山区教学点事务 4.00 4.00",
        "1、行政运行 4.00 4.00",
    )
    assert codes(draft) == ["total", "205", "20501", "2050101", "", ""]
    assert [row.amounts[0].printed for row in draft.rows] == ["20.00", "7.00", "3.00", "3.00", "4.00", "4.00"]


def test_a_name_broken_over_lines_is_one_row() -> None:
    draft = read_lines(
        "社会保障和就业支出 9.00 9.00",
        "行政事业单位养老支出 9.00 9.00",
        "机关事业单位基本养老保险 6.00 6.00",
        "缴费支出",
        "机关事业单位职业年金缴费支出 3.00 3.00",
    )
    assert codes(draft) == ["208", "20805", "2080505", "2080506"]


def test_text_below_a_table_without_rows_is_no_row() -> None:
    assert read_lines("本单位没有此类支出", "故本表没有数据").rows == []
