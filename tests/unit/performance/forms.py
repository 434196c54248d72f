"""The layout that the tests read by, and a performance form of invented content to put rows of indicators into."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.performance import PlansRead, read_plans_from_lines
from shared.layout import load_layouts
from shared.model.performance import Indicator
from tests.unit.performance.printing import placed

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")

HEAD = (
    "项目支出绩效目标表",
    "（2025年）",
    "预算单位 青原县流动图书馆",
    "项目名称 图书配送经费 项目负责人 林知远",
    "项目资金（万元）",
    "年度预算总额 12.50",
    "其中：财政拨款 12.00 其他资金 0.50",
    "项目总体目标",
    "全年向村镇配送新书，资金按进度支付。",
)
HEADER = (
    "一级指标 二级指标 三级指标 指标值",
    "指标值设置依据 上年完成值 指标分值权重",
    "指标赋分规则 佐证资料",
)
SHORT_HEADER = ("一级指标 二级指标 三级指标 指标值 指标设定依据 分值权重",)


def read_pages(*pages: Sequence[str]) -> PlansRead:
    """Read the plans on pages of lines."""
    return read_plans_from_lines(placed(pages), LAYOUT)


def rows_of(*pages: Sequence[str], header: Sequence[str] = HEADER) -> list[Indicator]:
    """Read the indicators of one project's table whose rows are printed on one or more pages."""
    first, *others = pages
    (plan,) = read_pages([*HEAD, *header, *first], *others).plans
    return list(plan.indicators)


def texts(indicator: Indicator) -> tuple[str | None, ...]:
    """Give what an indicator says, without its place."""
    weight = None if indicator.weight is None else str(indicator.weight)
    return (
        indicator.level1,
        indicator.level2,
        indicator.level3,
        indicator.target,
        indicator.basis,
        indicator.previous,
        weight,
        indicator.scoring,
        indicator.evidence,
    )
