"""Invents the performance tables: goals, indicators with targets and weights, one table for the body and one a project.

Weights add up to 90 or 100; a project's cost ceilings are its allocation, so they never exceed its budget; the amounts
named in a goal are the budget's own.
"""

from __future__ import annotations

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
    rows: list[tuple[str, str, str, str, str, str, str]] = []
    before = rng.random() < 0.5

    def row(level1: str, level2: str, level3: str, aim: str, basis: str, last: str, scoring: str) -> None:
        rows.append((level1, level2, level3, aim, basis, last if before else "新增", scoring))

    for what, unit in rng.sample(wording.QUANTITIES, rng.randint(1, 4)):
        number = rng.randint(1, 300)
        row(
            "产出指标",
            "数量指标",
            f"{what}（{unit}）",
            target(rng, rng.choice((">=", "=")), str(number), unit),
            "计划标准",
            f"{number}{unit}",
            "按照正常比例赋分",
        )
    for name in rng.sample(wording.QUALITIES, rng.randint(1, 2)):
        row(
            "产出指标",
            "质量指标",
            f"{name}（%）",
            target(rng, ">=", "95", "%"),
            rng.choice(BASES),
            "95%",
            "按照正常比例赋分",
        )
    row(
        "产出指标",
        "时效指标",
        f"{rng.choice(wording.TIMES)}（%）",
        "=100%",
        "计划标准",
        "100%",
        "按照正常比例赋分",
    )
    if rng.random() < 0.4:
        row(
            "产出指标",
            "时效指标",
            "项目完成时间",
            f"={year}年12月",
            "计划标准",
            f"{year - 1}年12月",
            "按照正常比例赋分",
        )
    for name, amount in project.allocation:
        row(
            "成本指标",
            "经济成本指标",
            f"{name}成本（万元）",
            target(rng, "<=", plain(amount), "万元"),
            "预算支出标准",
            f"{plain(amount)}万元",
            "按照正常比例赋分",
        )
    for level2, name, aim in rng.sample(wording.EFFECTS, rng.randint(1, 2)):
        row("效益指标", level2, name, aim, "其他标准", aim, "按评判等级赋分")
    if rng.random() < 0.7:
        row(
            "满意度指标",
            "满意度指标",
            f"{rng.choice(wording.SATISFACTIONS)}（%）",
            target(rng, ">=", "95", "%"),
            "其他标准",
            "95%",
            "满意度赋分",
        )
    points = weights(rng, len(rows), rng.choice((90, 100)))
    evidence = ("工作资料", "原始凭证", "说明材料")
    indicators = tuple(
        Indicator(l1, l2, l3, aim, basis, weight, last, scoring, rng.choice(evidence))
        for (l1, l2, l3, aim, basis, last, scoring), weight in zip(rows, points, strict=True)
    )
    goal = (
        f"项目资金{plain(project.budget)}万元，其中：财政资金{plain(fiscal)}万元，其他资金{plain(other)}万元。"
        + "".join(rng.sample(wording.GOALS, rng.randint(1, 3)))
    )
    return Plan("project", project.name, rng.choice(wording.PERSONS), goal, indicators, fiscal, other)
