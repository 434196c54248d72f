"""What some forms print behind the nine tables: the office itself, its state assets, its procurement.

The form on the office (机构运行信息表) goes on with the lines of 三公; its counts are no amounts. Assets and
procurement are invented; no other table has them.
"""

from __future__ import annotations

from decimal import Decimal

from tests.typeset.blocks import Column, Grid, GridRow, words
from tests.typeset.disclosure import Row, Table
from tests.typeset.families.final_account_book import Book
from tests.typeset.families.final_account_ledger import VEHICLES
from tests.typeset.families.final_account_tables import THREE_PUBLIC, three_public
from tests.typeset.families.printing import CodedForm, header, plain, tall

_OPERATING = (
    ("operating_expenses", "二、机关运行经费", "33.30"),
    ("operating_expenses.administrative", "（一）行政单位", "30.10"),
    ("operating_expenses.managed", "（二）参照公务员法管理事业单位", "3.20"),
)
_PROCUREMENT = (
    ("procurement", "（一）政府采购支出合计", "90.50"),
    ("procurement.goods", "1.政府采购货物支出", "50.20"),
    ("procurement.works", "2.政府采购工程支出", "10.10"),
    ("procurement.services", "3.政府采购服务支出", "30.20"),
    ("procurement.awarded_sme", "（二）政府采购授予中小企业合同金额", "80.00"),
    ("procurement.awarded_small_micro", "其中：授予小微企业合同金额", "60.00"),
)
COUNTS = (
    ("assets.vehicles.count", "（一）车辆数合计（辆）", VEHICLES),
    ("assets.vehicles.leaders.count", "1.主要负责人用车", 1),
    ("assets.vehicles.confidential.count", "2.机要通信用车", VEHICLES - 3),
    ("assets.vehicles.other.count", "3.其他用车", 2),
    ("assets.equipment.over_1m.count", "（二）单价100万元（含）以上设备（不含车辆）", 4),
)
"""国有资产占用情况: the key of each figure, its line and its number."""
_ASSETS = (
    ("total", "资产总额", "812.40"),
    ("current_assets", "流动资产", "300.00"),
    ("fixed_assets", "小计", "480.40"),
    ("fixed_assets_buildings", "房屋构筑物", "350.00"),
    ("fixed_assets_vehicles", "车辆", "60.40"),
    ("fixed_assets_large", "单价100万元以上大型设备", "50.00"),
    ("fixed_assets_other", "其他固定资产", "20.00"),
    ("investments", "对外投资/有价证券", "0.00"),
    ("construction", "在建工程", "12.00"),
    ("intangible", "无形资产", "20.00"),
    ("other_assets", "其他资产", "0.00"),
)
_OF_FIXED = 4


def office(book: Book) -> dict[str, Table]:
    """Give the three tables by id."""
    lines = [book.line(code, label, "final", Decimal(v)) for code, label, v in (*_OPERATING, *_PROCUREMENT)]
    assets = {key: Decimal(value) for key, _, value in _ASSETS}
    bought = [
        Row("total" if code == "procurement" else "line", _bought(code), label, cells)
        for code, label, value in _PROCUREMENT
        for cells in (book.cells({"final": Decimal(value)}),)
    ]
    found = (
        Table("FA18", "机构运行信息表", (*three_public(book), *lines)),
        Table("FA19", "国有资产使用情况表", (Row("total", "total", "合计", book.cells(assets, zeros=True)),)),
        Table("FA20", "政府采购情况表", tuple(bought)),
    )
    return {table.id: table for table in found}


def _bought(code: str) -> str:
    return "total" if code == "procurement" else code.removeprefix("procurement.")


def office_grid(table: Table, coded: CodedForm) -> Grid:
    """Give the grid of one of the three tables."""
    return {"FA18": _running, "FA19": _assets, "FA20": _procurement}[table.id](table, coded)


def _running(table: Table, coded: CodedForm) -> Grid:
    """三公 and operating expenses on the left, assets and procurement on the right."""
    rows = list(enumerate(table.rows, start=1))
    nothing = words("—", align="center")
    items = len(THREE_PUBLIC)
    left: list[GridRow] = [(words("一、“三公”经费支出"), nothing, nothing)]
    left += [(words(r.label), *coded.amounts(table.id, (n, r), ("budget", "final"))) for n, r in rows[:items]]
    left += [
        (words(r.label), nothing, *coded.amounts(table.id, (n, r), ("final",)))
        for n, r in rows[items : items + len(_OPERATING)]
    ]
    right: list[GridRow] = [(words("三、国有资产占用情况"), nothing)]
    right += [(words(label), words(str(number), align="right")) for _, label, number in COUNTS]
    right.append((words("四、政府采购支出信息"), nothing))
    right += [
        (words(r.label), *coded.amounts(table.id, (n, r), ("final",)))
        for n, r in rows[items + len(_OPERATING) :]
    ]
    height = max(len(left), len(right))
    left += [(words(""),) * 3] * (height - len(left))
    right += [(words(""),) * 2] * (height - len(right))
    body = tuple(
        (one[0], words(str(at)), *one[1:], other[0], words(str(height + at)), *other[1:])
        for at, (one, other) in enumerate(zip(left, right, strict=True), start=1)
    )
    heads = header(
        plain("项目", "行次", "预算数", "统计数", "项目", "行次", "统计数"),
        plain("栏次", "", "1", "2", "栏次", "", "3"),
    )
    order, money = Column("code", 1.3), Column("amount", 3)
    columns = (Column("label", 6.4), order, money, money, Column("label", 7), order, money)
    return Grid(columns, heads, body)


def _assets(table: Table, coded: CodedForm) -> Grid:
    """One line of eleven columns."""
    names = [name for _, name, _ in _ASSETS]
    heads = header(
        (
            *tall("项目", "行次", *names[:2]),
            ("固定资产", _OF_FIXED + 1, 1),
            *tall(*names[3 + _OF_FIXED :]),
        ),
        plain(*names[2 : 3 + _OF_FIXED]),
        plain("栏次", "", *(str(number) for number in range(1, len(names) + 1))),
    )
    keys = tuple(key for key, _, _ in _ASSETS)
    row = (words("合计"), words("1"), *coded.amounts(table.id, (1, table.rows[0]), keys))
    columns = (Column("label", 2.2), Column("code", 1.2), *(Column("amount", 2.6) for _ in names))
    return Grid(columns, heads, (row,))


def _procurement(table: Table, coded: CodedForm) -> Grid:
    """The lines of procurement alone."""
    body = tuple(
        (words(row.label), words(str(number)), *coded.amounts(table.id, (number, row), ("final",)))
        for number, row in enumerate(table.rows, start=1)
    )
    return Grid(
        (Column("label", 9), Column("code", 1.4), Column("amount", 4)),
        header(plain("项目", "行次", "采购金额")),
        body,
    )
