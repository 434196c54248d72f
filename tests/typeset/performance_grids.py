"""The grids of the performance tables: the whole body's, and each project's."""

from __future__ import annotations

from itertools import groupby

from tests.typeset.blocks import Cell, Column, Grid, GridRow, words
from tests.typeset.disclosure import Disclosure, Indicator, Plan


def merged(indicators: tuple[Indicator, ...]) -> list[GridRow]:
    """The first two levels of the indicators as cells that span their rows; an empty tuple of cells where spanned."""
    cells: list[GridRow] = [() for _ in indicators]
    for depth in (1, 2):
        keys = [(i.level1,) if depth == 1 else (i.level1, i.level2) for i in indicators]
        at = 0
        for key, group in groupby(keys):
            count = len(list(group))
            cells[at] = (*cells[at], words(key[-1], rowspan=count, align="center"))
            at += count
    return cells


def middle(text: str, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A body cell with words in its middle."""
    return words(text, colspan, rowspan, "center")


def heads(*texts: str) -> GridRow:
    """A row of heads."""
    return tuple(Cell(text, head=True) for text in texts)


def overall_grid(disclosure: Disclosure, plan: Plan) -> Grid:
    """The body's own performance table: who, the goal, the budget by origin, the indicators."""
    level, show = disclosure.org_level, disclosure.printed
    columns = tuple(Column("text", weight) for weight in (3.4, 3, 5.5, 3.5, 4, 2.2))
    body: list[GridRow] = [
        (middle(f"{level}名称（盖章）"), middle(plan.name, 5)),
        (middle(f"{level}联系人"), middle(plan.person, 2), middle("联系电话"), middle(plan.telephone, 2)),
        (middle("年度绩效目标"), words(plan.goal, 5)),
        (middle("年度预算（万元）", rowspan=4), middle("资金来源", 2), middle("资金总额（万元）", 3)),
        (middle("财政资金（万元）", rowspan=2), middle("上级安排"), middle(show(plan.upper_level), 3)),
        (middle("本级安排"), middle(show(plan.fiscal - plan.upper_level), 3)),
        (middle("其他资金（万元）"), middle("其他"), middle(show(plan.other), 3)),
        heads("一级指标", "二级指标", "三级指标", "指标值", "指标设定依据", "分值权重"),
    ]
    body += [
        (*levels, words(i.level3), middle(i.target), middle(i.basis), middle(str(i.weight)))
        for levels, i in zip(merged(plan.indicators), plan.indicators, strict=True)
    ]
    return Grid(columns, (), tuple(body))


def application_grid(disclosure: Disclosure, plan: Plan) -> Grid:
    """The same as an application (申报表): the budget with its sum, 年度绩效指标 beside the indicators."""
    show = disclosure.printed
    columns = tuple(Column("text", weight) for weight in (2.2, 2.2, 2.4, 6, 3.4, 5, 1.8))
    count = len(plan.indicators)
    body: list[GridRow] = [
        (middle("部门（单位）名称（盖章）", 2), words(plan.name, 5)),
        (
            middle("部门（单位）联系人", 2),
            words(plan.person, 2),
            middle("联系电话："),
            words(plan.telephone, 2),
        ),
        (middle("年度绩效目标", 2), words(plan.goal, 5)),
        (
            middle("年度预算（万元）", 2, 4),
            middle("财政资金（万元）", 1, 2),
            middle("上级资金"),
            middle(show(plan.upper_level), 3),
        ),
        (middle("本级资金"), middle(show(plan.fiscal - plan.upper_level), 3)),
        (middle("其他资金（万元）"), middle("其他"), middle(show(plan.other), 3)),
        (middle("合计：", 2), middle(show(plan.budget), 3)),
        (
            Cell("一级指标", 2, head=True),
            *heads("二级指标", "三级指标", "指标值", "指标值设定依据", "分值权重"),
        ),
    ]
    for at, (levels, i) in enumerate(zip(merged(plan.indicators), plan.indicators, strict=True)):
        side = (middle("年度绩效指标", rowspan=count),) if at == 0 else ()
        body.append(
            (*side, *levels, words(i.level3), middle(i.target), middle(i.basis), middle(str(i.weight)))
        )
    return Grid(columns, (), tuple(body))


def project_grid(disclosure: Disclosure, plan: Plan) -> Grid:
    """A project's performance table: who, the money, the goal, the indicators."""
    show = disclosure.printed
    columns = tuple(Column("text", weight) for weight in (2, 2, 4.2, 2.6, 2.6, 2.4, 2, 2.8, 2.4))
    money = (
        *(
            middle("项目资金（万元）", 2),
            middle("年度预算总额"),
            middle(show(plan.budget)),
            middle("其中：财政拨款"),
        ),
        *(middle(show(plan.fiscal)), middle("其他资金", 2), middle(show(plan.other))),
    )
    body: list[GridRow] = [
        (middle("预算单位", 2), middle(disclosure.department, 7)),
        (middle("项目名称", 2), middle(plan.name, 3), middle("项目负责人", 2), middle(plan.person, 2)),
        money,
        (middle("项目总体目标", 2), words(plan.goal, 7)),
        heads(
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "指标值设置依据",
            "上年完成值",
            "指标分值权重",
            "指标赋分规则",
            "佐证资料",
        ),
    ]
    for levels, i in zip(merged(plan.indicators), plan.indicators, strict=True):
        further = (i.target, i.basis, i.previous or "", str(i.weight), i.scoring or "", i.evidence or "")
        body.append((*levels, words(i.level3), *map(middle, further)))
    return Grid(columns, (), tuple(body))
