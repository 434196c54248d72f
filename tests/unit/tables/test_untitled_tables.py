"""Tables whose title no layout knows, or that have none: told by header, rows and arithmetic, or reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.extractor.extraction import Extraction, extract
from services.extractor.reading import read
from shared.layout import load_layouts
from shared.model.document import ObservationKind
from shared.model.table import UNMAPPED
from tests.typeset import reportlab_pdf
from tests.typeset.blocks import Block, Cell, Column, Grid, Text
from tests.typeset.provinces.form import compose, forms, meant
from tests.typeset.style import PLAIN

_NUMERALS = "一二三四五六七八九十"
_STRANGE = "资金来去一览表"
Amount = tuple[str, str, str, str]


def titled(name: str, *, every: int, title: str | None) -> tuple[Block, ...]:
    """The blocks of a form with each `every`th title put in other words or left out; `{n}` is the table's number."""
    made: list[Block] = []
    count = 0
    for block in compose(forms()[name]):
        if isinstance(block, Text) and block.role == "table_number":
            continue
        if isinstance(block, Text) and block.role == "table_title":
            count += 1
            if count % every == 0:
                if title is not None:
                    made.append(replace(block, text=title.format(n=_NUMERALS[count - 1])))
                continue
        made.append(block)
    return tuple(made)


def extracted(blocks: tuple[Block, ...], folder: Path) -> Extraction:
    """Print blocks as a PDF and read it."""
    path = folder / "a.pdf"
    reportlab_pdf.typeset_blocks(blocks, path, PLAIN)
    return extract(read(path.read_bytes(), name="a.pdf"), load_layouts(), name="a.pdf")


def amounts(found: Extraction) -> Counter[Amount]:
    """The amounts as read: table, row, column, printed."""
    return Counter(
        (table.table_id, row.row_code, cell.column_key, cell.printed)
        for table in found.tables
        for row in table.rows
        for cell in row.cells
    )


def misread(found: Counter[Amount], printed: Counter[Amount]) -> Counter[Amount]:
    """The amounts that stand under a meaning that they do not have; those kept by their printed words have none."""
    return Counter(
        {
            amount: count
            for amount, count in (found - printed).items()
            if not amount[0].startswith("U") and not amount[2].startswith(UNMAPPED)
        }
    )


@pytest.mark.parametrize("title", [None, "2027年" + _STRANGE, "附表{n}"], ids=["none", "strange", "number"])
def test_every_second_title_may_say_nothing(title: str | None, tmp_path: Path) -> None:
    """Neither the table itself nor the one before it is misread, and all numbers are accounted for."""
    blocks = titled("hubei", every=2, title=title)

    found = extracted(blocks, tmp_path)

    assert amounts(found) == meant(blocks)
    assert [page.unaccounted for page in found.pages if page.unaccounted] == []


def test_a_document_without_any_title_is_read_by_its_grids(tmp_path: Path) -> None:
    """What titles that are pictures leave in the file."""
    blocks = titled("hubei", every=1, title=None)

    found = extracted(blocks, tmp_path)

    assert found.head.scope.value == "tables"
    assert misread(amounts(found), meant(blocks)) == Counter()
    assert sum((amounts(found) & meant(blocks)).values()) > 0.9 * sum(meant(blocks).values())


def test_what_stays_open_is_reported_with_what_it_could_be(tmp_path: Path) -> None:
    """A table whose header and rows fit several, and whose sums agree with none of the others, is told by nothing."""
    blocks = titled("shanxi", every=1, title="第{n}张")

    found = extracted(blocks, tmp_path)

    told = [one for one in found.observations if one.kind is ObservationKind.TABLE_UNKNOWN]
    assert any("it could be T18 or T38 or T5 or T8 or T9" in one.detail for one in told)
    assert misread(amounts(found), meant(blocks)) == Counter()
    kept = {amount[3] for amount in amounts(found)}
    assert {amount[3] for amount in meant(blocks)} <= kept


def test_a_table_that_contradicts_the_others_is_not_told_to_be_theirs(tmp_path: Path) -> None:
    """Without its title the table of expenditure is told by its sums; with sums of its own it stays unknown."""
    blocks = tuple(_without_third_title(titled("hubei", every=99, title=None)))
    other = tuple(map(_swollen, blocks))

    told, untold = extracted(blocks, tmp_path), extracted(other, tmp_path)

    assert "T3" in {table.table_id for table in told.tables}
    assert [one.table_id for one in told.observations if one.kind is ObservationKind.TABLE_TOLD] == ["T3"]
    assert "T3" not in {table.table_id for table in untold.tables}
    assert any(one.kind is ObservationKind.TABLE_UNKNOWN for one in untold.observations)


def _without_third_title(blocks: tuple[Block, ...]) -> Iterator[Block]:
    count = 0
    for block in blocks:
        if isinstance(block, Text) and block.role == "table_title":
            count += 1
            if count == 3:
                continue
        yield block


def _swollen(block: Block) -> Block:
    """Give a grid of expenditure with another digit before each amount."""
    if not isinstance(block, Grid):
        return block
    return replace(block, body=tuple(tuple(map(_digit_before, row)) for row in block.body))


def _digit_before(cell: Cell) -> Cell:
    return replace(cell, text="7" + cell.text) if cell.name.startswith("T3|") and cell.text else cell


@pytest.mark.parametrize("name", ["chengdu", "gansu"])
def test_a_table_that_no_layout_knows_is_no_part_of_the_summary_before_it(name: str, tmp_path: Path) -> None:
    """Its columns of 合计 and 预算数 are those of the summary, too; but it has codes, or one side alone."""
    blocks = titled(name, every=2, title=None)

    found = extracted(blocks, tmp_path)

    assert misread(amounts(found), meant(blocks)) == Counter()


_Row = tuple[str, ...]
_GOALS: dict[str, tuple[_Row, list[_Row]]] = {
    "paired": (
        ("二级预算单位名称", "一级项目名称", "预算数（万元）", "绩效目标"),
        [
            ("望江县档案馆", "库房改造", "120.50", "改造 2 间库房。"),
            ("望江县档案馆", "馆藏数字化", "36.00", ""),
        ],
    ),
    "whole amounts, unit in the header": (
        ("项目", "预算数（单位：万元）", "绩效目标"),
        [("库房改造", "1200", "年底前改造 2 间库房。"), ("馆藏数字化", "365", "扫描 40 万页。")],
    ),
    "one project": (
        ("项目", "预算数（单位：万元）", "绩效目标"),
        [("库房改造", "120.5", "年底前改造 2 间库房。")],
    ),
}
"""Lists of key projects as departments of Guangdong print them, below a sentence and without a title."""


@pytest.mark.parametrize("form", _GOALS)
def test_key_projects_with_their_goals_are_a_table_of_their_own(form: str, tmp_path: Path) -> None:
    header, projects = _GOALS[form]
    grid = Grid(
        columns=tuple(Column("text", 1.0) for _ in header),
        header=(tuple(Cell(text, head=True) for text in header),),
        body=tuple(tuple(map(Cell, project)) for project in projects),
    )
    sentence = Text("本部门今年的重点项目和它们的绩效目标列在下面：")

    found = extracted((*compose(forms()["hubei"]), sentence, grid), tmp_path)

    (table,) = (table for table in found.tables if table.table_id == "T39")
    name, amount = header.index(next(text for text in header if "项目" in text)), len(header) - 2
    assert [(row.project_name, [cell.printed for cell in row.cells]) for row in table.rows] == [
        (project[name], [project[amount]]) for project in projects
    ]
    assert {one.kind for one in found.observations if one.table_id == "T39"} <= {ObservationKind.TABLE_TOLD}
    assert [page.unaccounted for page in found.pages if page.unaccounted] == []
