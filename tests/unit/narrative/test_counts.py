"""What the section on the 三公 counts beside its amounts has fixed keys, in whatever order and words it is told."""

from __future__ import annotations

import pytest

from services.extractor.narrative.counts import three_public_counts
from services.extractor.narrative.grammar import read_section
from tests.unit.narrative.printing import paragraphs, subjects

GROUPS, TRAVELLERS = "three_public.abroad.groups", "three_public.abroad.persons"
BOUGHT, HELD = "three_public.vehicles.bought", "three_public.vehicles.held"
VISITS, GUESTS = "three_public.receptions.domestic", "three_public.receptions.domestic.persons"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("全年因公出国（境）团组 3 个，累计 6 人次。", {GROUPS: "3个", TRAVELLERS: "6人次"}),
        ("因公出国（境）团组 2 次，累计出国（境）5 人次。", {GROUPS: "2次", TRAVELLERS: "5人次"}),
        ("因公出国（境）团组 1 个，人数 4 人。", {GROUPS: "1个", TRAVELLERS: "4人"}),
        ("使用经费安排出国团组 1 个，参加其他单位组织的出国团组 7 个。", {GROUPS: "1个"}),
        ("本年购置公务用车 1 辆，年末公务用车保有量为 8 辆。", {BOUGHT: "1辆", HELD: "8辆"}),
        ("更新公务用车 2 辆，开支财政拨款的公务用车保有量 9 辆。", {BOUGHT: "2辆", HELD: "9辆"}),
        ("国内公务接待 40 批次、280 人次。", {VISITS: "40批次", GUESTS: "280人次"}),
        ("国内公务接待批次为 40 个，接待人次为 280 人。", {VISITS: "40个", GUESTS: "280人"}),
        ("接待国内来访团组 12 个，90 人次。", {VISITS: "12个", GUESTS: "90人次"}),
        (
            "国内公务接待 15 批次（其中外事接待 1 批次），105 人次（其中外事接待 6 人次）。",
            {VISITS: "15批次", GUESTS: "105人次"},
        ),
        ("国（境）外公务接待批次 2 个。", {}),
        ("因公出国（境）共计 2 个团组，5 人。", {GROUPS: "2个", TRAVELLERS: "5人"}),
        (
            "公务接待费 3.00 万元，主要用于接待调研，国内公务接待 7 批次，60 人次。",
            {VISITS: "7批次", GUESTS: "60人次"},
        ),
    ],
)
def test_counts(text: str, counts: dict[str, str]) -> None:
    found = three_public_counts(read_section(paragraphs(text), subjects()).statements)
    assert {figure.key: f"{figure.value}{figure.unit}" for figure in found} == counts
