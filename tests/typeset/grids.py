"""The grids of a disclosure: the eleven budget tables and the performance tables, cell by cell."""

from __future__ import annotations

from itertools import groupby, zip_longest

from tests.typeset.blocks import Align, Cell, Column, Grid, GridRow, Spread
from tests.typeset.disclosure import Disclosure, Indicator, Plan, Row, Table
from tests.typeset.forms import FORMS, TableForm, code_parts
from tests.typeset.style import Style


def head(text: str, colspan: int = 1, rowspan: int = 1, vertical: bool = False, spaced: bool = False) -> Cell:
    """A header cell."""
    shown = f"{text[0]} {text[1]}" if spaced and len(text) == 2 else text
    return Cell(shown, colspan, rowspan, head=True, vertical=vertical)


def words(text: str, colspan: int = 1, rowspan: int = 1, align: Align = "left", bold: bool = False) -> Cell:
    """A body cell with words."""
    return Cell(text, colspan, rowspan, align, bold)


def budget_grid(disclosure: Disclosure, table: Table, style: Style, lead: Spread) -> Grid:
    """One of the eleven tables in a style."""
    repeated = (lead,) if style.repeat_lead else ()
    if table.id == "T1":
        return two_sided(disclosure, table, style, ("expenditure",), repeated)
    if table.id == "T4":
        return two_sided(
            disclosure,
            table,
            style,
            ("total", "general_public", "government_fund", "state_capital"),
            repeated,
        )
    form = FORMS[table.id]
    tall = style.vertical_heads and len(form.keys) > 8
    header = [
        tuple(
            head(
                label, across, down, tall and len(label) < 8 and across == 1 and down == 1, style.spaced_heads
            )
            for label, across, down in row
        )
        for row in form.heads
    ]
    if disclosure.conventions.number_row:
        header.append(tuple(head(text) for text in form.number_row))
    body = [budget_row(disclosure, form, row, style) for row in table.rows]
    if table.sentence and not table.rows and style.empty_table == "row":
        body.append((words(table.sentence, len(form.columns)),))
    return Grid(form.columns, tuple(header), tuple(body), repeated)


def heavy(row: Row, style: Style) -> bool:
    """Whether the style prints the row in bold: totals, and in the two-sided tables the numbered lines."""
    return style.bold_total and (row.kind == "total" or row.label[1:2] in ("、", "."))


def amount(disclosure: Disclosure, row: Row, key: str, style: Style) -> Cell:
    """An amount, or a blank cell."""
    value = row.cells.get(key)
    return Cell(
        "" if value is None else disclosure.printed(value), align=style.number_align, bold=heavy(row, style)
    )


def budget_row(disclosure: Disclosure, form: TableForm, row: Row, style: Style) -> GridRow:
    """A row's codes, label, project and amounts."""
    bold = row.kind == "total" and style.bold_total
    amounts = tuple(amount(disclosure, row, key, style) for key in form.keys)
    if row.kind in ("total", "department"):
        before = form.codes + len(form.labels)
        if style.merge_total or form.codes == 0:
            return (words(row.label, before, align="center", bold=bold), *amounts)
        blank = tuple(words("") for _ in range(form.codes))
        further = tuple(words("") for _ in form.labels[1:])
        return (*blank, words(row.label, bold=bold), *further, *amounts)
    codes = tuple(words(part, align="center") for part in code_parts(row.code, form.codes))
    project = (words(row.project or ""),) if len(form.labels) == 2 else ()
    return (*codes, words(row.label), *project, *amounts)


def two_sided(
    disclosure: Disclosure, table: Table, style: Style, right: tuple[str, ...], lead: tuple[Spread, ...]
) -> Grid:
    """T1 and T4: income lines on the left, every expenditure class on the right, the totals in one row."""
    split = style.class_code == "split"

    def amounts(row: Row, keys: tuple[str, ...]) -> GridRow:
        return tuple(amount(disclosure, row, key, style) for key in keys)

    def named(row: Row) -> GridRow:
        if split:
            return words(row.code, align="center"), words(row.label)
        return (words(f"{row.code} {row.label}".strip()),)

    lines = [row for row in table.rows if row.kind == "line"]
    classes = [row for row in table.rows if row.kind == "class"]
    last = next(row for row in table.rows if row.kind == "total")
    body = [
        (
            words(line.label, bold=heavy(line, style)),
            *amounts(line, ("income",)),
            *named(other),
            *amounts(other, right),
        )
        for line, other in zip_longest(lines, classes, fillvalue=Row("line", "", ""))
    ]
    income, expenditure = ("收 入 总 计", "支 出 总 计") if style.spaced_heads else ("收入总计", "支出总计")
    bold = style.bold_total
    body.append(
        (
            *(words(income, align="center", bold=bold), *amounts(last, ("income",))),
            *(words(expenditure, 2 if split else 1, align="center", bold=bold), *amounts(last, right)),
        )
    )
    columns = (
        *(
            Column("label", 8),
            Column("amount", 3.4),
            *([Column("code", 1.4)] if split else []),
            Column("label", 6.5),
        ),
        *(Column("amount", 3.4 if len(right) == 1 else 2.6) for _ in right),
    )
    return Grid(columns, two_sided_header(table, style, len(right)), tuple(body), lead)


def two_sided_header(table: Table, style: Style, amounts: int) -> tuple[GridRow, ...]:
    """The header of T1 or T4: the two sides, and the columns of each."""
    wide = 2 if style.class_code == "split" else 1
    if table.id == "T1":
        sides, first = ("收入", "支出"), "预算数"
        heads: tuple[str, ...] = ("预算数",)
    else:
        sides, first = ("财政拨款收入", "财政拨款支出"), "合计"
        heads = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")
    spaced = style.spaced_heads
    return (
        (head(sides[0], 2, spaced=spaced), head(sides[1], wide + amounts, spaced=spaced)),
        (
            *(head("项目", spaced=spaced), head(first, spaced=spaced), head("功能分类", wide)),
            *(head(text, spaced=spaced) for text in heads),
        ),
    )


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


def overall_grid(disclosure: Disclosure, plan: Plan) -> Grid:
    """The body's own performance table: who, the goal, the budget by origin, the indicators."""
    level, show = disclosure.org_level, disclosure.printed
    columns = tuple(Column("text", weight) for weight in (3.4, 3, 5.5, 3.5, 4, 2.2))
    body: list[GridRow] = [
        (words(f"{level}名称（盖章）", align="center"), words(plan.name, 5, align="center")),
        (
            words(f"{level}联系人", align="center"),
            words(plan.person, 2, align="center"),
            words("联系电话", align="center"),
            words(plan.telephone, 2, align="center"),
        ),
        (words("年度绩效目标", align="center"), words(plan.goal, 5)),
        (
            words("年度预算（万元）", rowspan=4, align="center"),
            words("资金来源", 2, align="center"),
            words("资金总额（万元）", 3, align="center"),
        ),
        (
            words("财政资金（万元）", rowspan=2, align="center"),
            words("上级安排", align="center"),
            words(show(plan.upper_level), 3, align="center"),
        ),
        (words("本级安排", align="center"), words(show(plan.fiscal - plan.upper_level), 3, align="center")),
        (
            words("其他资金（万元）", align="center"),
            words("其他", align="center"),
            words(show(plan.other), 3, align="center"),
        ),
        tuple(
            head(text) for text in ("一级指标", "二级指标", "三级指标", "指标值", "指标设定依据", "分值权重")
        ),
    ]
    for levels, indicator in zip(merged(plan.indicators), plan.indicators, strict=True):
        body.append(
            (
                *levels,
                words(indicator.level3),
                words(indicator.target, align="center"),
                words(indicator.basis, align="center"),
                words(str(indicator.weight), align="center"),
            )
        )
    return Grid(columns, (), tuple(body))


def project_grid(disclosure: Disclosure, plan: Plan) -> Grid:
    """A project's performance table: who, the money, the goal, the indicators."""
    show = disclosure.printed
    columns = tuple(Column("text", weight) for weight in (2, 2, 4.2, 2.6, 2.6, 2.4, 2, 2.8, 2.4))
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "指标值设置依据",
        "上年完成值",
        "指标分值权重",
        "指标赋分规则",
        "佐证资料",
    )
    body: list[GridRow] = [
        (words("预算单位", 2, align="center"), words(disclosure.department, 7, align="center")),
        (
            words("项目名称", 2, align="center"),
            words(plan.name, 3, align="center"),
            words("项目负责人", 2, align="center"),
            words(plan.person, 2, align="center"),
        ),
        (
            words("项目资金（万元）", 2, align="center"),
            words("年度预算总额", align="center"),
            words(show(plan.budget), align="center"),
            words("其中：财政拨款", align="center"),
            words(show(plan.fiscal), align="center"),
            words("其他资金", 2, align="center"),
            words(show(plan.other), align="center"),
        ),
        (words("项目总体目标", 2, align="center"), words(plan.goal, 7)),
        tuple(head(text) for text in heads),
    ]
    for levels, indicator in zip(merged(plan.indicators), plan.indicators, strict=True):
        body.append(
            (
                *levels,
                words(indicator.level3),
                words(indicator.target, align="center"),
                words(indicator.basis, align="center"),
                words(indicator.previous or "", align="center"),
                words(str(indicator.weight), align="center"),
                words(indicator.scoring or "", align="center"),
                words(indicator.evidence or "", align="center"),
            )
        )
    return Grid(columns, (), tuple(body))
