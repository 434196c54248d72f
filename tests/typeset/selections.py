"""Which postings each amount of a table sums: by column key, for the columns; by row code, for the rows of T10."""

from __future__ import annotations

from collections.abc import Mapping

from tests.typeset.ledger import (
    FISCAL,
    SOURCES,
    Chosen,
    basic,
    budgeted,
    carried_over,
    everything,
    paid_from,
    project,
    spent_as,
)

BUDGET_NAMES = {
    "general_public": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
}
PROJECT_CLASSES = ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")

Columns = Mapping[str, Chosen]


def both(first: Chosen, second: Chosen) -> Chosen:
    """Choose what both choose."""
    return lambda posting: first(posting) and second(posting)


INCOME: Columns = {
    "total": everything,
    "fiscal_subtotal": lambda posting: posting.source in FISCAL,
    **{source: paid_from(source) for source in SOURCES},
}
SPENDING: Columns = {"total": everything, "basic": basic, "project": project}
BASIC: Columns = {"total": everything, "personnel": lambda p: p.personnel, "operating": lambda p: p.operating}
FUND: Columns = {
    "total": everything,
    "basic_personnel": lambda p: p.personnel,
    "basic_operating": lambda p: p.operating,
    "project": project,
}
BUDGETS: Columns = {
    "total": lambda posting: posting.source in FISCAL,
    **{name: budgeted(name) for name in BUDGET_NAMES},
}
PROJECTS: Columns = {"total": everything, **{code: spent_as(code) for code in PROJECT_CLASSES}}
CARRYOVER: Columns = {
    "total": everything,
    **{
        f"{kind}_{part}": both(paid_from(f"{kind}_carryover"), chosen)
        for kind in ("fiscal", "nonfiscal")
        for part, chosen in FUND.items()
    },
}
INCOME_SIDE: Columns = {"income": everything}
INCOME_LINES: tuple[tuple[str, str, Chosen], ...] = (
    ("income.current", "一、本年收入", lambda posting: not carried_over(posting)),
    ("income.general_public", "1{}一般公共预算拨款", budgeted("general_public")),
    ("income.general_public.own", "其中：一般财力", paid_from("general_public")),
    ("income.general_public.transfer", "上级一般公共预算安排转移支付", paid_from("general_public_transfer")),
    ("income.government_fund", "2{}政府性基金预算拨款", budgeted("government_fund")),
    ("income.government_fund.own", "其中：政府性基金收入", paid_from("government_fund")),
    ("income.government_fund.transfer", "上级政府性基金安排转移支付", paid_from("government_fund_transfer")),
    ("income.state_capital", "3{}国有资本经营预算拨款", budgeted("state_capital")),
    ("income.state_capital.own", "其中：国有资本经营收入", paid_from("state_capital")),
    (
        "income.state_capital.transfer",
        "上级国有资本经营预算安排转移支付",
        paid_from("state_capital_transfer"),
    ),
    ("income.special_account", "4{}财政专户核拨", paid_from("special_account")),
    ("income.unit_funds", "5{}单位资金", paid_from("unit_funds")),
    ("income.unit_funds.business", "其中：事业收入", paid_from("unit_funds", "business")),
    ("income.unit_funds.superior_subsidy", "上级补助收入", paid_from("unit_funds", "superior_subsidy")),
    ("income.unit_funds.affiliated", "附属单位上缴收入", paid_from("unit_funds", "affiliated")),
    ("income.unit_funds.operating", "事业单位经营收入", paid_from("unit_funds", "operating")),
    ("income.unit_funds.other", "其他收入", paid_from("unit_funds", "other")),
    ("carryover", "二、上年结转结余", carried_over),
    ("carryover.fiscal", "1{}财政拨款结转", paid_from("fiscal_carryover")),
    (
        "carryover.fiscal.general_public",
        "其中：一般公共预算拨款",
        paid_from("fiscal_carryover", "general_public"),
    ),
    (
        "carryover.fiscal.government_fund",
        "政府性基金预算拨款",
        paid_from("fiscal_carryover", "government_fund"),
    ),
    (
        "carryover.fiscal.state_capital",
        "国有资本经营预算拨款",
        paid_from("fiscal_carryover", "state_capital"),
    ),
    ("carryover.nonfiscal", "2{}非财政拨款结转结余", paid_from("nonfiscal_carryover")),
    (
        "carryover.nonfiscal.special_account",
        "其中：财政专户核拨",
        paid_from("nonfiscal_carryover", "special_account"),
    ),
    ("carryover.nonfiscal.unit_funds", "单位资金", paid_from("nonfiscal_carryover", "unit_funds")),
)
"""The income side of T1: row code, label (``{}`` is what the author puts after a digit), and what it sums."""
THREE_PUBLIC: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "total": ("合计", ("30212", "30217", "31013", "30231")),
    "abroad": ("因公出国（境）费", ("30212",)),
    "reception": ("公务接待费", ("30217",)),
    "vehicle": ("公务用车购置及运行费（小计）", ("31013", "30231")),
    "vehicle.purchase": ("其中：公务用车购置费", ("31013",)),
    "vehicle.operation": ("公务用车运行费", ("30231",)),
}
