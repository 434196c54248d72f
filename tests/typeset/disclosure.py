"""The complete content of one budget disclosure, as frozen values: what is to be printed and what it means.

Amounts are ``Decimal`` in 万元 with two decimals unless a field says otherwise. Table ids, column keys and row
codes are those of the warehouse contract. A blank cell is absent from ``Row.cells``; a printed zero is
``Decimal("0.00")``. The sentences of the narrative and what they claim are in ``sentences``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tests.typeset.sentences import Claim, Section

OrgLevel = Literal["部门", "单位"]
RowKind = Literal["class", "section", "item", "total", "department", "project", "line"]


@dataclass(frozen=True)
class Row:
    """One printed row: its kind, its code as in the contract, its label and the amounts by column key."""

    kind: RowKind
    code: str
    label: str
    cells: Mapping[str, Decimal] = field(default_factory=dict)
    project: str | None = None


@dataclass(frozen=True)
class Table:
    """One of the eleven tables. ``sentence`` is the note of an empty table, which has no rows or a bare total row."""

    id: str
    title: str
    rows: tuple[Row, ...]
    sentence: str | None = None

    @property
    def empty(self) -> bool:
        """True where no row prints an amount."""
        return not any(row.cells for row in self.rows)

    def cell(self, code: str, column: str) -> Decimal:
        """The sum of the cells of all rows with this code in this column; a blank cell counts as zero."""
        found = (row.cells.get(column, Decimal(0)) for row in self.rows if row.code == code)
        return sum(found, Decimal("0.00"))


@dataclass(frozen=True)
class StaffGroup:
    """How many persons of one group (在职, 退休, 离休), and the change since the year before."""

    name: str
    count: int
    change: int


@dataclass(frozen=True)
class Staff:
    """Posts (编制数) and the persons in each group; the total is their sum."""

    posts: int
    groups: tuple[StaffGroup, ...]

    @property
    def total(self) -> int:
        """实有人数."""
        return sum(group.count for group in self.groups)


@dataclass(frozen=True)
class Project:
    """A project with its budget, what it is split into and the function it stands under."""

    name: str
    code: str
    source: str
    """The T2 column that pays for it."""
    budget: Decimal
    allocation: tuple[tuple[str, Decimal], ...]
    basis: str

    @property
    def fiscal(self) -> bool:
        """True for money of the general public, government-fund or state-capital budget."""
        return self.source.startswith(("general_public", "government_fund", "state_capital"))


@dataclass(frozen=True)
class Procurement:
    """政府采购: the parts, and what is reserved for smaller firms."""

    goods: Decimal
    works: Decimal
    services: Decimal
    reserved_sme: Decimal
    reserved_small_micro: Decimal

    @property
    def total(self) -> Decimal:
        """Goods, works and services together."""
        return self.goods + self.works + self.services


@dataclass(frozen=True)
class VehicleGroup:
    """A kind of vehicle: how many, and their value."""

    name: str
    count: int
    value: Decimal


@dataclass(frozen=True)
class Assets:
    """State assets in use at the end of the year before; ``area`` in square metres."""

    area: Decimal
    houses: Decimal
    vehicles: tuple[VehicleGroup, ...]
    furniture: Decimal
    other: Decimal
    equipment_over_500k: int
    equipment_over_1m: int


@dataclass(frozen=True)
class Indicator:
    """One performance indicator as printed; ``weight`` in points."""

    level1: str
    level2: str
    level3: str
    target: str
    basis: str
    weight: int
    previous: str | None = None
    scoring: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class Plan:
    """One performance table: the whole department's (``overall``) or a project's."""

    kind: Literal["overall", "project"]
    name: str
    person: str
    goal: str
    indicators: tuple[Indicator, ...]
    fiscal: Decimal
    other: Decimal
    upper_level: Decimal = Decimal("0.00")
    """The part of ``fiscal`` that a higher level provides; printed in the overall table."""
    telephone: str = ""

    @property
    def budget(self) -> Decimal:
        """Fiscal and other money together."""
        return self.fiscal + self.other


@dataclass(frozen=True)
class Conventions:
    """How the author of a disclosure fills in the form: what changes rows, labels and sentences, not looks."""

    items_only: bool = False
    """Classification tables print only the lowest rows."""
    total_first: bool = True
    total_label: str = "总计"
    number_row: bool = True
    """A row of ※ and column numbers under the header."""
    department_row: bool = True
    """T7 and T11 carry a row with the department's own name."""
    zeros: Literal["blank", "0.00"] = "blank"
    """How T1 to T11 print a zero amount in a row that has others."""
    date_form: Literal["spaced", "chinese", "plain"] = "spaced"
    enumeration: Literal["（一）", "1、"] = "（一）"
    """How projects are numbered in section seven."""
    t1_numbering: str = "."
    """What follows the digit in the numbered rows of T1: ``.`` or ``、``."""
    thousands: bool = True
    """Amounts of a thousand 万元 and more carry a separator."""
    empty: str = "{body}{year}年没有使用{money}安排的支出，{title}为空表。"
    """The sentence of an empty table, with the places of the body, the year, the money and the table's title."""
    labels: Literal["long", "short"] = "long"
    """Some official labels have a shorter form: 基金预算拨款 for 政府性基金预算拨款 and the like."""
    reason_mark: str = "，主要原因是"
    """What leads from a change to its reason."""
    zero_figure: Literal["0.00", "0"] = "0.00"
    """How sentences print an amount of nothing."""
    missing_transfer: Literal["unplanned", "zero"] = "unplanned"
    """Whether income that is not planned is told as 未安排 or as 0.00 万元."""


def printed(amount: Decimal, conventions: Conventions) -> str:
    """An amount with two decimals, with or without thousands separators."""
    return f"{amount:,.2f}" if conventions.thousands else f"{amount:.2f}"


@dataclass(frozen=True)
class Disclosure:
    """A complete disclosure of one department or unit for one fiscal year."""

    department: str
    org_level: OrgLevel
    region: str
    fiscal_year: int
    published_on: dt.date
    duties: tuple[str, ...]
    offices: tuple[str, ...]
    staff: Staff
    tables: Mapping[str, Table]
    narrative: tuple[Section, ...]
    after_performance: tuple[Section, ...]
    """What follows the performance tables in part three."""
    projects: tuple[Project, ...]
    procurement: Procurement
    assets: Assets
    plans: tuple[Plan, ...]
    glossary: tuple[tuple[str, str], ...]
    conventions: Conventions

    def claims(self) -> Iterator[Claim]:
        """Every claim of the narrative, in order."""
        for section in self.narrative:
            yield from section.claims()

    def printed(self, amount: Decimal) -> str:
        """An amount as this author prints it."""
        return printed(amount, self.conventions)

    @property
    def signed_on(self) -> str:
        """The publication date in the form the author uses."""
        date = self.published_on
        if self.conventions.date_form == "chinese":
            digits = "〇一二三四五六七八九"
            names = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
            tens, ones = divmod(date.day, 10)
            day = ("" if tens == 0 else ("十" if tens == 1 else digits[tens] + "十")) + (
                "" if ones == 0 else digits[ones]
            )
            return "".join(digits[int(d)] for d in str(date.year)) + f"年{names[date.month]}月{day}日"
        space = " " if self.conventions.date_form == "spaced" else ""
        return f"{date.year}{space}年{space}{date.month}{space}月{space}{date.day}{space}日"
