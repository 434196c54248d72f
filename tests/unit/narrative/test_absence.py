"""Sentences that say that there is nothing make statements of their own, unless they give a reason."""

from __future__ import annotations

import pytest

from services.extractor.narrative.absence import find_absences
from shared.model.narrative import Statement
from tests.unit.narrative.printing import layout, subjects

NONE, EMPTY = Statement.NONE_PLANNED, Statement.EMPTY_TABLE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("上级政府性基金安排的转移支付资金未安排。", [("上级政府性基金安排的转移支付资金", NONE, None)]),
        (
            "资金全部来自本级，无政府性基金预算拨款和国有资本经营预算。",
            [("政府性基金预算拨款", NONE, None), ("国有资本经营预算", NONE, None)],
        ),
        ("2031年部门预算未安排购置车辆经费。", [("购置车辆经费", NONE, None)]),
        ("本单位无机关运行经费。", [("机关运行经费", NONE, None)]),
        (
            "云岭县档案馆没有使用政府性基金预算拨款，政府性基金预算支出情况表为空表。",
            [("政府性基金预算拨款", EMPTY, "T8")],
        ),
        (
            "本部门无国有资本经营预算收支，国有资本经营预算支出情况表无数据。",
            [("国有资本经营预算", EMPTY, "T9")],
        ),
        ("无锡路分馆的经费由本馆安排。", []),
        ("上年无政府采购预算，增长率不可比。", []),
        ("本单位无该项支出。", []),
        ("本部门无2030年结转的会议费、培训费支出。", []),
        ("本馆无下属预算单位，无其他需说明事项。", []),
    ],
)
def test_absences(text: str, found: list[tuple[str, Statement, str | None]]) -> None:
    absences = find_absences(0, text, [], subjects("云岭县档案馆"), layout())
    assert [(a.subject.text, a.statement, a.table_id) for a in absences] == found


def test_what_an_aside_says_is_not_there_does_not_count() -> None:
    text = "主要原因是2030年未安排接待预算。"
    assert find_absences(0, text, [(0, len(text))], subjects(), layout()) == []
