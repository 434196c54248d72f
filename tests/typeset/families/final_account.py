"""A final account: the tables of the whole country's form, with 行次, in 万元 with two decimals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tests.typeset.blocks import Block, Column, Grid, PageBreak, Spread, Text
from tests.typeset.disclosure import Disclosure, Row, Table
from tests.typeset.families.content import classes, drawn, lines, rows_of
from tests.typeset.families.printing import CodedForm, header, one_row, plain_wan
from tests.typeset.style import Style

FORM = CodedForm("joined", plain_wan)
ONE = Decimal(1)
_FISCAL = ("income.general_public.own", "income.government_fund.own", "income.state_capital.own")
_KINDS = {"total": ("total",), "basic": ("basic",), "project": ("project",)}
_THREE_PUBLIC = ("total", "abroad", "vehicle", "vehicle.purchase", "vehicle.operation", "reception")
_BUDGETED = Decimal("1.25")
"""The 三公 budget in relation to what was spent of it."""


def content(seed: int) -> Disclosure:
    """Seven tables of a department's final account."""
    made = drawn(seed, "江苏省白石市体育局", "部门", total_first=True)
    tables = made.tables
    found = (
        Table("FA1", "收入支出决算总表", _summary(tables["T1"])),
        Table(
            "FA2",
            "收入决算表",
            rows_of(tables["T2"], {"total": ("total",), "fiscal_subtotal": ("fiscal_subtotal",)}),
        ),
        Table("FA3", "支出决算表", rows_of(tables["T3"], _KINDS)),
        Table("FA4", "财政拨款收入支出决算总表", _appropriation(tables["T4"], tables["T1"])),
        Table("FA5", "一般公共预算财政拨款支出决算表", rows_of(tables["T5"], _KINDS)),
        Table("FA6", "一般公共预算财政拨款基本支出决算表", rows_of(tables["T6"], {"total": ("total",)})),
        Table("FA7", "财政拨款“三公”经费支出决算表", _three_public(tables["T10"])),
    )
    chosen = {table.id: table for table in found}
    return replace(made, tables=chosen, narrative=(), after_performance=(), plans=())


def _summary(table: Table) -> tuple[Row, ...]:
    wanted = (
        ("income.general_public", "一、一般公共预算财政拨款收入", _FISCAL[:1]),
        ("income.government_fund", "二、政府性基金预算财政拨款收入", _FISCAL[1:2]),
        ("income.state_capital", "三、国有资本经营预算财政拨款收入", _FISCAL[2:]),
        ("income.unit_funds.superior_subsidy", "四、上级补助收入", ()),
        ("income.unit_funds.business", "五、事业收入", ()),
        ("income.unit_funds.operating", "六、经营收入", ()),
        ("income.unit_funds.affiliated", "七、附属单位上缴收入", ()),
        ("income.unit_funds.other", "八、其他收入", ()),
    )
    whole = {key: table.cell("total", key) for key in ("income", "expenditure")}
    return (
        *lines(table, wanted, "income", ONE),
        Row("line", "income.current", "本年收入合计", {"income": whole["income"]}),
        *classes(table, {"expenditure": ("expenditure",)}, ONE),
        Row("line", "expenditure.current", "本年支出合计", {"expenditure": whole["expenditure"]}),
        Row("total", "total", "总计", whole),
    )


def _appropriation(table: Table, summary: Table) -> tuple[Row, ...]:
    wanted = (
        ("appropriation.general_public", "一、一般公共预算财政拨款", _FISCAL[:1]),
        ("appropriation.government_fund", "二、政府性基金预算财政拨款", _FISCAL[1:2]),
        ("appropriation.state_capital", "三、国有资本经营预算财政拨款", _FISCAL[2:]),
    )
    columns = {key: (key,) for key in ("total", "general_public", "government_fund", "state_capital")}
    last = next(row for row in table.rows if row.kind == "total")
    whole = {key: last.cells[key] for key in ("income", *columns) if last.cells.get(key)}
    spent = {key: value for key, value in whole.items() if key != "income"}
    return (
        *lines(summary, wanted, "income", ONE),
        Row("line", "appropriation", "本年收入合计", {"income": whole["income"]}),
        *classes(table, columns, ONE),
        Row("line", "expenditure.current", "本年支出合计", spent),
        Row("total", "total", "总计", whole),
    )


def _three_public(table: Table) -> tuple[Row, ...]:
    by_code = {row.code: row for row in table.rows}
    spent = {
        code: by_code[code].cells.get("total", Decimal(0))
        for code in ("abroad", "vehicle.purchase", "vehicle.operation", "reception")
    }
    planned = {code: (value * _BUDGETED).quantize(Decimal("0.01")) for code, value in spent.items()}
    made = []
    for code in _THREE_PUBLIC:
        both = {key: _sum(code, values) for key, values in (("budget", planned), ("final", spent))}
        made.append(Row("total" if code == "total" else "line", code, by_code[code].label, both))
    return tuple(made)


def _sum(code: str, leaves: dict[str, Decimal]) -> Decimal:
    """A leaf, or what stands for several of them."""
    return sum(
        (value for leaf, value in leaves.items() if code in ("total", leaf) or leaf.startswith(f"{code}.")),
        Decimal("0.00"),
    )


def compose(disclosure: Disclosure, style: Style) -> tuple[Block, ...]:
    """The whole document: overview, tables, notes, glossary."""
    return tuple(_document(disclosure, style))


def _document(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    year, department = disclosure.fiscal_year, disclosure.department
    yield Text(f"{department}{year}年度部门决算", "part")
    yield PageBreak()
    yield Text(f"第一部分 {department}概况", "part")
    yield Text("一、主要职责", "heading")
    for number, duty in enumerate(disclosure.duties, start=1):
        yield Text(f"（{number}）{duty}")
    yield Text("二、机构设置", "heading")
    yield Text(f"{department}内设{len(disclosure.offices)}个机构：{'、'.join(disclosure.offices)}。")
    yield PageBreak()
    yield Text(f"第二部分 {year}年度部门决算表", "part")
    for number, table in enumerate(disclosure.tables.values(), start=1):
        if number > 1 and not style.packed:
            yield PageBreak(landscape=table.id in style.landscape)
        yield Text(table.title, "table_title")
        yield Spread(f"部门：{department}", "单位：万元")
        yield _grid(table)
    yield PageBreak()
    yield Text("第三部分 名词解释", "part")
    for number, (term, meaning) in enumerate(disclosure.glossary, start=1):
        yield Text(f"{number}.{term}：{meaning}")


def _plain(*texts: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((text, 1, 1) for text in texts)


def _grid(table: Table) -> Grid:
    if table.id == "FA1":
        heads = header(
            (("收入", 3, 1), ("支出", 3, 1)),
            _plain("项目", "行次", "决算数", "项目", "行次", "决算数"),
            _plain("栏次", "", "1", "栏次", "", "2"),
        )
        return FORM.two_sided(table, heads, ("expenditure",), ("总计", "总计"), numbered=True)
    if table.id == "FA4":
        names = ("合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
        heads = header(
            (("收入", 3, 1), ("支出", 6, 1)),
            _plain("项目", "行次", "决算数", "项目", "行次", *names),
            _plain("栏次", "", "1", "栏次", "", "2", "3", "4", "5"),
        )
        keys = ("total", "general_public", "government_fund", "state_capital")
        return FORM.two_sided(table, heads, keys, ("总计", "总计"), numbered=True)
    if table.id == "FA7":
        return _three_public_grid(table)
    heads_of, keys_of = _COLUMNS[table.id]
    heads = header(
        (("项目", 2, 1), *((name, 1, 2) for name in heads_of)),
        _plain("科目编码" if table.id == "FA6" else "功能分类科目编码", "科目名称"),
    )
    return FORM.grid(table, heads, keys_of)


_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "FA2": (
        (
            "本年收入合计",
            "财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ),
        (
            "total",
            "fiscal_subtotal",
            "superior_subsidy",
            "business_income",
            "operating_income",
            "affiliated",
            "other_income",
        ),
    ),
    "FA3": (
        ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"),
        ("total", "basic", "project", "upward", "operating_business", "subsidy"),
    ),
    "FA5": (("本年支出合计", "基本支出", "项目支出"), ("total", "basic", "project")),
    "FA6": (("决算数",), ("total",)),
}


def _three_public_grid(table: Table) -> Grid:
    both = _plain(*("预算数", "决算数") * 6)
    heads = header(
        (
            ("合计", 2, 2),
            ("因公出国（境）费", 2, 2),
            ("公务用车购置及运行维护费", 6, 1),
            ("公务接待费", 2, 2),
        ),
        (("小计", 2, 1), ("公务用车购置费", 2, 1), ("公务用车运行维护费", 2, 1)),
        both,
    )
    row = one_row(table, _THREE_PUBLIC, ("budget", "final"), plain_wan)
    return Grid(tuple(Column("amount", 2.4) for _ in row), heads, (row,))
