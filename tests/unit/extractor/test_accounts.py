"""Tables of a final account whose titles leave out 决算, told by their columns and by what stands around them."""

from __future__ import annotations

import pytest

from services.extractor.identity import read_head, settle_accounts
from services.extractor.reading import Line, Page
from services.extractor.segment.region import PlacedGrid, Segments
from services.extractor.segment.walk import segment
from shared.layout import load_layouts
from shared.model.document import DocumentKind
from tests.unit.tables.test_summaries import grid

NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")


def settled(*pages: tuple[str, ...]) -> tuple[list[str], Segments]:
    """Give the ids of the tables of a document; a line with strokes is the header of a grid."""
    made = []
    for number, texts in enumerate(pages, start=1):
        lines = [Line(text, number) for text in texts if "|" not in text]
        made.append(Page(number, None, None, tuple(lines)))
    segments = segment(made, NATIONAL)
    heads = [text for texts in pages for text in texts if "|" in text]
    for region, head in zip(segments.tables, heads, strict=True):
        region.grids = [PlacedGrid(grid(head, " | ".join("1.00" for _ in head.split("|"))), 0)]
    settle_accounts(segments, NATIONAL)
    return [region.definition.table_id for region in segments.tables if region.definition], segments


@pytest.mark.parametrize(
    ("title", "table_id"),
    [
        ("收入支出总表", "FA1"),
        ("部门收入总表", "FA2"),
        ("支出总体情况表", "FA3"),
        ("财政拨款收入支出总表", "FA4"),
        ("一般公共预算财政拨款支出情况表", "FA5"),
        ("一般公共预算财政拨款基本支出表", "FA6"),
        ("一般公共预算财政拨款“三公”经费支出表", "FA7"),
        ("财政拨款“三公”经费支出情况表", "FA7"),
        ("政府性基金预算财政拨款收入支出表", "FA8"),
        ("国有资本经营预算财政拨款支出表", "FA9"),
        ("一般公共预算财政拨款收入支出表", "FA5"),
        ("一般公共预算财政拨款收入支出表（单位：元）", "FA5"),
        ("国有资产占用情况表", "FA19"),
        ("政府采购情况表", "FA20"),
        ("机关运行经费支出情况表", "FA21"),
    ],
)
def test_in_a_final_account_a_title_without_the_word_is_that_of_its_table(title: str, table_id: str) -> None:
    """The cover says what the file is; 预算 in the name of a fund says nothing."""
    found, _ = settled(
        ("云岭县司法局2025年度部门决算",),
        (title, "单位：万元", "项目 | 金额"),
    )
    assert found == [table_id]


def test_a_budget_keeps_its_tables_whatever_year_they_compare_with() -> None:
    """The result of the year before beside the budget makes no final account."""
    found, _ = settled(
        ("云岭县司法局2026年部门预算",),
        ("“三公”经费支出情况表", "项目 | 2024年决算数 | 2026年预算数"),
        ("支出总表", "科目编码 | 科目名称 | 上年决算数 | 合计"),
        ("一般公共预算支出表", "科目编码 | 科目名称 | 2024年决算数 | 2026年 | 增减"),
    )
    assert found == ["T10", "T3", "T5"]


@pytest.mark.parametrize(
    ("title", "table_id"),
    [
        ("国有资产占用情况表", "T22"),
        ("政府采购情况表", "T12"),
        ("机关运行经费支出情况表", "T16"),
        ("“三公”经费、机关运行经费情况表", "T10"),
    ],
)
def test_in_a_budget_the_same_title_is_that_of_its_own_table(title: str, table_id: str) -> None:
    found, _ = settled(("云岭县司法局2026年部门预算",), (title, "单位：万元", "项目 | 金额"))
    assert found == [table_id]


def test_without_a_cover_the_columns_tell() -> None:
    """One table with 决算数 is enough for those beside it that have no such word."""
    found, segments = settled(
        ("收入支出总表", "项目 | 行次 | 决算数"),
        ("收入表", "科目编码 | 科目名称 | 本年收入合计 | 财政拨款收入"),
    )
    assert found == ["FA1", "FA2"]
    assert read_head(segments, (), (), NATIONAL, 2).kind is DocumentKind.FINAL_ACCOUNT


def test_the_number_of_the_form_tells() -> None:
    """财决01表 is the Ministry's form of final accounts."""
    found, _ = settled(("财决公开01表 收入支出总表", "项目 | 行次 | 金额"))
    assert found == ["FA1"]


def test_a_file_may_hold_a_budget_and_a_final_account() -> None:
    """Each part's heading says what its tables are."""
    found, _ = settled(
        ("云岭县司法局2024年度部门决算和2026年部门预算",),
        ("第一部分 2024年度部门决算表", "收支总表", "项目 | 金额"),
        ("财政拨款收支总表", "项目 | 金额"),
        ("第二部分 2026年部门预算表", "收支总表", "项目 | 金额"),
        ("财政拨款收支总表", "项目 | 金额"),
    )
    assert found == ["FA1", "FA4", "T1", "T4"]


def test_the_general_public_part_of_three_public_is_a_table_of_its_own_beside_the_whole() -> None:
    """Where it is the only one, it is the table of 三公."""
    cover = ("云岭县司法局2025年度部门决算",)
    part = ("一般公共预算财政拨款“三公”经费情况表", "项目 | 行次 | 预算数 | 决算统计数")
    whole = ("财政拨款“三公”经费、行政参公单位机关运行经费情况表", "项目 | 行次 | 预算数 | 决算统计数")

    assert settled(cover, whole, part)[0] == ["FA7", "FA22"]
    assert settled(cover, part)[0] == ["FA7"]


def test_the_basic_spending_of_all_fiscal_money_is_a_table_of_its_own_beside_the_budget_s() -> None:
    cover = ("云岭县司法局2025年度部门决算",)
    budget = ("一般公共预算财政拨款基本支出决算表（经济科目）", "科目名称 | 决算数")
    whole = ("财政拨款基本支出决算表（经济科目）", "科目名称 | 决算数")

    assert settled(cover, whole, budget)[0] == ["FA25", "FA6"]
    assert settled(cover, whole)[0] == ["FA6"]


def test_a_budget_reprinted_in_a_final_account_stays_one() -> None:
    """The title and the columns of the table say 预算."""
    found, _ = settled(
        ("云岭县司法局2025年度部门决算",),
        ("收入支出决算总表", "项目 | 决算数"),
        ("部门收支预算总表", "项目 | 2025年预算数"),
    )
    assert found == ["FA1", "T1"]
