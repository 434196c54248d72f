"""How regions print the Ministry's form of final accounts: what differs, as data.

A form says in which unit amounts stand, whether lines are numbered, how codes are printed, which of the published
shapes a table has and what stands in cells without money. The accounts behind it are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.typeset.disclosure import OrgLevel
from tests.typeset.families.printing import CodeForm


@dataclass(frozen=True)
class FinalForm:
    """The shape of one region's final accounts."""

    region: str
    """The region of the invented department; it names the form."""
    department: str
    unit: Literal["万元", "元", "千元"] = "万元"
    unit_at: Literal["table", "title", "preamble"] = "table"
    """Where the unit stands: beside each table, in its title, or once before all of them."""
    level: OrgLevel = "部门"
    codes: CodeForm = "joined"
    numbered: bool = True
    """Line numbers (行次) beside the lines and column numbers (栏次) below the headers."""
    table_numbers: bool = True
    """公开01表 stands above the unit."""
    number: str = "公开{:02d}表"
    plain_titles: bool = False
    """Titles leave out 决算: 收入支出总表, “三公”经费支出情况表."""
    budgets: bool = False
    """The two summaries print the year's budget and the adjusted one beside the result, without columns of funds."""
    office: bool = False
    """The form on the office itself, state assets and procurement follow the nine tables."""
    by_use: bool = False
    """The two summaries have a third block: expenditure by its use and by economic class."""
    flow: bool = False
    """The tables of the three budgets print opening balance, income, expenditure and closing balance."""
    nested: bool = False
    """The tables of the three budgets print balances and income for basic and for project expenditure too."""
    basic: Literal["list", "blocks", "columns"] = "blocks"
    """Basic expenditure in one list, in three blocks side by side, or with columns of personnel and operating funds."""
    three_public: Literal["across", "down", "lines"] = "across"
    """Budget and result side by side over the items; down the page with counts below; a line for each of the two."""
    old: bool = False
    """The labels in use up to 2018: appropriation in one line, the business fund that covers a deficit."""
    zero: str = ""
    """What a cell without money says in tables of rows with money."""
    note: str = "注：本表反映{level}本年度{what}情况。"
    empty: str = "本{level}{year}年度没有{money}收入和支出，本表无数据。"
    own_money: bool = True
    """Business and other income, the balance used and the surplus distributed."""


FORMS: tuple[FinalForm, ...] = (
    FinalForm("江苏省白石市", "江苏省白石市体育局", own_money=False),
    FinalForm(
        "安徽省青屏市",
        "安徽省青屏市档案馆",
        unit="元",
        codes="three",
        flow=True,
        three_public="down",
        empty="说明：本{level}{year}年度无{money}收支，故本表为空。",
    ),
    FinalForm(
        "陕西省云岭市",
        "陕西省云岭市地震局",
        numbered=False,
        table_numbers=False,
        basic="columns",
        three_public="lines",
        old=True,
        zero="0.00",
        note="",
        empty="备注：本{level}无{money}决算收支，并已公开空表。",
    ),
    FinalForm(
        "云南省松鸣县",
        "云南省松鸣县审计局",
        by_use=True,
        flow=True,
        nested=True,
        basic="list",
        three_public="down",
        zero="0.00",
    ),
)


FURTHER_FORMS: tuple[FinalForm, ...] = (
    FinalForm(
        "中央",
        "国家青石档案局",
        number="财决公开{:02d}表",
        unit="元",
        budgets=True,
        by_use=True,
        flow=True,
        nested=True,
        basic="list",
        three_public="down",
        own_money=False,
    ),
    FinalForm(
        "贵州省松坪县",
        "贵州省松坪县文化馆",
        level="单位",
        unit="千元",
        unit_at="title",
        plain_titles=True,
        table_numbers=False,
        own_money=False,
        flow=True,
        zero="0.00",
    ),
    FinalForm(
        "内蒙古自治区白桦旗",
        "内蒙古自治区白桦旗水利局",
        unit="元",
        unit_at="preamble",
        plain_titles=True,
        office=True,
        codes="three",
        three_public="down",
        note="",
    ),
)
"""Forms that no seed of the family draws."""


def form_of(region: str) -> FinalForm:
    """Give the form of a region."""
    return next(form for form in (*FORMS, *FURTHER_FORMS) if form.region == region)
