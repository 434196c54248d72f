"""A form in the manner of Shanghai: nine tables in 元, codes in three columns, 三公 in one row of columns in 万元."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from tests.typeset.blocks import Block, Cell, Column, Grid, PageBreak, Spread, Text
from tests.typeset.disclosure import Disclosure, Row, Table
from tests.typeset.families.content import YUAN, classes, drawn, lines, rows_of
from tests.typeset.families.narrative import accounts
from tests.typeset.families.printing import CodedForm, header, one_row, wan, yuan
from tests.typeset.style import Style

FORM = CodedForm("three", yuan)
KINDS = {"total": ("total",), "basic": ("basic",), "project": ("project",)}
_FISCAL = ("income.general_public.own", "income.government_fund.own", "income.state_capital.own")
_THREE_PUBLIC = ("total", "abroad", "reception", "vehicle", "vehicle.purchase", "vehicle.operation")
_OPERATING = "operating_expenses"
_MISSING = "注：本部门{year}年没有{money}安排的预算，故本表为空表。"


def content(seed: int) -> Disclosure:
    """The nine tables of a district's department, in 元."""
    made = drawn(seed, "上海市青石区档案管理局", "部门", total_first=False)
    tables = made.tables
    fund, capital = (
        Table(
            key,
            title,
            _spending(tables[key]),
            None if tables[key].rows and not tables[key].empty else missing,
        )
        for key, title, missing in (
            (
                "T8",
                f"{made.fiscal_year}年部门政府性基金预算支出功能分类预算表",
                _MISSING.format(year=made.fiscal_year, money="政府性基金预算拨款"),
            ),
            (
                "T9",
                f"{made.fiscal_year}年部门国有资本经营预算支出功能分类预算表",
                _MISSING.format(year=made.fiscal_year, money="国有资本经营预算拨款"),
            ),
        )
    )
    year = made.fiscal_year
    sources = {"total": ("total",), "fiscal_subtotal": ("fiscal_subtotal",)}
    found = (
        Table("T1", f"{year}年部门财务收支预算总表", _summary(tables["T1"])),
        Table("T2", f"{year}年部门收入预算总表", rows_of(tables["T2"], sources, unit=YUAN)),
        Table("T3", f"{year}年部门支出预算总表", rows_of(tables["T3"], KINDS, unit=YUAN)),
        Table("T4", f"{year}年部门财政拨款收支预算总表", _appropriation(tables["T4"], tables["T1"])),
        Table("T5", f"{year}年部门一般公共预算支出功能分类预算表", rows_of(tables["T5"], KINDS, unit=YUAN)),
        fund,
        capital,
        Table(
            "T6",
            f"{year}年部门一般公共预算基本支出部门预算经济分类预算表",
            rows_of(
                tables["T6"],
                {key: (key,) for key in ("total", "personnel", "operating")},
                unit=YUAN,
            ),
        ),
        Table("T10", f"{year}年部门“三公”经费和机关运行经费预算表", _three_public(tables)),
    )
    chosen = {table.id: table for table in found}
    return replace(made, tables=chosen, narrative=accounts(made), after_performance=(), plans=())


def _spending(table: Table) -> tuple[Row, ...]:
    """Rows of a fund: its own columns of personnel and operating funds are one of basic expenditure here."""
    if table.empty:
        return ()
    basic = ("basic_personnel", "basic_operating")
    return rows_of(table, {"total": (*basic, "project"), "basic": basic, "project": ("project",)}, unit=YUAN)


def _summary(table: Table) -> tuple[Row, ...]:
    wanted = (
        ("income.fiscal", "一、财政拨款收入", _FISCAL),
        ("income.general_public", "1. 一般公共预算资金", _FISCAL[:1]),
        ("income.government_fund", "2. 政府性基金", _FISCAL[1:2]),
        ("income.state_capital", "3. 国有资本经营预算", _FISCAL[2:]),
        ("income.unit_funds.business", "二、事业收入", ()),
        ("income.unit_funds.operating", "三、事业单位经营收入", ()),
        ("income.unit_funds.other", "四、其他收入", ()),
    )
    whole = {key: table.cell("total", key) * YUAN for key in ("income", "expenditure")}
    return (
        *lines(table, wanted, "income", YUAN),
        *classes(table, {"expenditure": ("expenditure",)}, YUAN),
        Row("total", "total", "收入总计/支出总计", whole),
    )


def _appropriation(table: Table, summary: Table) -> tuple[Row, ...]:
    wanted = (
        ("appropriation.general_public", "一、一般公共预算资金", _FISCAL[:1]),
        ("appropriation.government_fund", "二、政府性基金", _FISCAL[1:2]),
        ("appropriation.state_capital", "三、国有资本经营预算", _FISCAL[2:]),
    )
    columns = {key: (key,) for key in ("total", "general_public", "government_fund", "state_capital")}
    last = next(row for row in table.rows if row.kind == "total")
    whole = {key: last.cells[key] * YUAN for key in ("income", *columns) if last.cells.get(key)}
    return (
        *lines(summary, wanted, "income", YUAN),
        *classes(table, columns, YUAN),
        Row("total", "total", "收入总计/支出总计", whole),
    )


def _three_public(tables: Mapping[str, Table]) -> tuple[Row, ...]:
    """The row of 三公, in 万元, as one row for each of its columns; the operating expenses stand beside them."""
    by_code = {row.code: row for row in tables["T10"].rows}
    made = [
        Row("total" if code == "total" else "line", code, by_code[code].label, _whole(by_code[code]))
        for code in _THREE_PUBLIC
    ]
    operating = tables["T6"].cell("total", "operating")
    return (*made, Row("line", _OPERATING, "机关运行经费预算数", {"total": operating} if operating else {}))


def _whole(row: Row) -> dict[str, Decimal]:
    return {"total": row.cells["total"]} if row.cells.get("total") else {}


def compose(disclosure: Disclosure, style: Style) -> tuple[Block, ...]:
    """The whole document: duties, organisation, glossary, narrative, then the tables."""
    return tuple(_document(disclosure, style))


def _document(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    year, department = disclosure.fiscal_year, disclosure.department
    yield Text(f"上海市青石区{year}年区级部门预算", "part")
    yield Text(f"预算主管部门：{department}", "part")
    if style.contents:
        yield PageBreak()
        yield Text("目 录", "part")
        for number, table in enumerate(disclosure.tables.values(), start=1):
            yield Text(f"{number}. {table.title}", "contents")
    yield PageBreak()
    yield Text("一、部门主要职能", "heading")
    for number, duty in enumerate(disclosure.duties, start=1):
        yield Text(f"{number}.{duty}")
    yield Text("二、部门机构设置", "heading")
    yield Text(f"{department}设{len(disclosure.offices)}个内设机构，包括：{'、'.join(disclosure.offices)}。")
    yield Text("三、名词解释", "heading")
    for number, (term, meaning) in enumerate(disclosure.glossary, start=1):
        yield Text(f"{number}.{term}：{meaning}")
    yield Text(f"{year}年部门预算编制说明", "part")
    for section in disclosure.narrative:
        yield Text(section.heading, "heading")
        for paragraph in section.paragraphs:
            yield Text(paragraph.text)
    for table in disclosure.tables.values():
        yield PageBreak(landscape=table.id in style.landscape)
        yield Text(table.title, "table_title")
        yield Spread(f"编制部门：{department}", "单位：万元" if table.id == "T10" else "单位：元")
        yield _grid(table)
        if table.sentence:
            yield Text(table.sentence, "note")


_CODES = (("类", 1, 1), ("款", 1, 1), ("项", 1, 1))


def _grid(table: Table) -> Grid:
    if table.id == "T1":
        heads = header((("本年收入", 2, 1), ("本年支出", 2, 1)), _plain("项目", "预算数", "项目", "预算数"))
        return FORM.two_sided(table, heads, ("expenditure",), ("收入总计", "支出总计"))
    if table.id == "T4":
        heads = header(
            (("财政拨款收入", 2, 1), ("财政拨款支出", 5, 1)),
            _plain("项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
        )
        keys = ("total", "general_public", "government_fund", "state_capital")
        return FORM.two_sided(table, heads, keys, ("收入总计", "支出总计"))
    if table.id == "T10":
        return _three_public_grid(table)
    if table.id == "T6":
        heads = header(
            (("项目", 3, 1), ("一般公共预算基本支出", 3, 1)),
            (
                ("部门预算经济分类科目编码", 2, 1),
                ("部门预算经济分类科目名称", 1, 2),
                *_tall("合计", "人员经费", "公用经费"),
            ),
            _CODES[:2],
        )
        return CodedForm("two", yuan).grid(table, heads, ("total", "personnel", "operating"))
    if table.id == "T2":
        names = ("合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入")
        sources = ("total", "fiscal_subtotal", "business_income", "operating_income", "other_income")
        return FORM.grid(table, _by_function("收入预算", names), sources)
    what = {
        "T3": "支出预算",
        "T5": "一般公共预算支出",
        "T8": "政府性基金预算支出",
        "T9": "国有资本经营预算支出",
    }
    return FORM.grid(
        table, _by_function(what[table.id], ("合计", "基本支出", "项目支出")), ("total", "basic", "project")
    )


def _plain(*texts: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((text, 1, 1) for text in texts)


def _tall(*texts: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((text, 1, 2) for text in texts)


def _by_function(what: str, names: tuple[str, ...]) -> tuple[tuple[Cell, ...], ...]:
    return header(
        (("项目", 4, 1), (what, len(names), 1)),
        (("功能分类科目编码", 3, 1), ("功能分类科目名称", 1, 2), *_tall(*names)),
        _CODES,
    )


def _three_public_grid(table: Table) -> Grid:
    heads = header(
        (("“三公”经费预算数", 6, 1), ("机关运行经费预算数", 1, 3)),
        (*_tall("合计", "因公出国（境）费", "公务接待费"), ("公务用车购置及运行费", 3, 1)),
        _plain("小计", "购置费", "运行费"),
    )
    row = one_row(table, (*_THREE_PUBLIC, _OPERATING), ("total",), wan)
    return Grid(tuple(Column("amount", 3) for _ in range(7)), heads, (row,))
