"""In which unit amounts stand: beside a table's title, in it, in its header, once for all tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extractor.reading.page import Grid, GridCell, Line
from services.extractor.segment.region import PlacedGrid, PlacedLine, Segments, TableRegion
from services.extractor.segment.unit_words import match_broken_unit, match_unit
from services.extractor.segment.units import settle_units, unit_for_all
from shared.model.money import Unit, to_yuan
from shared.model.place import Box, Place

_BOX = Box(x0=0, top=0, x1=10, bottom=10)


def line(text: str, page: int = 1, index: int = 0) -> PlacedLine:
    return PlacedLine((page, index), Line(page=page, text=text, box=None))


def region(page: int = 1, **fields: object) -> TableRegion:
    made = TableRegion(definition=None, place=Place(page=page), title="收入支出总表")
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", Unit.WAN_YUAN),
        ("金额单位:人民币元", Unit.YUAN),
        ("部门：云岭县司法局 金额单位：千元", Unit.QIAN_YUAN),
        ("计量单位：百元", Unit.BAI_YUAN),
        ("单位：亿元", Unit.YI_YUAN),
        ("货币单位：人民币百万元", Unit.BAIWAN_YUAN),
        ("单位：人民币（万元）", Unit.WAN_YUAN),
        ("单位：（人民币）元", Unit.YUAN),
        ("单位：元（保留两位小数）", Unit.YUAN),
        ("单位 ：万元 金额单位：万元", Unit.WAN_YUAN),
        ("单位：辆、台（套）、万元", Unit.WAN_YUAN),
        ("金额单位为万元", Unit.WAN_YUAN),
        ("（单位万元）", Unit.WAN_YUAN),
        ("收入支出决算总表（单位：千元）", Unit.QIAN_YUAN),
        ("云岭县司法局2025年度收入支出决算总表（万元）", Unit.WAN_YUAN),
        ("注：本表金额单位均为元。", Unit.YUAN),
        ("本单位元旦值班经费", None),
        ("编制单位：元明清档案馆", None),
        ("其他支出（万元）", None),
        ("单位：人", None),
    ],
)
def test_the_unit_is_read_in_all_its_wordings(text: str, unit: Unit | None) -> None:
    assert match_unit(text) is unit


@pytest.mark.parametrize(
    ("first", "second", "unit"),
    [
        ("单位：万", "元", Unit.WAN_YUAN),
        ("金额单位：千", "元", Unit.QIAN_YUAN),
        ("单位：", "百元", Unit.BAI_YUAN),
        ("单位：", "云岭县司法局", None),
    ],
)
def test_a_unit_that_a_narrow_cell_breaks_is_whole(first: str, second: str, unit: Unit | None) -> None:
    assert match_broken_unit(first, second) is unit


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["本套报表单位均为千元。"], Unit.QIAN_YUAN),
        (["说明：以下各表金额单位均为人民币元，", "保留两位小数。"], Unit.YUAN),
        (["各表数据均以万元为单位。"], Unit.WAN_YUAN),
        (["第二部分 2025年度部门决算表", "（金额单位：元）"], Unit.YUAN),
        (["本单位共有编制12人。"], None),
        (["以下各表单位均为元。", "以下各表单位均为万元。"], None),
    ],
)
def test_the_preamble_may_state_the_unit_of_all_tables(texts: list[str], unit: Unit | None) -> None:
    """Two statements that differ say nothing."""
    assert unit_for_all([line(text, index=index) for index, text in enumerate(texts)]) is unit


def test_a_table_has_its_own_unit_before_that_of_all() -> None:
    """What the table prints goes first, then what is stated for all tables."""
    own, bare = region(unit=Unit.WAN_YUAN), region(page=2)

    settle_units(Segments([own, bare], [line("以下各表金额单位均为元。")], []))

    assert (own.unit, bare.unit) == (Unit.WAN_YUAN, Unit.YUAN)


def test_the_note_below_a_table_states_its_unit() -> None:
    table = region(notes=[line("注：本表金额单位为千元。")])

    settle_units(Segments([table], [], []))

    assert table.unit is Unit.QIAN_YUAN


def test_the_header_states_the_unit_of_its_columns() -> None:
    """决算数（千元) above the amounts; two units in one header leave it open."""
    one, two = (
        PlacedGrid(
            Grid(
                page=1,
                box=_BOX,
                row_count=1,
                column_count=2,
                row_edges=(0.0, 5.0),
                column_edges=(0.0, 5.0, 10.0),
                cells=tuple(
                    GridCell(row=0, column=column, row_span=1, column_span=1, text=text, box=_BOX)
                    for column, text in enumerate(texts)
                ),
            ),
            0,
        )
        for texts in (("项目", "决算数（千元）"), ("预算数（元）", "决算数（万元）"))
    )
    stated, open_ = region(grids=[one]), region(grids=[two])

    settle_units(Segments([stated, open_], [], []))

    assert (stated.unit, open_.unit) == (Unit.QIAN_YUAN, None)


def test_what_all_other_tables_print_is_taken_where_a_table_prints_none_and_stays_unprinted() -> None:
    """The missing unit remains a finding; the amounts are read as those of the other tables."""
    bare = region(page=3)

    settle_units(Segments([region(unit=Unit.YUAN), region(page=2, unit=Unit.YUAN), bare], [], []))

    assert (bare.unit, bare.usual_unit) == (None, Unit.YUAN)


@pytest.mark.parametrize(
    ("printed", "unit", "yuan"),
    [
        ("12.5", Unit.BAI_YUAN, "1250"),
        ("0.01", Unit.QIAN_YUAN, "10"),
        ("1234.567891", Unit.WAN_YUAN, "12345678.91"),
        ("3.2", Unit.BAIWAN_YUAN, "3200000"),
        ("1.23456789", Unit.YI_YUAN, "123456789"),
        ("7.77", Unit.YUAN, "7.77"),
    ],
)
def test_amounts_are_exact_in_yuan(printed: str, unit: Unit, yuan: str) -> None:
    assert to_yuan(Decimal(printed), unit) == Decimal(yuan)
