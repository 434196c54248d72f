"""A sentence that a form left unfinished is kept, also where it states no figure at all."""

from __future__ import annotations

import pytest

from services.extractor.narrative import read_narrative
from services.extractor.narrative.unfinished import find_unfinished
from tests.unit.narrative.printing import layout, lines, resolve


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("公务接待费XX万元，比上年增加（减少）XX万元。", ["公务接待费XX万元"]),
        ("会议费与上年持平；培训费为××万元。", ["培训费为××万元"]),
        ("（请填写增减原因）会议费与上年持平。", ["（请填写增减原因）会议费与上年持平"]),
        ("会议费与上年持平，主要原因是班次相同。", []),
    ],
)
def test_unfinished_sentences(text: str, subjects: list[str]) -> None:
    assert [sentence.subject for sentence in find_unfinished(0, text, [])] == subjects


def test_what_a_claim_quotes_is_left_to_it() -> None:
    text = "会议费3.00万元，比上年增加XX万元。"
    assert list(find_unfinished(0, text, [(0, len(text))])) == []
    assert len(list(find_unfinished(0, text, [(0, 9)]))) == 1


def test_it_becomes_a_claim_without_figures() -> None:
    claims = read_narrative(
        lines(
            "第三部分 部门预算情况说明",
            "十、“三公”经费预算情况说明",
            "公务接待费XX万元，与上年相比增加（减少）XX万元。",
        ),
        layout(),
        resolve,
    ).claims
    assert [(claim.subject, claim.amount, claim.delta) for claim in claims] == [
        ("公务接待费XX万元", None, None)
    ]
    assert claims[0].quote == "公务接待费XX万元，与上年相比增加（减少）XX万元。"
