"""The changes that a reason names make the change that it explains."""

from __future__ import annotations

import pytest

from services.validator.rules.causes import cause_checks
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome
from tests.unit.validator.samples import of_sample


def outcomes(reason: str, direction: str = "减少", delta: str = "3.25") -> list[Outcome]:
    claim = {"amount": "60.00", "direction": direction, "delta": delta, "reason": reason}
    return [check.outcome for check in cause_checks(DocumentView(of_sample({"claims": [claim]}), None))]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("基本支出增加1.00万元，项目支出减少4.25万元", [Outcome.HELD]),
        ("基本支出增加1.00万元，项目支出增加4.25万元", [Outcome.BROKEN]),
        ("基本支出增加1.00万元，项目支出减少7.25万元", [Outcome.BROKEN]),
        ("人员经费增加1.00万元，事业收入减少4.25万元", [Outcome.HELD]),
        ("人员经费增加10000元、设备购置减少4.25万元", [Outcome.HELD]),
        ("人员经费增加1.00万元，事业收入减少4.52万元", [Outcome.BROKEN]),
        ("人员经费减少1.13万元，事业收入减少4.38万元", [Outcome.BROKEN]),
    ],
)
def test_all_signed_amounts_of_a_reason_are_added_up(reason: str, expected: list[Outcome]) -> None:
    assert outcomes(reason) == expected


@pytest.mark.parametrize(
    "reason",
    [
        "人员增加",
        "设备购置减少4.25万元",
        "设备购置减少4.25万元，上年结转1.00万元",
        "设备购置减少3.31万元，课题增加1.77万元等",
        "设备购置减少4.25万元，课题减少2.00万元",
    ],
)
def test_causes_that_need_not_be_all_say_nothing(reason: str) -> None:
    assert outcomes(reason) == []


def test_without_a_direction_of_the_whole_nothing_is_told() -> None:
    assert outcomes("基本支出增加1.00万元，项目支出减少4.25万元", direction="持平") == []
