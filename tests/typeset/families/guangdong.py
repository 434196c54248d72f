"""A form in the manner of Guangdong: 总体情况表 in 万元, codes in brackets before the names, zeros printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tests.typeset.blocks import Block, Cell, Column, Grid, PageBreak, Spread, Text, words
from tests.typeset.disclosure import Disclosure, Row, Table
from tests.typeset.facts import economic
from tests.typeset.families.content import cells_of, classes, drawn, lines, rows_of
from tests.typeset.families.narrative import accounts
from tests.typeset.families.printing import CodedForm, header, wan
from tests.typeset.style import Style

FORM = CodedForm("bracket", wan, "0.00")
ONE = Decimal(1)
_FISCAL = ("income.general_public.own", "income.government_fund.own", "income.state_capital.own")
_KINDS = {"total": ("total",), "basic": ("basic",), "project": ("project",)}
_BASIC = ("basic_personnel", "basic_operating")
_FUND = {"total": (*_BASIC, "project"), "basic": _BASIC, "project": ("project",)}
_LABELS = (
    ("administrative", "行政经费"),
    ("total", "“三公”经费"),
    ("abroad", "其中：（一）因公出国（境）费用"),
    ("vehicle", "（二）公务用车购置及运行维护费"),
    ("vehicle.purchase", "1.公务用车购置费"),
    ("vehicle.operation", "2.公务用车运行维护费"),
    ("reception", "（三）公务接待费"),
)


def content(seed: int) -> Disclosure:
    """Ten tables of a city's department, in 万元 with two decimals, zeros printed."""
    made = drawn(seed, "广东省白石市体育局", "部门", total_first=True)
    tables = made.tables
    sources = {
        "total": ("total",),
        "general_public": ("general_public",),
        "government_fund": ("government_fund",),
        "state_capital": ("state_capital",),
        "special_account": (),
        "other_income": (),
    }
    found = (
        Table("T1", "收支总体情况表", _summary(tables["T1"])),
        Table("T2", "收入总体情况表", rows_of(tables["T2"], sources, zeros=True)),
        Table("T3", "本年支出总体情况表", rows_of(tables["T3"], _KINDS, zeros=True)),
        Table("T4", "财政拨款收支总体情况表", _appropriation(tables["T4"], tables["T1"])),
        Table("T5", "一般公共预算支出情况表（按功能分类科目）", rows_of(tables["T5"], _KINDS, zeros=True)),
        Table(
            "T6", "一般公共预算基本支出情况表（按经济分类科目）", rows_of(tables["T6"], {"total": ("total",)})
        ),
        Table("T24", "一般公共预算项目支出情况表（按经济分类科目）", _projects(tables["T7"])),
        Table("T10", "财政拨款安排的行政经费及“三公”经费预算表", _three_public(tables["T10"])),
        _fund(tables["T8"], "政府性基金预算支出情况表", "政府性基金预算安排的支出"),
        _fund(tables["T9"], "国有资本经营预算支出情况表", "国有资本经营预算安排的支出"),
    )
    chosen = {table.id: table for table in found}
    return replace(made, tables=chosen, narrative=accounts(made), after_performance=(), plans=())


def _summary(table: Table) -> tuple[Row, ...]:
    wanted = (
        ("income.general_public", "一、一般公共预算", _FISCAL[:1]),
        ("income.government_fund", "二、政府性基金预算", _FISCAL[1:2]),
        ("income.state_capital", "三、国有资本经营预算", _FISCAL[2:]),
        ("income.special_account", "四、财政专户管理资金收入", ()),
        ("income.unit_funds.business", "五、事业收入", ()),
        ("income.unit_funds.other", "六、其他收入", ()),
    )
    whole = {key: table.cell("total", key) for key in ("income", "expenditure")}
    return (
        *lines(table, wanted, "income", ONE, zeros=True),
        Row("line", "income.current", "本年收入合计", {"income": whole["income"]}),
        *classes(table, {"expenditure": ("expenditure",)}, ONE),
        Row("line", "expenditure.current", "本年支出合计", {"expenditure": whole["expenditure"]}),
        Row("total", "total", "收入总计/支出总计", whole),
    )


def _appropriation(table: Table, summary: Table) -> tuple[Row, ...]:
    wanted = (
        ("appropriation.general_public", "一、一般公共预算", _FISCAL[:1]),
        ("appropriation.government_fund", "二、政府性基金预算", _FISCAL[1:2]),
        ("appropriation.state_capital", "三、国有资本经营预算", _FISCAL[2:]),
    )
    last = next(row for row in table.rows if row.kind == "total")
    whole = {"income": last.cells["income"], "total": last.cells["total"]}
    return (
        *lines(summary, wanted, "income", ONE, zeros=True),
        Row("line", "appropriation", "本年收入合计", {"income": whole["income"]}),
        *classes(table, {"total": ("total",)}, ONE),
        Row("line", "expenditure.current", "本年支出合计", {"total": whole["total"]}),
        Row("total", "total", "收入总计/支出总计", whole),
    )


def _three_public(table: Table) -> tuple[Row, ...]:
    """All administrative expenses are the 三公 here: the department has no other in its form."""
    by_code = {row.code: row for row in table.rows}
    made = []
    for code, label in _LABELS:
        row = by_code["total" if code == "administrative" else code]
        cells = cells_of(row, {"total": ("total",)}, zeros=True)
        made.append(Row("total" if code == "total" else "line", code, label, cells))
    return tuple(made)


def _projects(table: Table) -> tuple[Row, ...]:
    """The projects by economic class: the total and each class that has money."""
    last = next(row for row in table.rows if row.kind == "total")
    paid = [
        Row("class", code, economic()[code], {"total": value})
        for code, value in sorted(last.cells.items())
        if code != "total" and value
    ]
    return (Row("total", "total", "合计", {"total": last.cells["total"]}), *paid)


def _fund(table: Table, title: str, money: str) -> Table:
    if table.empty:
        return Table(table.id, title, (), f"注：本部门本年无{money}，故本表为空表。")
    return Table(table.id, title, rows_of(table, _FUND, zeros=True))


def compose(disclosure: Disclosure, style: Style) -> tuple[Block, ...]:
    """The whole document: overview, tables, narrative, glossary."""
    return tuple(_document(disclosure, style))


def _document(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    year, department = disclosure.fiscal_year, disclosure.department
    yield Text(f"{year}年{department}部门预算", "part")
    yield PageBreak()
    yield Text(f"第一部分 {department}概况", "part")
    yield Text("一、主要职责", "heading")
    for number, duty in enumerate(disclosure.duties, start=1):
        yield Text(f"（{number}）{duty}")
    yield Text("二、机构设置", "heading")
    yield Text(f"{department}内设{len(disclosure.offices)}个机构：{'、'.join(disclosure.offices)}。")
    yield PageBreak()
    yield Text(f"第二部分 {year}年部门预算表", "part")
    for number, table in enumerate(disclosure.tables.values(), start=1):
        if number > 1 and not style.packed:
            yield PageBreak(landscape=table.id in style.landscape)
        yield Text(f"表{number}", "table_number")
        yield Text(table.title, "table_title")
        yield Spread(f"单位名称：{department}", "单位：万元")
        yield _grid(table)
        yield Text(table.sentence or "注：无。", "note")
    yield PageBreak()
    yield Text(f"第三部分 {year}年部门预算情况说明", "part")
    for section in disclosure.narrative:
        yield Text(section.heading, "heading")
        for paragraph in section.paragraphs:
            yield Text(paragraph.text)
    yield Text("第四部分 名词解释", "part")
    for number, (term, meaning) in enumerate(disclosure.glossary, start=1):
        yield Text(f"{number}.{term}：{meaning}")


def _grid(table: Table) -> Grid:
    if table.id in ("T1", "T4"):
        right = "expenditure" if table.id == "T1" else "total"
        names = tuple((text, 1, 1) for text in ("项目", "预算", "项目", "预算"))
        heads = header((("收入", 2, 1), ("支出", 2, 1)), names)
        return FORM.two_sided(table, heads, (right,), ("收入总计", "支出总计"))
    if table.id == "T10":
        body = tuple(
            (words(row.label), *FORM.amounts(table.id, (number, row), ("total",)))
            for number, row in enumerate(table.rows, start=1)
        )
        return Grid((Column("label", 9), Column("amount", 4)), header((("项目", 1, 1), ("预算", 1, 1))), body)
    return FORM.grid(table, _heads(table.id), _keys(table.id))


def _keys(table_id: str) -> tuple[str, ...]:
    return {
        "T2": (
            "total",
            "general_public",
            "government_fund",
            "state_capital",
            "special_account",
            "other_income",
        ),
        "T6": ("total",),
        "T24": ("total",),
    }.get(table_id, ("total", "basic", "project"))


def _heads(table_id: str) -> tuple[tuple[Cell, ...], ...]:
    if table_id in ("T6", "T24"):
        return header((("部门预算支出经济科目", 1, 1), ("预算", 1, 1)))
    if table_id == "T2":
        names = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "其他收入")
        return header((("功能科目名称", 1, 1), *((name, 1, 1) for name in names)))
    what = {
        "T3": "本年支出",
        "T5": "一般公共预算支出",
        "T8": "政府性基金预算支出",
        "T9": "国有资本经营预算支出",
    }[table_id]
    kinds = (("合计", 1, 1), ("基本支出", 1, 1), ("项目支出", 1, 1))
    return header((("功能科目名称", 1, 2), (what, 3, 1)), kinds)
