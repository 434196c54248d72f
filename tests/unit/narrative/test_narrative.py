"""A narrative is read the same however it is printed, and every claim points at its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extractor.narrative import Narrative, NumberRole, read_narrative
from services.extractor.reading.page import Line
from shared.model.money import Unit
from shared.model.narrative import Claim, Statement
from tests.unit.narrative.printing import layout, lines, resolve, typeset

DOCUMENT = """\
第一部分 2031 年单位概况
二、机构设置及人员情况
云岭县档案馆编制数 12，实有人数 14 人，其中：在职 10 人，增加 0 人；退休 4 人，增加 1 人；离休 0 人，增加 0\
 人。
第三部分 2031 年单位预算情况说明
一、关于云岭县档案馆 2031 年收支预算情况的总体说明
按照全口径预算的原则，云岭县档案馆 2031 年全部收支纳入单位预算管理。收支总预算 1,240.00 万元。
二、关于云岭县档案馆 2031 年收入预算情况说明
云岭县档案馆收入预算 1,240.00 万元，其中：
一般公共预算 1,200.00 万元，占 96.77%，比上年预算增加 200.00 万元，增长 20.00%，主要原因是新馆启用，增加物业\
费 150 万元。
政府性基金预算未安排。
非财政拨款结转结余 40.00 万元，占 3.23%，比上年预算减少 10.00 万元，下降 20.00%。主要原因是上年项目结清。
五、关于云岭县档案馆 2031 年一般公共预算当年拨款情况说明
（二）一般公共预算当年拨款结构情况
1、一般公共服务支出（类）1,150.00 万元，占 95.83%。
2、住房保障支出（类）50.00 万元，占 4.17%。
（三）一般公共预算当年拨款具体使用情况
1、一般公共服务支出（类）档案事务（款）档案馆（项）：2031 年预算数为 1,150.00 万元，比上年预算增加 200.00 万元，\
增长 21.05%，主要原因是新馆投入使用。
2、住房保障支出（类）住房改革支出（款）住房公积金（项）：2031 年预算数为 50.00 万元，比上年预算增加 0.00 万元，\
增长 0.00%。
七、关于云岭县档案馆 2031 年一般公共预算项目支出情况说明
（一）项目名称：库房恒温改造
预算安排规模：90.00 万元
资金分配情况：1、设备购置费 60 万元；2、安装调试费 30 万元。
资金执行时间：2031年1月1日-2031年12月31日。
八、关于云岭县档案馆 2031 年政府性基金预算拨款情况说明
云岭县档案馆没有使用政府性基金预算拨款，政府性基金预算支出情况表为空表。
十、关于云岭县档案馆 2031 年财政拨款“三公”经费预算情况说明
云岭县档案馆 2031 年财政拨款“三公”经费预算数为 3.00 万元，其中：因公出国（境）费 0.00 万元，公务用车购置费 0.00\
 万元，公务用车运行费 2.00 万元，公务接待费 1.00 万元。
2031 年财政拨款“三公”经费预算比上年预算减少 0.50 万元，下降 14.29%，其中：公务用车运行费减少 0.50 万元，下降\
 20.00%，主要原因是车辆报废；公务接待费增加 0.00 万元，增长 0.00%，主要原因是与上年一致。
十二、其他重要事项的情况说明
（二）政府采购情况
2031 年，云岭县档案馆政府采购预算 70.00 万元，其中：政府采购货物预算 60.00 万元，政府采购工程预算 0.00 万元，\
政府采购服务预算 10.00 万元。
第四部分 名词解释
一、财政拨款：指由一般公共预算安排的 9.00 万元以内的财政拨款数。
""".splitlines()


def stated(read: Narrative) -> list[tuple[object, ...]]:
    """Give what a narrative states, without places."""
    claims: list[tuple[object, ...]] = [
        (
            c.section_key,
            c.subject,
            c.row_code,
            c.amount,
            c.share_pct,
            c.direction,
            c.delta,
            c.growth_pct,
            c.reason,
            c.part_of,
        )
        for c in read.claims
    ]
    return claims + [(f.figure_key, f.value) for f in read.figures]


def claim(read: Narrative, section: str, subject: str) -> Claim:
    """Give the first claim of a section with a subject."""
    return next(c for c in read.claims if c.section_key == section and c.subject == subject)


@pytest.fixture(scope="module")
def read() -> Narrative:
    """Give the document read from a text extract with one line for each paragraph."""
    return read_narrative(lines(*DOCUMENT), layout(), resolve)


def test_a_claim_has_every_part_of_its_sentence(read: Narrative) -> None:
    found = claim(read, "income", "一般公共预算")
    assert (found.subject_key, found.table_id, found.unit) == ("general_public", "T2", Unit.WAN_YUAN)
    assert (found.amount, found.share_pct) == (Decimal("1200.00"), Decimal("96.77"))
    assert (found.direction, found.delta) == ("增加", Decimal("200.00"))
    assert (found.growth_direction, found.growth_pct) == ("增长", Decimal("20.00"))
    assert found.reason == "新馆启用，增加物业费150万元"
    assert found.part_of == claim(read, "income", "收入预算").claim_no
    assert found.quote.startswith("一般公共预算1,200.00万元，占96.77%")


def test_claims_are_numbered_in_reading_order(read: Narrative) -> None:
    assert [c.claim_no for c in read.claims] == list(range(1, len(read.claims) + 1))
    assert str(read.claims[0].amount) == "1240.00"


def test_items_and_classes_have_their_codes(read: Narrative) -> None:
    assert [c.row_code for c in read.claims if c.section_key == "general_public.structure"] == ["201", "221"]
    assert [c.row_code for c in read.claims if c.section_key == "general_public.items"] == [
        "2012604",
        "2210201",
    ]


def test_nothing_planned_and_empty_tables_are_statements(read: Narrative) -> None:
    found = [(c.subject, c.statement, c.table_id) for c in read.claims if c.statement is not Statement.AMOUNT]
    assert found == [
        ("政府性基金预算", Statement.NONE_PLANNED, "T2"),
        ("政府性基金预算拨款", Statement.EMPTY_TABLE, "T8"),
    ]


def test_changes_are_parts_of_the_change_of_their_whole(read: Narrative) -> None:
    changes = [c for c in read.claims if c.section_key == "three_public" and c.delta is not None]
    assert [c.part_of for c in changes] == [None, changes[0].claim_no, changes[0].claim_no]


def test_the_glossary_claims_nothing(read: Narrative) -> None:
    assert Decimal("9.00") not in {c.amount for c in read.claims}


def test_no_money_is_left_over(read: Narrative) -> None:
    assert [use for use in read.numbers if use.role is NumberRole.UNUSED] == []


@settings(max_examples=30, deadline=None)
@given(st.integers(min_value=16, max_value=48))
def test_the_width_of_the_page_changes_nothing(width: int) -> None:
    whole = read_narrative(lines(*DOCUMENT), layout(), resolve)
    assert stated(read_narrative(typeset(DOCUMENT, width), layout(), resolve)) == stated(whole)


@settings(max_examples=30, deadline=None)
@given(st.integers(min_value=16, max_value=48))
def test_a_text_extract_says_what_the_page_says(width: int) -> None:
    whole = read_narrative(lines(*DOCUMENT), layout(), resolve)
    extract = [Line(text=line.text, page=line.page) for line in typeset(DOCUMENT, width)]
    assert stated(read_narrative(extract, layout(), resolve)) == stated(whole)


def test_on_a_page_every_claim_has_its_box() -> None:
    printed = typeset(DOCUMENT, 30)
    found = read_narrative(printed, layout(), resolve)
    share = claim(found, "income", "一般公共预算")
    first = next(line for line in printed if line.text.startswith("一般公共预算 1,200.00"))
    assert share.place.page == first.page
    assert share.place.box is not None
    assert first.box is not None
    assert (share.place.box.x0, share.place.box.top) == (70.0, first.box.top)
    assert all(c.place.box is not None for c in found.claims)
    assert all(f.place.box is not None for f in found.figures)
    assert all(h.place.box is not None for h in found.headings)


@pytest.mark.parametrize(
    ("sentence", "amount", "unit"),
    [
        ("收支总预算 2.5 亿元。", "25000", Unit.WAN_YUAN),
        ("收支总预算 1,234,567.89 元。", "1234567.89", Unit.YUAN),
        ("收支总预算 12 万元。", "12", Unit.WAN_YUAN),
        ("收支总预算 -3.00 万元。", "-3.00", Unit.WAN_YUAN),
    ],
)
def test_units(sentence: str, amount: str, unit: Unit) -> None:
    [found] = read_narrative(lines("一、收支预算情况总体说明", sentence), layout(), resolve).claims
    assert (found.amount, found.unit) == (Decimal(amount), unit)


def test_a_change_is_told_in_the_unit_of_its_amount() -> None:
    [found] = read_narrative(
        lines("一、收支预算情况总体说明", "收支总预算 50,000.00 元，比上年预算增加 1.5 万元。"),
        layout(),
        resolve,
    ).claims
    assert (found.delta, found.unit) == (Decimal("15000.0"), Unit.YUAN)


def test_a_quote_has_at_most_200_characters() -> None:
    sentence = "收支总预算 8.00 万元，比上年预算增加 1.00 万元，主要原因是" + "新增编制" * 80 + "。"
    [found] = read_narrative(lines("一、收支预算情况总体说明", sentence), layout(), resolve).claims
    assert len(found.quote) == 200


def test_nothing_is_read_from_nothing() -> None:
    assert read_narrative([], layout(), resolve) == Narrative((), (), (), (), ())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet="一、（）项目名称：预算安排规模其中增加减少比上年占主要原因是。；，0123456789.%万元第部分情况 ",
            max_size=40,
        ),
        max_size=12,
    )
)
def test_whatever_stands_on_the_lines_each_number_is_told_once(texts: list[str]) -> None:
    printed = lines(*texts)
    uses = read_narrative(printed, layout(), resolve).numbers
    places = [(use.line, use.start, use.end) for use in uses]
    assert places == sorted(set(places))
    assert all(printed[use.line].text[use.start : use.end].strip() for use in uses)
