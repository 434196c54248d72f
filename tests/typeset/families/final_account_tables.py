"""The nine tables of a final account out of its books: rows, columns and units as a region's form has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.typeset.disclosure import Row, Table
from tests.typeset.families.final_account_book import BASIC, BUDGETS, FISCAL, OWN, PROJECT, SPENT, Book, Parts
from tests.typeset.families.final_account_ledger import NOTHING
from tests.typeset.families.final_account_summaries import appropriation, summary

THREE_PUBLIC = (
    ("total", "“三公”经费支出合计"),
    ("abroad", "因公出国（境）费"),
    ("vehicle", "公务用车购置及运行维护费"),
    ("vehicle.purchase", "公务用车购置费"),
    ("vehicle.operation", "公务用车运行维护费"),
    ("reception", "公务接待费"),
)
_MEETINGS = (("meeting", "会议费"), ("training", "培训费"))


def tables(book: Book) -> dict[str, Table]:
    """Give the tables by id, in printed order."""
    fund = _budget(book, "fund")
    capital = _budget(book, "capital")
    kind = "" if not book.form.old else "总"
    public = "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"
    found: tuple[Table, ...] = (
        Table("FA1", "收入支出决算总表", book.with_budgets(summary(book))),
        Table("FA2", f"收入决算{kind}表", _income(book)),
        Table("FA3", f"支出决算{kind}表", _expenditure(book)),
        Table("FA4", "财政拨款收入支出决算总表", book.with_budgets(appropriation(book))),
        Table(
            "FA5",
            f"一般公共预算财政拨款{'收入' if book.form.flow else ''}支出决算表",
            _budget(book, "general"),
        ),
        Table("FA6", "一般公共预算财政拨款基本支出决算表", _basic(book)),
        Table(
            "FA7",
            public if book.form.three_public == "lines" else "财政拨款“三公”经费支出决算表",
            three_public(book),
        ),
        Table(
            "FA8",
            "政府性基金预算财政拨款收入支出决算表",
            fund,
            _missing(book, fund, "政府性基金预算财政拨款"),
        ),
        Table(
            "FA9",
            "国有资本经营预算财政拨款支出决算表",
            capital,
            _missing(book, capital, "国有资本经营预算财政拨款"),
        ),
    )
    if book.form.plain_titles:
        found = tuple(replace(table, title=table.title.replace("决算", "")) for table in found)
    return {table.id: table for table in found}


def _missing(book: Book, rows: Sequence[Row], money: str) -> str | None:
    if rows:
        return None
    return book.form.empty.format(level=book.form.level, year=book.year, money=money)


def _income(book: Book) -> tuple[Row, ...]:
    carried = [sign + f"{one}_{end}" for one in BUDGETS for sign, end in (("-", "opening"), ("", "closing"))]
    fiscal = (*FISCAL, *carried)
    columns = {
        "total": (*fiscal, "business", "other"),
        "fiscal_subtotal": fiscal,
        "superior_subsidy": (),
        "business_income": ("business",),
        "operating_income": (),
        "affiliated": (),
        "other_income": ("other",),
    }
    return book.coded(columns)


def _expenditure(book: Book) -> tuple[Row, ...]:
    columns = {
        "total": (*FISCAL, *OWN),
        "basic": (*BASIC, "own_basic"),
        "project": (*PROJECT, "own_project"),
        "upward": (),
        "operating_business": (),
        "subsidy": (),
    }
    return book.coded(columns)


def budget_columns(book: Book, budget: str) -> dict[str, Parts]:
    """Give the columns of one budget's table with the parts that they add up."""
    basic = BASIC if budget == "general" else ()
    spending: dict[str, Parts] = {
        "total": SPENT[budget],
        "basic": basic,
        "project": (f"{budget}_project",),
    }
    if budget == "capital" or not (book.form.flow or budget == "fund"):
        return spending
    opening, closing = f"{budget}_opening", f"{budget}_closing"
    if book.form.nested:
        return _nested(budget, basic, opening, closing)
    return {
        "carryover": (opening,),
        "income": (*SPENT[budget], f"-{opening}", closing),
        **spending,
        "carryforward": (closing,),
    }


def _nested(budget: str, basic: Parts, opening: str, closing: str) -> dict[str, Parts]:
    """Give the columns of a form that tells basic from project expenditure; balances are those of projects."""
    project = f"{budget}_project"
    return {
        "carryover": (opening,),
        "carryover_basic": (),
        "carryover_project": (opening,),
        "income": (*SPENT[budget], f"-{opening}", closing),
        "income_basic": basic,
        "income_project": (project, f"-{opening}", closing),
        "total": SPENT[budget],
        "basic": basic,
        "basic_personnel": basic[:1],
        "basic_operating": basic[1:],
        "project": (project,),
        "carryforward": (closing,),
        "carryforward_basic": (),
        "carryforward_project": (closing,),
    }


def _budget(book: Book, budget: str) -> tuple[Row, ...]:
    return book.coded(budget_columns(book, budget))


def _basic(book: Book) -> tuple[Row, ...]:
    accounts = book.accounts
    rows = [
        replace(
            row,
            cells=book.cells({key: row.cells[key] for key in _basic_keys(book) if key in row.cells}),
        )
        for row in accounts.economic
    ]
    sums = {
        "total": accounts.total(*BASIC),
        "personnel": accounts.total("personnel"),
        "operating": accounts.total("operating"),
    }
    if book.form.basic == "blocks":
        return (
            *rows,
            book.line("personnel", "人员经费合计", "total", sums["personnel"]),
            book.line("operating", "公用经费合计", "total", sums["operating"]),
        )
    total = Row("total", "total", "合计", book.cells({key: sums[key] for key in _basic_keys(book)}))
    if book.form.zero:
        rows = [
            replace(row, cells={key: row.cells.get(key, NOTHING) for key in _basic_keys(book)})
            for row in rows
        ]
    return (total, *rows)


def _basic_keys(book: Book) -> tuple[str, ...]:
    return ("total", "personnel", "operating") if book.form.basic == "columns" else ("total",)


def three_public(book: Book) -> tuple[Row, ...]:
    """Give the lines of 三公 with budget and result."""
    made = []
    lines = (*THREE_PUBLIC, *_MEETINGS) if book.form.three_public == "lines" else THREE_PUBLIC
    for code, label in lines:
        both = {
            key: sum(
                (
                    value
                    for leaf, value in values.items()
                    if code in ("total", leaf) or leaf.startswith(f"{code}.")
                ),
                NOTHING,
            )
            for key, values in (("budget", book.accounts.planned), ("final", book.accounts.spent))
        }
        if code in ("meeting", "training"):
            spent = book.accounts.of_class("30215" if code == "meeting" else "30216")
            both = {"budget": spent + 1, "final": spent}
        cells = book.cells(both, zeros=True)
        made.append(Row("total" if code == "total" else "line", code, label, cells))
    return tuple(made)
