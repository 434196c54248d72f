"""The eleven tables of a disclosure, summed from its ledger.

In: postings, the department's name and level, the year and the author's conventions. Out: the tables by id, with titles,
rows in printed order and the sentence of each empty table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tests.typeset.disclosure import Conventions, OrgLevel, Row, RowKind, Table
from tests.typeset.facts import economic, functional, functional_classes
from tests.typeset.ledger import FISCAL, SOURCES, Chosen, Ledger, Posting, of_budget, total

BUDGET_NAMES = {"general_public": "一般公共预算", "government_fund": "政府性基金预算", "state_capital": "国有资本经营预算"}
PROJECT_CLASSES = ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")
LEVELS: dict[int, RowKind] = {3: "class", 5: "section", 7: "item"}

Columns = Mapping[str, Chosen]


def _basic(posting: Posting) -> bool:
    return posting.project is None


def _project(posting: Posting) -> bool:
    return posting.project is not None


def _all(posting: Posting) -> bool:
    return True


INCOME: Columns = {
    "total": _all,
    "fiscal_subtotal": lambda p: p.source in FISCAL,
    **{source: (lambda p, source=source: p.source == source) for source in SOURCES},  # type: ignore[misc]
}
SPENDING: Columns = {"total": _all, "basic": _basic, "project": _project}
BASIC: Columns = {"total": _all, "personnel": lambda p: p.personnel, "operating": lambda p: p.operating}
FUND: Columns = {"total": _all, "basic_personnel": lambda p: p.personnel, "basic_operating": lambda p: p.operating,
                 "project": _project}
BUDGETS: Columns = {
    "total": lambda p: p.source in FISCAL,
    **{name: (lambda p, name=name: p.budget == name) for name in BUDGET_NAMES},  # type: ignore[misc]
}
PROJECTS: Columns = {
    "total": _all,
    **{c: (lambda p, c=c: p.economic.startswith(c)) for c in PROJECT_CLASSES},  # type: ignore[misc]
}
CARRYOVER: Columns = {
    "total": _all,
    **{f"{kind}_{part}": (lambda p, s=f"{kind}_carryover", c=chosen: p.source == s and c(p))  # type: ignore[misc]
       for kind in ("fiscal", "nonfiscal")
       for part, chosen in (("total", _all), ("basic_personnel", FUND["basic_personnel"]),
                            ("basic_operating", FUND["basic_operating"]), ("project", _project))},
}
THREE_PUBLIC: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "total": ("合计", ("30212", "30217", "31013", "30231")),
    "abroad": ("因公出国（境）费", ("30212",)),
    "reception": ("公务接待费", ("30217",)),
    "vehicle": ("公务用车购置及运行费（小计）", ("31013", "30231")),
    "vehicle.purchase": ("其中：公务用车购置费", ("31013",)),
    "vehicle.operation": ("公务用车运行费", ("30231",)),
}


def cells(postings: Iterable[Posting], columns: Columns, zeros: str = "blank") -> dict[str, Decimal]:
    """The amounts of one row; columns without money are left out, or printed as 0.00 where the convention says so."""
    postings = tuple(postings)
    found = {key: total(postings, chosen) for key, chosen in columns.items()
             if zeros == "0.00" or any(chosen(posting) for posting in postings)}
    return found if any(found.values()) else {}


class Form:
    """The form of one author: knows how rows, totals and empty tables are written."""

    def __init__(self, department: str, org_level: OrgLevel, year: int, conventions: Conventions) -> None:
        """Take what the rows and sentences of every table need."""
        self.department, self.org_level, self.year, self.conventions = department, org_level, year, conventions

    def cells(self, postings: Iterable[Posting], columns: Columns) -> dict[str, Decimal]:
        """The amounts of one row in this author's manner."""
        return cells(postings, columns, self.conventions.zeros)

    def with_total(self, rows: list[Row], postings: Ledger, columns: Columns, department: bool = False) -> tuple[Row, ...]:
        """The rows with the total row, and the department's own row where wanted, at this author's place."""
        amounts = self.cells(postings, columns)
        extra = [Row("total", "total", self.conventions.total_label, amounts)]
        if department and self.conventions.department_row:
            extra.append(Row("department", "department", self.department, amounts))
        return tuple(extra + rows if self.conventions.total_first else rows + extra[:1] if len(extra) == 1
                     else [extra[1], *rows, extra[0]])

    def hierarchy(self, postings: Ledger, columns: Columns, names: Mapping[str, str], key: str) -> list[Row]:
        """Class, section and item rows (or the lowest alone) for the codes that the postings use."""
        lengths = {"function": (3, 5, 7), "economic": (3, 5)}[key]
        lengths = lengths[-1:] if self.conventions.items_only else lengths
        codes = {getattr(posting, key)[:length] for posting in postings for length in lengths}
        return [Row(LEVELS[len(code)], code, names[code],
                    self.cells((p for p in postings if getattr(p, key).startswith(code)), columns))
                for code in sorted(codes)]

    def by_function(self, table_id: str, title: str, postings: Ledger, columns: Columns, what: str = "") -> Table:
        """A table by functional classification; without postings it is empty and says so."""
        if not postings:
            return self.blank(table_id, title, what)
        rows = self.hierarchy(postings, columns, functional(), "function")
        return Table(table_id, title, self.with_total(rows, postings, columns))

    def blank(self, table_id: str, title: str, what: str) -> Table:
        """An empty table with its sentence; an author who puts totals last leaves a bare total row in it."""
        sentence = f"{self.department}{self.year}年没有使用{what}安排的支出，{title}为空表。"
        bare = () if self.conventions.total_first else (Row("total", "total", self.conventions.total_label),)
        return Table(table_id, title, bare, sentence)


def build(ledger: Ledger, form: Form) -> dict[str, Table]:
    """All eleven tables, in order."""
    level, fiscal = form.org_level, tuple(p for p in ledger if p.source in FISCAL)
    general = of_budget(ledger, "general_public")
    basic = tuple(p for p in general if _basic(p))
    tables = [
        Table("T1", f"{level}收支总体情况表", income_and_expenditure(ledger, form)),
        form.by_function("T2", f"{level}收入总体情况表", ledger, INCOME),
        form.by_function("T3", f"{level}支出总体情况表", ledger, SPENDING),
        Table("T4", "财政拨款收支预算总体情况表", appropriation(fiscal, form)),
        form.by_function("T5", "一般公共预算支出情况表", general, SPENDING, "一般公共预算拨款"),
        Table("T6", "一般公共预算基本支出情况表",
              form.with_total(form.hierarchy(basic, BASIC, economic(), "economic"), basic, BASIC)),
        projects(tuple(p for p in general if _project(p)), form),
        form.by_function("T8", "政府性基金预算支出情况表", of_budget(ledger, "government_fund"), FUND, "政府性基金预算拨款"),
        form.by_function("T9", "国有资本经营预算支出情况表", of_budget(ledger, "state_capital"), FUND,
                         "国有资本经营预算拨款"),
        Table("T10", "财政拨款“三公”经费支出情况表", three_public(fiscal, form)),
        carryover(tuple(p for p in ledger if p.source.endswith("_carryover")), form),
    ]
    return {table.id: table for table in tables}


def income_lines(form: Form) -> tuple[tuple[str, str, Chosen], ...]:
    """The income side of T1: row code, label and the postings it sums."""
    point = form.conventions.t1_numbering

    def of(source: str, origin: str = "") -> Chosen:
        return lambda p: p.source == source and (not origin or p.origin == origin)

    def budget(name: str) -> Chosen:
        return lambda p: p.budget == name

    current: Chosen = lambda p: not p.source.endswith("_carryover")  # noqa: E731
    lines: list[tuple[str, str, Chosen]] = [("income.current", "一、本年收入", current)]
    own = {"general_public": "一般财力", "government_fund": "政府性基金收入", "state_capital": "国有资本经营收入"}
    upper = {"general_public": "上级一般公共预算安排转移支付", "government_fund": "上级政府性基金安排转移支付",
             "state_capital": "上级国有资本经营预算安排转移支付"}
    for number, (name, label) in enumerate(BUDGET_NAMES.items(), start=1):
        lines += [(f"income.{name}", f"{number}{point}{label}拨款", budget(name)),
                  (f"income.{name}.own", f"其中：{own[name]}", of(name)),
                  (f"income.{name}.transfer", upper[name], of(f"{name}_transfer"))]
    lines += [("income.special_account", f"4{point}财政专户核拨", of("special_account")),
              ("income.unit_funds", f"5{point}单位资金", of("unit_funds"))]
    parts = {"business": "其中：事业收入", "superior_subsidy": "上级补助收入", "affiliated": "附属单位上缴收入",
             "operating": "事业单位经营收入", "other": "其他收入"}
    lines += [(f"income.unit_funds.{part}", label, of("unit_funds", part)) for part, label in parts.items()]
    lines += [("carryover", "二、上年结转结余", lambda p: p.source.endswith("_carryover")),
              ("carryover.fiscal", f"1{point}财政拨款结转", of("fiscal_carryover"))]
    lines += [(f"carryover.fiscal.{name}", f"{'其中：' if name == 'general_public' else ''}{label}拨款",
               of("fiscal_carryover", name)) for name, label in BUDGET_NAMES.items()]
    return (*lines, ("carryover.nonfiscal", f"2{point}非财政拨款结转结余", of("nonfiscal_carryover")),
            ("carryover.nonfiscal.special_account", "其中：财政专户核拨", of("nonfiscal_carryover", "special_account")),
            ("carryover.nonfiscal.unit_funds", "单位资金", of("nonfiscal_carryover", "unit_funds")))


def income_and_expenditure(ledger: Ledger, form: Form) -> tuple[Row, ...]:
    """T1: income lines, every expenditure class, and the total row of both sides."""
    income = [Row("line", code, label, form.cells(ledger_part, {"income": _all}))
              for code, label, chosen in income_lines(form) for ledger_part in [tuple(p for p in ledger if chosen(p))]]
    spending = [Row("class", code, functional()[code],
                    form.cells((p for p in ledger if p.function.startswith(code)), {"expenditure": _all}))
                for code in functional_classes(form.year)]
    whole = total(ledger)
    return (*income, *spending, Row("total", "total", "收入总计/支出总计", {"income": whole, "expenditure": whole}))


def appropriation(fiscal: Ledger, form: Form) -> tuple[Row, ...]:
    """T4: the fiscal money of the year by budget on the left, by class on the right."""
    income = [Row("line", "appropriation", "一、财政拨款（补助）", form.cells(fiscal, {"income": _all}))]
    income += [Row("line", f"appropriation.{name}", label, form.cells((p for p in fiscal if p.budget == name), {"income": _all}))
               for name, label in BUDGET_NAMES.items()]
    spending = [Row("class", code, functional()[code],
                    form.cells((p for p in fiscal if p.function.startswith(code)), BUDGETS))
                for code in functional_classes(form.year)]
    last = Row("total", "total", "收入总计/支出总计", {"income": total(fiscal), **form.cells(fiscal, BUDGETS)})
    return (*income, *spending, last)


def projects(postings: Ledger, form: Form) -> Table:
    """T7: one row for each project under its class and section; the function's code repeats for several projects."""
    title = "一般公共预算项目支出情况表"
    if not postings:
        sentence = f"{form.department}{form.year}年没有使用一般公共预算安排项目支出，{title}为空表。"
        return Table("T7", title, (), sentence)
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
    return tuple(Row("total" if code == "total" else "line", code, label,
                     form.cells((p for p in fiscal if p.economic in wanted), BUDGETS))
                 for code, (label, wanted) in THREE_PUBLIC.items())


def carryover(postings: Ledger, form: Form) -> Table:
    """T11: what is carried over from the year before, a row for each purpose."""
    title = "上年结转结余情况明细表"
    if not postings:
        return form.blank("T11", title, "上年结转结余预算")
    rows = [Row("line", "item", name or "基本支出结转", form.cells((p for p in postings if p.project == name), CARRYOVER))
            for name in dict.fromkeys(p.project for p in postings)]
    return Table("T11", title, form.with_total(rows, postings, CARRYOVER, department=True))
