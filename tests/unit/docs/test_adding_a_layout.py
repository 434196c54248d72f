"""The walk of docs/adding-a-layout.md leads to a layout with which every figure of the form comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from shared.layout.load import parse_layout
from shared.rulebook.load import parse_relations
from tests.unit.docs.walk import LAYOUT_BLOCKS, PDF, RELATIONS, SHORT_BLOCKS, SHORT_YAML, TEXT, read_with
from tests.unit.docs.yunlan import (
    CLASSES,
    DEPARTMENT,
    EXPENDITURE,
    EXPENDITURE_KEYS,
    INCOME,
    INDICATORS,
    SERVICES,
    THREE_PUBLIC,
    TOTALS,
)

Amounts = dict[tuple[str, str], str]


def filled(rows: Iterable[tuple[str, Sequence[str]]], keys: Sequence[str]) -> Amounts:
    """The amounts that stand in rows of a label and its cells, blank cells left out."""
    return {
        (label, key): printed
        for label, cells in rows
        for key, printed in zip(keys, cells, strict=True)
        if printed
    }


SUMMARY = (
    filled(((label, [amount]) for label, amount in INCOME), ["income"])
    | filled(((label.split()[-1], [amount]) for label, amount in CLASSES if label), ["expenditure"])
    | {("收入总计/支出总计", "income"): TOTALS[1], ("收入总计/支出总计", "expenditure"): TOTALS[3]}
)
EXPECTED: dict[str, Amounts] = {
    "T1": SUMMARY,
    "T3": filled(((row[1], row[2:]) for row in EXPENDITURE), EXPENDITURE_KEYS),
    "T8": {},
    "T10": filled(
        ((row[0], row[1:]) for row in THREE_PUBLIC), ("total", "general_public", "government_fund")
    ),
    "YL1": filled(((row[0], row[1:]) for row in SERVICES), ("total", "fiscal_total", "unit_funds")),
}


@pytest.mark.parametrize("count", range(1, len(LAYOUT_BLOCKS) + 1))
def test_the_file_can_be_loaded_after_every_step(count: int) -> None:
    """The first blocks alone are a layout file, so that each step can be tried."""
    assert parse_layout("".join(LAYOUT_BLOCKS[:count]), "yunlan.yaml").id == "yunlan"


def test_the_layout_recognises_the_document_and_who_published_it(province: Path) -> None:
    for name in (PDF, TEXT):
        head = read_with(province / name).extraction.head
        assert (head.profile, head.region) == ("yunlan", "云澜省")
        assert (head.department, head.org_level, head.fiscal_year) == (DEPARTMENT, "部门", 2027)


@pytest.mark.parametrize("table_id", EXPECTED)
def test_every_figure_of_the_pdf_comes_out_in_its_row_and_column(province: Path, table_id: str) -> None:
    assert read_with(province / PDF).amounts(table_id) == EXPECTED[table_id]


@pytest.mark.parametrize("table_id", ["T1", "T3", "T8", "T10"])
def test_the_relations_place_the_same_figures_from_the_text_extract(province: Path, table_id: str) -> None:
    assert read_with(province / TEXT).amounts(table_id) == EXPECTED[table_id]


def test_prescribed_rows_and_codes_get_the_codes_of_the_layout(province: Path) -> None:
    tables = {table.table_id: table for table in read_with(province / PDF).extraction.tables}
    assert [row.row_code for row in tables["T10"].rows] == [
        *("total", "abroad", "reception", "vehicle", "vehicle.purchase", "vehicle.operation")
    ]
    assert [row.row_code for row in tables["T3"].rows] == [*(row[0] for row in EXPENDITURE[:-1]), "total"]
    assert {row.row_code for row in tables["YL1"].rows} == {"item", "total"}


def test_the_note_below_the_empty_table_is_known(province: Path) -> None:
    tables = {table.table_id: table for table in read_with(province / PDF).extraction.tables}
    sentence = tables["T8"].empty_sentence
    assert sentence is not None
    assert "本表无内容" in sentence


def test_the_document_is_accepted_without_a_word(province: Path) -> None:
    """The PDF is read whole, and nothing that the rules ask for is missing."""
    assert read_with(province / PDF).told() == []


def test_headings_and_sentences_get_their_keys(province: Path) -> None:
    extraction = read_with(province / PDF).extraction
    assert [heading.section_key for heading in extraction.headings] == [
        *("part.overview", "overview.duties", "part.tables", "part.narrative"),
        *("overall", "expenditure", "three_public", "other.performance", "part.glossary"),
    ]
    assert [(claim.subject_key, claim.table_id, claim.amount) for claim in extraction.claims] == [
        ("total_budget", None, Decimal("980.00")),
        ("expenditure_budget", "T3", Decimal("980.00")),
        ("basic", "T3", Decimal("630.00")),
        ("project", "T3", Decimal("350.00")),
        ("three_public", "T10", Decimal("12.00")),
        ("reception", "T10", Decimal("2.00")),
        ("vehicle.operation", "T10", Decimal("10.00")),
    ]


def test_the_short_file_reads_the_same_figures_and_the_pdf_is_accepted_without_a_word(province: Path) -> None:
    """All but the bought services, which the fragments know as a table of all provinces."""
    read = read_with(province / PDF, SHORT_YAML)
    assert (read.extraction.head.profile, read.extraction.head.region) == ("yunlan", "云澜省")
    common = {table_id: amounts for table_id, amounts in EXPECTED.items() if table_id != "YL1"}
    assert {table_id: read.amounts(table_id) for table_id in common} == common
    assert len(read.amounts("T17")) == len(EXPECTED["YL1"])
    assert read.told() == []


@pytest.mark.parametrize("count", range(1, len(SHORT_BLOCKS) + 1))
def test_the_short_file_can_be_loaded_after_every_step(count: int) -> None:
    assert parse_layout("".join(SHORT_BLOCKS[:count]), "yunlan.yaml").id == "yunlan"


@pytest.mark.parametrize("name", [PDF, TEXT])
def test_the_performance_table_comes_out(province: Path, name: str) -> None:
    (plan,) = read_with(province / name).extraction.plans
    assert plan.plan_name == DEPARTMENT
    assert [(amount.amount_key, amount.value) for amount in plan.amounts] == [
        ("budget", Decimal("9800000.00"))
    ]
    assert [(indicator.level1, indicator.level2, indicator.level3) for indicator in plan.indicators] == [
        ("产出指标", *INDICATORS[0][:2]),
        ("产出指标", *INDICATORS[1][:2]),
        ("效益指标", *INDICATORS[2][:2]),
    ]
    assert [indicator.weight for indicator in plan.indicators] == [Decimal(40), Decimal(30), Decimal(30)]


def test_the_relations_of_the_own_table_are_sound() -> None:
    """They are written in the language of the rulebook and stay with their layout."""
    relations = parse_relations("relations:\n" + RELATIONS, "within.yaml")
    assert [relation.profiles for relation in relations] == [("yunlan",), ("yunlan",)]
    assert {table for relation in relations for table in relation.parsed.table_ids()} == {"YL1"}
