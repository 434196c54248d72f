"""The eleven tables of a disclosure, summed from its ledger.

In: postings, the department's name and level, the year and the author's conventions. Out: the tables by id, with
titles, rows in printed order and the sentence of each empty table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.typeset.disclosure import Conventions, OrgLevel, Row, RowKind, Table
from tests.typeset.facts import economic, functional, functional_classes
from tests.typeset.ledger import (
    FISCAL,
    Ledger,
    Posting,
    basic,
    budgeted,
    carried_over,
    everything,
    of_budget,
    project,
    total,
    under,
)
from tests.typeset.selections import (
    BASIC,
    BUDGET_NAMES,
    BUDGETS,
    CARRYOVER,
    FUND,
    INCOME,
    INCOME_LINES,
    INCOME_SIDE,
    PROJECTS,
    SPENDING,
    THREE_PUBLIC,
    Columns,
)

LEVELS: dict[int, RowKind] = {3: "class", 5: "section", 7: "item"}


def cells(postings: Iterable[Posting], columns: Columns, zeros: str = "blank") -> dict[str, Decimal]:
    """The amounts of one row; columns without money are left out, or printed as 0.00 where the convention says so."""
    postings = tuple(postings)
    found = {
        key: total(postings, chosen)
        for key, chosen in columns.items()
        if zeros == "0.00" or any(chosen(posting) for posting in postings)
    }
    return found if any(found.values()) else {}


@dataclass(frozen=True)
class Form:
    """The form of one author: knows how rows, totals and empty tables are written."""

    department: str
    org_level: OrgLevel
    year: int
    conventions: Conventions

    def label(self, text: str) -> str:
        """A label of T1 in this author's manner."""
        shown = text.format(self.conventions.t1_numbering)
        return (
            shown.replace("政府性基金预算拨款", "基金预算拨款")
            if self.conventions.labels == "short"
            else shown
        )

    def cells(self, postings: Iterable[Posting], columns: Columns) -> dict[str, Decimal]:
        """The amounts of one row in this author's manner."""
        return cells(postings, columns, self.conventions.zeros)

    def with_total(
        self, rows: list[Row], postings: Ledger, columns: Columns, *, department: bool = False
    ) -> tuple[Row, ...]:
        """The rows with the total row, and the department's own row where wanted, at this author's place."""
        amounts = self.cells(postings, columns)
        whole = Row("total", "total", self.conventions.total_label, amounts)
        own = [Row("department", "department", self.department, amounts)]
        if not (department and self.conventions.department_row):
            own = []
        return (whole, *own, *rows) if self.conventions.total_first else (*own, *rows, whole)

    def hierarchy(self, postings: Ledger, columns: Columns, names: Mapping[str, str], key: str) -> list[Row]:
        """Class, section and item rows (or the lowest alone) for the codes that the postings use."""
        lengths = {"function": (3, 5, 7), "economic": (3, 5)}[key]
        lengths = lengths[-1:] if self.conventions.items_only else lengths
        codes = {getattr(posting, key)[:length] for posting in postings for length in lengths}
        return [
            Row(
                LEVELS[len(code)],
                code,
                names[code],
                self.cells((p for p in postings if getattr(p, key).startswith(code)), columns),
            )
            for code in sorted(codes)
        ]

    def by_function(
        self, table_id: str, title: str, postings: Ledger, columns: Columns, what: str = ""
    ) -> Table:
        """A table by functional classification; without postings it is empty and says so."""
        if not postings:
            return self.blank(table_id, title, what)
        rows = self.hierarchy(postings, columns, functional(), "function")
        return Table(table_id, title, self.with_total(rows, postings, columns))

    def blank(self, table_id: str, title: str, what: str) -> Table:
        """An empty table with its sentence; an author who puts totals last leaves a bare total row in it."""
        sentence = self.conventions.empty.format(
            body=self.department, year=self.year, money=what, title=title
        )
        bare = () if self.conventions.total_first else (Row("total", "total", self.conventions.total_label),)
        return Table(table_id, title, bare, sentence)


def build(ledger: Ledger, form: Form) -> dict[str, Table]:
    """All eleven tables, in order."""
    level, fiscal = form.org_level, tuple(p for p in ledger if p.source in FISCAL)
    general = of_budget(ledger, "general_public")
    running = tuple(filter(basic, general))
    tables = [
        Table("T1", f"{level}收支总体情况表", income_and_expenditure(ledger, form)),
        form.by_function("T2", f"{level}收入总体情况表", ledger, INCOME),
        form.by_function("T3", f"{level}支出总体情况表", ledger, SPENDING),
        Table("T4", "财政拨款收支预算总体情况表", appropriation(fiscal, form)),
        form.by_function("T5", "一般公共预算支出情况表", general, SPENDING, "一般公共预算拨款"),
        Table(
            "T6",
            "一般公共预算基本支出情况表",
            form.with_total(form.hierarchy(running, BASIC, economic(), "economic"), running, BASIC),
        ),
        projects(tuple(filter(project, general)), form),
        form.by_function(
            "T8", "政府性基金预算支出情况表", of_budget(ledger, "government_fund"), FUND, "政府性基金预算拨款"
        ),
        form.by_function(
            "T9",
            "国有资本经营预算支出情况表",
            of_budget(ledger, "state_capital"),
            FUND,
            "国有资本经营预算拨款",
        ),
        Table("T10", "财政拨款“三公”经费支出情况表", three_public(fiscal, form)),
        carryover(tuple(filter(carried_over, ledger)), form),
    ]
    return {table.id: table for table in tables}


def income_and_expenditure(ledger: Ledger, form: Form) -> tuple[Row, ...]:
    """T1: income lines, every expenditure class, and the total row of both sides."""
    income = [
        Row(
            "line",
            code,
            form.label(label),
            form.cells(filter(chosen, ledger), INCOME_SIDE),
        )
        for code, label, chosen in INCOME_LINES
    ]
    spending = [
        Row(
            "class",
            code,
            functional()[code],
            form.cells(filter(under(code), ledger), {"expenditure": everything}),
        )
        for code in functional_classes(form.year)
    ]
    whole = total(ledger)
    return (
        *income,
        *spending,
        Row("total", "total", "收入总计/支出总计", {"income": whole, "expenditure": whole}),
    )


def appropriation(fiscal: Ledger, form: Form) -> tuple[Row, ...]:
    """T4: the fiscal money of the year by budget on the left, by class on the right."""
    income = [Row("line", "appropriation", "一、财政拨款（补助）", form.cells(fiscal, INCOME_SIDE))]
    income += [
        Row(
            "line",
            f"appropriation.{name}",
            label,
            form.cells(filter(budgeted(name), fiscal), INCOME_SIDE),
        )
        for name, label in BUDGET_NAMES.items()
    ]
    spending = [
        Row(
            "class",
            code,
            functional()[code],
            form.cells(filter(under(code), fiscal), BUDGETS),
        )
        for code in functional_classes(form.year)
    ]
    last = Row(
        "total", "total", "收入总计/支出总计", {"income": total(fiscal), **form.cells(fiscal, BUDGETS)}
    )
    return (*income, *spending, last)


def projects(postings: Ledger, form: Form) -> Table:
    """T7: one row for each project under its class and section; the function's code repeats for several projects."""
    title = "一般公共预算项目支出情况表"
    if not postings:
        return form.blank("T7", title, "一般公共预算项目")
    rows = []
    for row in form.hierarchy(postings, PROJECTS, functional(), "function"):
        if row.kind != "item":
            rows.append(row)
            continue
        mine = [p for p in postings if p.function == row.code]
        for name in dict.fromkeys(p.project for p in mine):
            amounts = form.cells((p for p in mine if p.project == name), PROJECTS)
            rows.append(Row("project", row.code, row.label, amounts, name))
    return Table("T7", title, form.with_total(rows, postings, PROJECTS, department=True))


def three_public(fiscal: Ledger, form: Form) -> tuple[Row, ...]:
    """T10: the 三公 expenditure by what it is for and by budget."""
    return tuple(
        Row(
            "total" if code == "total" else "line",
            code,
            label,
            form.cells((p for p in fiscal if p.economic in wanted), BUDGETS),
        )
        for code, (label, wanted) in THREE_PUBLIC.items()
    )


def carryover(postings: Ledger, form: Form) -> Table:
    """T11: what is carried over from the year before, a row for each purpose."""
    title = "上年结转结余情况明细表"
    if not postings:
        return form.blank("T11", title, "上年结转结余预算")
    rows = [
        Row(
            "line",
            "item",
            name or "基本支出结转",
            form.cells((p for p in postings if p.project == name), CARRYOVER),
        )
        for name in dict.fromkeys(p.project for p in postings)
    ]
    return Table("T11", title, form.with_total(rows, postings, CARRYOVER, department=True))
