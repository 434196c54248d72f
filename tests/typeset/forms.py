"""The printed forms of the eleven tables: columns and header rows, and how a row's code and label fill them.

A form is data: header rows of (label, columns spanned, rows spanned), the kinds and relative widths of the columns, and
the column keys in printed order.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.typeset.blocks import Column

Head = tuple[str, int, int]


@dataclass(frozen=True)
class TableForm:
    """The columns before the amounts, the amounts' keys, and the header. ``codes`` counts the code columns."""

    codes: int
    labels: tuple[float, ...]
    """The relative widths of the label columns (name; project)."""
    keys: tuple[str, ...]
    heads: tuple[tuple[Head, ...], ...]
    widths: tuple[float, ...] = (2.6,)
    """The relative widths of the amount columns; the last stands for all that follow."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order."""
        return (
            *(Column("code", 1.25) for _ in range(self.codes)),
            *(Column("label", width) for width in self.labels),
            *(Column("amount", self.widths[min(n, len(self.widths) - 1)]) for n in range(len(self.keys))),
        )

    @property
    def number_row(self) -> tuple[str, ...]:
        """※ over codes and labels, then the columns' numbers."""
        return ("※",) * (self.codes + len(self.labels)) + tuple(str(n) for n in range(1, len(self.keys) + 1))


CODES: tuple[Head, ...] = (("类", 1, 1), ("款", 1, 1), ("项", 1, 1))


def _spending(amounts: str) -> TableForm:
    return TableForm(
        3,
        (9,),
        ("total", "basic", "project"),
        (
            (("科目", 4, 1), (amounts, 3, 1)),
            (
                ("功能分类科目编码", 3, 1),
                ("功能分类科目名称", 1, 2),
                ("合计", 1, 2),
                ("基本支出", 1, 2),
                ("项目支出", 1, 2),
            ),
            CODES,
        ),
        (4,),
    )


def _fund(amounts: str) -> TableForm:
    return TableForm(
        3,
        (9,),
        ("total", "basic_personnel", "basic_operating", "project"),
        (
            (("科目", 4, 1), (amounts, 4, 1)),
            (
                ("功能分类科目编码", 3, 1),
                ("功能分类科目名称", 1, 2),
                ("合计", 1, 2),
                ("基本支出", 2, 1),
                ("项目支出", 1, 2),
            ),
            (*CODES, ("人员经费", 1, 1), ("公用经费", 1, 1)),
        ),
        (3.4,),
    )


FORMS: dict[str, TableForm] = {
    "T2": TableForm(
        3,
        (6.4,),
        (
            "total",
            "fiscal_subtotal",
            "general_public",
            "general_public_transfer",
            "government_fund",
            "government_fund_transfer",
            "state_capital",
            "state_capital_transfer",
            "special_account",
            "unit_funds",
            "fiscal_carryover",
            "nonfiscal_carryover",
        ),
        (
            (
                ("功能分类科目编码", 3, 1),
                ("功能分类科目名称", 1, 2),
                ("总计", 1, 2),
                ("财政拨款（补助）", 7, 1),
                ("财政专户（教育收费）", 1, 2),
                ("单位资金", 1, 2),
                ("财政拨款结转", 1, 2),
                ("非财政拨款结转结余", 1, 2),
            ),
            (
                *CODES,
                ("财政拨款(补助)小计", 1, 1),
                ("一般公共预算", 1, 1),
                ("上级一般公共预算安排的转移支付", 1, 1),
                ("政府性基金预算", 1, 1),
                ("上级政府性基金安排的转移支付", 1, 1),
                ("国有资本经营预算", 1, 1),
                ("上级国有资本经营预算安排的转移支付", 1, 1),
            ),
        ),
        (3.5, 3.4, 3.4, 2.4, 1.9, 2.4, 2, 2.2, 1.9, 1.9, 2.1, 1.9),
    ),
    "T3": _spending("支出预算"),
    "T5": _spending("一般公共预算支出"),
    "T6": TableForm(
        2,
        (9,),
        ("total", "personnel", "operating"),
        (
            (("科目", 3, 1), ("一般公共预算基本支出", 3, 1)),
            (
                ("经济分类科目编码", 2, 1),
                ("经济分类科目名称", 1, 2),
                ("合计", 1, 2),
                ("人员经费", 1, 2),
                ("公用经费", 1, 2),
            ),
            CODES[:2],
        ),
        (4,),
    ),
    "T7": TableForm(
        3,
        (5, 5),
        ("total", "301", "302", "303", "307", "309", "310", "311", "312", "313", "399"),
        (
            (
                ("科目编码", 3, 1),
                ("功能分类科目名称", 1, 2),
                ("项目名称", 1, 2),
                ("项目支出合计", 1, 2),
                ("工资福利支出", 1, 2),
                ("商品和服务支出", 1, 2),
                ("对个人和家庭的补助", 1, 2),
                ("债务利息及费用支出", 1, 2),
                ("资本性支出（基本建设）", 1, 2),
                ("资本性支出", 1, 2),
                ("对企业补助（基本建设）", 1, 2),
                ("对企业补助", 1, 2),
                ("对社会保障基金补助", 1, 2),
                ("其他支出", 1, 2),
            ),
            CODES,
        ),
        (3.2, 2.3),
    ),
    "T8": _fund("政府性基金预算支出"),
    "T9": _fund("国有资本经营预算支出"),
    "T10": TableForm(
        0,
        (8,),
        ("total", "general_public", "government_fund", "state_capital"),
        (
            (("“三公”经费支出内容", 1, 2), ("合计", 1, 2), ("资金来源", 3, 1)),
            (("一般公共预算", 1, 1), ("政府性基金", 1, 1), ("国有资本经营预算", 1, 1)),
        ),
        (3.5,),
    ),
    "T11": TableForm(
        0,
        (7,),
        (
            "total",
            "fiscal_total",
            "fiscal_basic_personnel",
            "fiscal_basic_operating",
            "fiscal_project",
            "nonfiscal_total",
            "nonfiscal_basic_personnel",
            "nonfiscal_basic_operating",
            "nonfiscal_project",
        ),
        (
            (("项目名称", 1, 3), ("总计", 1, 3), ("财政拨款", 4, 1), ("非财政拨款", 4, 1)),
            (
                ("合计", 1, 2),
                ("基本支出", 2, 1),
                ("项目支出", 1, 2),
                ("合计", 1, 2),
                ("基本支出", 2, 1),
                ("项目支出", 1, 2),
            ),
            (("人员经费", 1, 1), ("公用经费", 1, 1), ("人员经费", 1, 1), ("公用经费", 1, 1)),
        ),
        (2.8,),
    ),
}


SHORT: dict[str, dict[str, str]] = {
    "T1": {"功能分类": "支出功能分类"},
    "T4": {"功能分类": "支出功能分类"},
    "T7": {"商品和服务支出": "商品服务支出"},
    "T11": {"项目名称": "项目", "总计": "合计", "合计": "小计"},
}
"""Heads for which another form is in use too, and that form, by table."""


def code_parts(code: str, columns: int) -> tuple[str, ...]:
    """A classification code as it fills the code columns: 2010303 as 201, 03, 03."""
    parts = [code[:3], *(code[at : at + 2] for at in range(3, len(code), 2))]
    return tuple((parts + [""] * columns)[:columns])
