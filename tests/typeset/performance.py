"""Invents the performance tables: goals, indicators with targets and weights, one table for the body and one a project.

Weights add up to 90 or 100; a project's cost ceilings are its allocation, so they never exceed its budget; the amounts
named in a goal are the budget's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.typeset import wording
from tests.typeset.disclosure import Indicator, Plan, Project
from tests.typeset.ledger import FISCAL, Ledger, total

BASES = ("计划标准", "行业标准", "预算支出标准", "历史标准", "年度工作计划")


def plain(amount: Decimal) -> str:
    """An amount without trailing zeros, as people write it into targets."""
    return f"{amount.normalize():f}"


def weights(rng: Random, count: int, whole: int) -> list[int]:
    """Whole points that add up to the given sum, none of them zero."""
    cuts = sorted(rng.sample(range(1, whole), count - 1))
    return [right - left for left, right in zip([0, *cuts], [*cuts, whole], strict=True)]


def target(rng: Random, sign: str, value: str, unit: str) -> str:
    """A target with its operator in one of the two usual ways of typing it."""
    operator = {">=": rng.choice((">=", "＞=")), "<=": rng.choice(("<=", "＜=")), "=": "="}[sign]
    return f"{operator}{value}{unit}"


def overall(rng: Random, department: str, ledger: Ledger) -> Plan:
    """The body's own table: its whole budget by origin, a long goal and three to eight indicators."""
    fiscal = [p for p in ledger if p.source in FISCAL or p.source == "fiscal_carryover"]
    upper = total(fiscal, lambda p: p.source.endswith("_transfer") or p.source == "fiscal_carryover")
    own = total(fiscal, lambda p: not (p.source.endswith("_transfer") or p.source == "fiscal_carryover"))
    other = total(ledger, lambda p: p not in fiscal)
    chosen = rng.sample(wording.QUANTITIES, rng.randint(2, 6))
    kinds = [
        ("数量指标", f"{what}数量", target(rng, ">=", str(rng.randint(2, 400)), unit))
        for what, unit in chosen
    ]
    kinds += [
        ("质量指标", name, target(rng, ">=", str(rng.randint(80, 99)), "%"))
        for name in rng.sample(wording.QUALITIES, rng.randint(1, 2))
    ]
    points = weights(rng, len(kinds), 90)
    indicators = tuple(
        Indicator("履职效能", level2, level3, aim, rng.choice(BASES), weight)
        for (level2, level3, aim), weight in zip(kinds, points, strict=True)
    )
    goal = "".join(rng.sample(wording.GOALS, rng.randint(3, len(wording.GOALS))))
    return Plan(
        "overall",
        department,
        rng.choice(wording.PERSONS),
        goal,
        indicators,
        upper + own,
        other,
        upper,
        f"139{rng.randrange(10**8):08d}",
    )


def for_project(rng: Random, project: Project, year: int) -> Plan:
    """A project's table: output, cost, effect and satisfaction indicators."""
    fiscal = project.budget if project.fiscal else Decimal("0.00")
    other = project.budget - fiscal
    drawn = [*outputs(rng, year), *costs(rng, project), *effects(rng)]
    new = rng.random() < 0.5
    points = weights(rng, len(drawn), rng.choice((90, 100)))
    indicators = tuple(
        replace(
            indicator,
            weight=weight,
            previous="新增" if new else indicator.previous,
            evidence=rng.choice(("工作资料", "原始凭证", "说明材料")),
        )
        for indicator, weight in zip(drawn, points, strict=True)
    )
    goal = (
        f"项目资金{plain(project.budget)}万元，其中：财政资金{plain(fiscal)}万元，其他资金{plain(other)}万元。"
        + "".join(rng.sample(wording.GOALS, rng.randint(1, 3)))
    )
    return Plan("project", project.name, rng.choice(wording.PERSONS), goal, indicators, fiscal, other)


def outputs(rng: Random, year: int) -> Iterator[Indicator]:
    """What is to be done, how well, and when; weights are given later."""
    level1, scoring = "产出指标", "按照正常比例赋分"
    for what, unit in rng.sample(wording.QUANTITIES, rng.randint(1, 4)):
        number = rng.randint(1, 300)
        aim = target(rng, rng.choice((">=", "=")), str(number), unit)
        yield Indicator(
            level1, "数量指标", f"{what}（{unit}）", aim, "计划标准", 0, f"{number}{unit}", scoring
        )
    for name in rng.sample(wording.QUALITIES, rng.randint(1, 2)):
        aim = target(rng, ">=", "95", "%")
        yield Indicator(level1, "质量指标", f"{name}（%）", aim, rng.choice(BASES), 0, "95%", scoring)
    name = f"{rng.choice(wording.TIMES)}（%）"
    yield Indicator(level1, "时效指标", name, "=100%", "计划标准", 0, "100%", scoring)
    if rng.random() < 0.4:
        aim, last = f"={year}年12月", f"{year - 1}年12月"
        yield Indicator(level1, "时效指标", "项目完成时间", aim, "计划标准", 0, last, scoring)


def costs(rng: Random, project: Project) -> Iterator[Indicator]:
    """A ceiling for every part of the project's allocation."""
    for part, amount in project.allocation:
        value = f"{plain(amount)}万元"
        aim = target(rng, "<=", plain(amount), "万元")
        name = f"{part}成本（万元）"
        yield Indicator("成本指标", "经济成本指标", name, aim, "预算支出标准", 0, value, "按照正常比例赋分")


def effects(rng: Random) -> Iterator[Indicator]:
    """What it is good for, and whether people are content."""
    for level2, name, aim in rng.sample(wording.EFFECTS, rng.randint(1, 2)):
        yield Indicator("效益指标", level2, name, aim, "其他标准", 0, aim, "按评判等级赋分")
    if rng.random() < 0.7:
        name, aim = f"{rng.choice(wording.SATISFACTIONS)}（%）", target(rng, ">=", "95", "%")
        yield Indicator("满意度指标", "满意度指标", name, aim, "其他标准", 0, "95%", "满意度赋分")
