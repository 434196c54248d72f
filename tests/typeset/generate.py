"""Invents complete, coherent disclosures: the same seed and options give the same disclosure.

``generate(seed, **options)`` draws whatever is not given. Every relation between the figures holds, because tables
and sentences are sums of one ledger; with ``rounding=True`` the ledger holds 分, so that printed sums drift by what
rounding explains, and otherwise they add up exactly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Literal, TypedDict, Unpack

from tests.typeset import performance, wording
from tests.typeset.disclosure import (
    Assets,
    Conventions,
    Disclosure,
    OrgLevel,
    Procurement,
    Project,
    Staff,
    StaffGroup,
    VehicleGroup,
)
from tests.typeset.ledger import Ledger, total, wan
from tests.typeset.narrative import accounts
from tests.typeset.particulars import particulars
from tests.typeset.phrases import Writer
from tests.typeset.spending import Plan, Treasury, project_names
from tests.typeset.statements import closing, other_matters
from tests.typeset.story import Story
from tests.typeset.tables import Form, build

OPTIONAL_SOURCES = {
    "transfer": ("general_public_transfer",),
    "government_fund": ("government_fund",),
    "government_fund_transfer": ("government_fund_transfer",),
    "state_capital": ("state_capital",),
    "special_account": ("special_account",),
    "unit_funds": ("unit_funds",),
    "carryover": ("fiscal_carryover",),
    "nonfiscal_carryover": ("nonfiscal_carryover",),
}


class Options(TypedDict, total=False):
    """What may be fixed; everything left out is drawn from the seed."""

    department: str
    org_level: OrgLevel
    fiscal_year: int
    items: int
    """About how many functional items the tables hold (2 to 40)."""
    projects: int
    """Projects of the general public budget; 0 leaves T7 empty."""
    staff: int
    rounding: bool
    transfer: bool
    government_fund: bool
    government_fund_transfer: bool
    state_capital: bool
    special_account: bool
    unit_funds: bool
    carryover: bool
    nonfiscal_carryover: bool
    shares_add_up: bool
    """Shade the largest share so that the shares add up to 100."""
    items_only: bool
    total_first: bool
    total_label: str
    number_row: bool
    department_row: bool
    zeros: Literal["blank", "0.00"]
    date_form: Literal["spaced", "chinese", "plain"]
    enumeration: Literal["（一）", "1、"]
    t1_numbering: str
    thousands: bool
    empty: str
    labels: Literal["long", "short"]
    reason_mark: str
    zero_figure: Literal["0.00", "0"]
    missing_transfer: Literal["unplanned", "zero"]


CONVENTIONS = (
    "items_only",
    "total_first",
    "total_label",
    "number_row",
    "department_row",
    "zeros",
    "date_form",
    "enumeration",
    "t1_numbering",
    "thousands",
    "empty",
    "labels",
    "reason_mark",
    "zero_figure",
    "missing_transfer",
)


@dataclass(frozen=True)
class Draw:
    """The random source of one disclosure and its fixed options."""

    rng: Random
    options: Options

    def flag(self, name: str, chance: float) -> bool:
        """A fixed yes or no, or a drawn one."""
        drawn = self.rng.random() < chance
        return bool(self.options.get(name, drawn))

    def number(self, name: str, low: int, high: int) -> int:
        """A fixed number, or a drawn one."""
        drawn = self.rng.randint(low, high)
        return int(str(self.options.get(name, drawn)))


def generate(seed: int, **options: Unpack[Options]) -> Disclosure:
    """A complete disclosure. Raises ``TypeError`` for an option that does not exist."""
    unknown = set(options) - set(Options.__annotations__)
    if unknown:
        raise TypeError(f"generate() has no option {', '.join(sorted(unknown))}")
    draw = Draw(Random(seed), options)
    rng = draw.rng
    year = draw.number("fiscal_year", 2022, 2026)
    section, body = rng.choice(sorted(wording.BODIES.items()))
    place = rng.choice(wording.PLACES)
    institution = body.endswith("中心") or rng.random() < 0.2
    department = options.get(
        "department", place + body + ("事务中心" if institution and not body.endswith("中心") else "")
    )
    level: OrgLevel = options.get("org_level", rng.choice(("部门", "单位")))
    conventions = draw_conventions(draw)
    plan = Plan(
        section,
        institution,
        draw.number("staff", 6, 120),
        draw.number("items", 4, 12),
        draw.number("projects", 0, 5),
        sources(draw),
        draw.flag("rounding", 0.5),
    )
    treasury = Treasury(rng, plan)
    now = invent(treasury, year)
    before = treasury.previous(now)
    form = Form(department, level, year, conventions)
    tables = build(now, form)
    projects = tuple(
        describe(rng, now, name)
        for name in dict.fromkeys(
            p.project for p in now if p.project is not None and not p.source.endswith("_carryover")
        )
    )
    story = Story(
        form, Writer(conventions, rng), now, before, tables, projects, draw.flag("shares_add_up", 0.3)
    )
    procurement, assets = draw_procurement(rng), draw_assets(rng)
    return Disclosure(
        department,
        level,
        place,
        year,
        dt.date(year, rng.randint(1, 3), rng.randint(1, 28)),
        tuple(rng.sample(wording.DUTIES, rng.randint(4, 8))),
        tuple(rng.sample(wording.OFFICES, rng.randint(2, 7))),
        draw_staff(rng, plan.staff),
        tables,
        (*accounts(story), *particulars(story), *other_matters(story, procurement, assets, institution)),
        closing(story),
        projects,
        procurement,
        assets,
        (
            performance.overall(rng, department, now),
            *(performance.for_project(rng, p, year) for p in projects),
        ),
        wording.GLOSSARY,
        conventions,
    )


def draw_conventions(draw: Draw) -> Conventions:
    """The author's conventions: the usual ones of one of the two forms met, then what is fixed."""
    rng = draw.rng
    first = draw.flag("total_first", 0.5)
    drawn = Conventions(
        items_only=rng.random() < 0.15,
        total_first=first,
        number_row=first or rng.random() < 0.3,
        total_label="总计" if first else rng.choice(("合计", "合 计")),
        department_row=first and rng.random() < 0.7,
        zeros="0.00" if rng.random() < 0.1 else "blank",
        date_form=rng.choice(("spaced", "spaced", "chinese", "plain")),
        enumeration=rng.choice(("（一）", "1、")),
        t1_numbering=rng.choice((".", "、")),
        thousands=rng.random() < 0.8,
        missing_transfer=rng.choice(("unplanned", "zero")),
        empty=rng.choice(wording.EMPTY),
        labels=rng.choice(("long", "short")),
        reason_mark=rng.choice(("，主要原因是", "，主要原因是：", "。主要原因是", "。主要原因是：")),
        zero_figure="0" if rng.random() < 0.15 else "0.00",
    )
    fixed = {name: draw.options[name] for name in CONVENTIONS if name in draw.options}  # type: ignore[literal-required]
    return replace(drawn, **fixed)


def sources(draw: Draw) -> frozenset[str]:
    """The sources besides the general public budget."""
    chances = {
        "transfer": 0.3,
        "government_fund": 0.2,
        "government_fund_transfer": 0.1,
        "state_capital": 0.08,
        "special_account": 0.08,
        "unit_funds": 0.4,
        "carryover": 0.4,
        "nonfiscal_carryover": 0.25,
    }
    return frozenset(
        source
        for name, found in OPTIONAL_SOURCES.items()
        if draw.flag(name, chances[name])
        for source in found
    )


def invent(treasury: Treasury, year: int) -> Ledger:
    """This year's ledger, with as many differently named projects as the plan asks for."""
    plan = treasury.plan
    names = project_names(treasury.rng, plan.projects + 14, year)
    mine, further = names[: plan.projects], names[plan.projects :]
    return (*treasury.staff_costs(), *treasury.project_costs(mine), *treasury.other_sources(further))


def describe(rng: Random, ledger: Ledger, name: str) -> Project:
    """A project with its budget split into named parts that add up to it."""
    postings = [p for p in ledger if p.project == name]
    budget = total(postings)
    count = min(rng.randint(1, 4), max(1, int(budget)))
    names = rng.sample(wording.PARTS, count)
    parts = [wan(budget * 10_000 * rng.randint(10, 60) / 100 / count) for _ in names[1:]]
    amounts = [budget - sum(parts, Decimal(0)), *parts]
    return Project(
        name,
        postings[0].function,
        postings[0].source,
        budget,
        tuple(zip(names, amounts, strict=True)),
        rng.choice(wording.BASES),
    )


def draw_staff(rng: Random, persons: int) -> Staff:
    """Posts, and persons in three groups with their changes."""
    return Staff(
        persons + rng.randint(-2, 8),
        (
            StaffGroup("在职", persons, rng.randint(-3, 3)),
            StaffGroup("退休", rng.randint(0, persons // 2), rng.randint(0, 2)),
            StaffGroup("离休", rng.choice((0, 0, 0, 1)), 0),
        ),
    )


def draw_procurement(rng: Random) -> Procurement:
    """Procurement, of which some is reserved for smaller firms."""

    def amount(chance: float) -> Decimal:
        return wan(Decimal(rng.randint(10_000, 9_000_000)) if rng.random() < chance else Decimal(0))

    goods, works, services = amount(0.9), amount(0.4), amount(0.8)
    whole = goods + works + services
    small = wan(whole * 10_000 * rng.choice((40, 60, 100)) / 100)
    return Procurement(goods, works, services, whole, small)


def draw_assets(rng: Random) -> Assets:
    """State assets; a group of vehicles without vehicles has no value."""

    def group(name: str) -> VehicleGroup:
        count = rng.choice((0, rng.randint(1, 30)))
        return VehicleGroup(name, count, wan(Decimal(count * rng.randint(90_000, 300_000))))

    def amount() -> Decimal:
        return wan(Decimal(rng.choice((0, rng.randint(100, 40_000_000)))))

    houses = amount()
    area = (houses * rng.randint(2, 5)).quantize(Decimal("0.01"))
    return Assets(
        area,
        houses,
        tuple(group(name) for name in ("一般公务用车", "执法执勤用车", "其他车辆")),
        amount(),
        amount(),
        rng.choice((0, 0, 2)),
        rng.choice((0, 0, 1)),
    )
