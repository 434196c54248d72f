"""The three shapes of 三公 in final accounts: halves over the items, down the page with counts, or in lines."""

from __future__ import annotations

from tests.typeset.blocks import Column, Grid, GridRow, words
from tests.typeset.disclosure import Table
from tests.typeset.families.final_account_ledger import (
    GROUPS,
    GUESTS,
    RECEPTIONS,
    TRAVELLERS,
    VEHICLES,
)
from tests.typeset.families.final_account_tables import THREE_PUBLIC
from tests.typeset.families.printing import CodedForm, header, one_row, plain, tall

_COUNTS = (
    ("1.因公出国（境）团组数（个）", GROUPS),
    ("2.因公出国（境）人次数（人）", TRAVELLERS),
    ("3.公务用车购置数（辆）", 1),
    ("4.公务用车保有量（辆）", VEHICLES),
    ("5.国内公务接待批次（个）", RECEPTIONS),
    ("其中：外事接待批次（个）", 3),
    ("6.国内公务接待人次（人）", GUESTS),
    ("其中：外事接待人次（人）", 21),
)
"""相关统计数: counts that stand in the columns of the amounts."""
_NUMBERING = {
    "total": "（一）支出合计",
    "abroad": "1.",
    "vehicle": "2.",
    "vehicle.purchase": "（1）",
    "vehicle.operation": "（2）",
    "reception": "3.",
}


def across(table: Table, coded: CodedForm) -> Grid:
    """Twelve columns: the items of the budget, then those of the result."""
    items = (
        *tall("合计", "因公出国（境）费"),
        ("公务用车购置及运行维护费", 3, 1),
        *tall("公务接待费"),
    )
    heads = header(
        (("预算数", 6, 1), ("决算数", 6, 1)),
        items * 2,
        plain(*("小计", "公务用车购置费", "公务用车运行维护费") * 2),
        plain(*(str(number) for number in range(1, 13))),
    )
    codes = tuple(code for code, _ in THREE_PUBLIC)
    money = coded.money
    row = (*one_row(table, codes, ("budget",), money), *one_row(table, codes, ("final",), money))
    return Grid(tuple(Column("amount", 2.4) for _ in row), heads, (row,))


def down(table: Table, coded: CodedForm) -> Grid:
    """The items down the page, counts of trips, vehicles and receptions below."""
    nothing = words("—", align="center")
    body: list[GridRow] = [(words("一、“三公”经费支出"), words("1"), nothing, nothing)]
    for at, one in enumerate(enumerate(table.rows, start=1), start=2):
        label = _NUMBERING[one[1].code] + ("" if one[1].kind == "total" else one[1].label)
        body.append((words(label), words(str(at)), *coded.amounts(table.id, one, ("budget", "final"))))
    body.append((words("（二）相关统计数"), words(str(len(body) + 1)), nothing, nothing))
    for at, (label, number) in enumerate(_COUNTS, start=len(body) + 1):
        body.append((words(label), words(str(at)), nothing, words(str(number), align="right")))
    heads = header(plain("项目", "行次", "预算数", "决算统计数"), plain("栏次", "", "1", "2"))
    return Grid((Column("label", 9), Column("code", 1.4), *(Column("amount", 4),) * 2), heads, tuple(body))


def lines(table: Table, coded: CodedForm) -> Grid:
    """A line for the budget and one for the result, the items across, with meetings and training."""
    heads = header(
        (
            ("项目", 1, 3),
            ("一般公共预算财政拨款安排的“三公”经费", 6, 1),
            ("会议费", 1, 3),
            ("培训费", 1, 3),
        ),
        (*tall("小计", "因公出国（境）费用", "公务接待费"), ("公务用车购置及运行维护费", 3, 1)),
        plain("小计", "公务用车购置费", "公务用车运行维护费"),
        plain("栏次", *(str(number) for number in range(1, 9))),
    )
    codes = (
        "total",
        "abroad",
        "reception",
        "vehicle",
        "vehicle.purchase",
        "vehicle.operation",
        "meeting",
        "training",
    )
    body = tuple(
        (words(name), *one_row(table, codes, (key,), coded.money))
        for name, key in (("预算数", "budget"), ("决算数", "final"))
    )
    return Grid((Column("label", 3), *(Column("amount", 2.6),) * 8), heads, body)
