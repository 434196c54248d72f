"""Rows of a text extract at page ends and beside codes that stand alone."""

from __future__ import annotations

from services.extractor.ledger import Ledger
from services.extractor.reading import Line, Page
from services.extractor.segment.region import PlacedLine, TableRegion
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.names import CodeNames
from services.extractor.tables.rows_from_lines import rows_from_lines
from shared.layout import load_layouts
from shared.model.place import Place
from shared.taxonomy import functional

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
NAMES = CodeNames({code.code: functional().names_of(code.code) for code in functional()})


def read(table_id: str, *pages: tuple[str, ...]) -> DraftTable:
    """Read the lines of pages as one table."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    made = [
        Page(number, None, None, tuple(Line(text, number) for text in texts))
        for number, texts in enumerate(pages, start=1)
    ]
    body = [
        [PlacedLine((page.number, index), line) for index, line in enumerate(page.lines)] for page in made
    ]
    region = TableRegion(definition, Place(page=1), body=body)
    return rows_from_lines(region, definition, LAYOUT, NAMES, Ledger.open(made))


def rows(draft: DraftTable) -> list[tuple[str, str, str | None, list[str]]]:
    return [
        (row.code, row.label, row.project_name, [one.printed for one in row.amounts]) for row in draft.rows
    ]


def test_a_row_clipped_at_a_page_end_and_printed_again_counts_once() -> None:
    """What it is called tells it from a row that is printed twice."""
    item = "201 03 02 一般行政管理事务"
    clipped = read("T7", (f"{item} 渠道清淤项 9.00 9.00",), (item, "渠道清淤项", "目", "9.00 9.00"))
    assert rows(clipped) == [("2010302", "一般行政管理事务", "渠道清淤项目", ["9.00", "9.00"])]

    doubled = read("T7", (f"{item} 渠道清淤项目 9.00 9.00",), (f"{item} 渠道清淤项目 9.00 9.00",))
    assert [row.code for row in doubled.rows] == ["2010302", "2010302"]


def test_a_code_alone_on_its_line_opens_a_row_of_the_right_side() -> None:
    """Its name is broken over the lines below, beside nothing of the left side."""
    draft = read(
        "T4",
        (
            "国有资本经营预算 9.00 206 科学技术支出 3.00 3.00",
            "207",
            "文化旅游体育与传媒支",
            "出",
            "208 社会保障和就业支出 6.00 6.00",
        ),
    )
    assert [(row.side, row.code, row.label) for row in draft.rows] == [
        (0, "appropriation.state_capital", "国有资本经营预算"),
        (1, "206", "科学技术支出"),
        (1, "207", "文化旅游体育与传媒支出"),
        (1, "208", "社会保障和就业支出"),
    ]
