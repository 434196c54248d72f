"""Invents where a body's money comes from and where it goes: the postings of a year and of the year before.

In: a random source and the drawn options. Out: ledgers whose functions and economic classes are official codes that
belong together (pension contributions stand under 2080505 and 30108, and so on).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from tests.typeset import wording
from tests.typeset.facts import functional
from tests.typeset.ledger import Ledger, Posting

PAY = {"30101": 62_000, "30102": 48_000, "30103": 30_000, "30107": 25_000, "30199": 11_000}
WELFARE = (
    ("2080505", "30108", 21_000),
    ("2080506", "30109", 10_500),
    ("2101101", "30110", 11_000),
    ("2210201", "30113", 17_000),
    ("2101103", "30111", 1_500),
    ("2080501", "30302", 4_000),
    ("2101199", "30112", 600),
    ("2050803", "30216", 900),
    ("2080801", "30304", 3_000),
)
OPERATING = (
    "30201",
    "30228",
    "30211",
    "30229",
    "30299",
    "30207",
    "30217",
    "30231",
    "30202",
    "30205",
    "30206",
    "30208",
    "30209",
    "30213",
    "30215",
    "30226",
    "30227",
    "30239",
    "31002",
)
PROJECT_ECONOMIC = (
    "30227",
    "30226",
    "30213",
    "30201",
    "30202",
    "30214",
    "30305",
    "30399",
    "31003",
    "31005",
    "31007",
    "30905",
    "31204",
    "31299",
    "31302",
    "39999",
    "30701",
    "31199",
)
FUND_FUNCTIONS = {
    "government_fund": ("2120803", "2120806", "2296002", "2120899", "2120802"),
    "state_capital": ("2230201", "2230205", "2230299"),
}
UNIT_ORIGINS = ("business", "superior_subsidy", "affiliated", "operating", "other")


@dataclass(frozen=True)
class Plan:
    """How much of what a disclosure is to hold."""

    section: str
    """The five-digit section of the body's own work."""
    institution: bool
    """A public institution (事业) and not an administration (行政)."""
    staff: int
    items: int
    projects: int
    sources: frozenset[str]
    """The sources besides the general public budget that pay for something."""
    rounding: bool


class Treasury:
    """Draws amounts and postings for one plan."""

    def __init__(self, rng: Random, plan: Plan) -> None:
        """Take the random source and what is to be drawn."""
        self.rng, self.plan = rng, plan
        codes = functional()
        own = [code for code in codes if code.startswith(plan.section) and len(code) == 7]
        running = plan.section + ("50" if plan.institution else "01")
        self.running = running if running in codes else own[0]
        self.business = [
            code for code in own if code != self.running and code[-2:] != ("01" if plan.institution else "50")
        ]

    def yuan(self, about: float) -> Decimal:
        """An amount near a given one: to the 分 where cells are to be rounded, else whole hundreds of 元."""
        drawn = Decimal(round(about * self.rng.uniform(0.6, 1.5)))
        if not self.plan.rounding:
            return max(Decimal(100), drawn // 100 * 100)
        return drawn + Decimal(self.rng.randint(1, 9999)) / 100

    def staff_costs(self) -> list[Posting]:
        """Basic expenditure: pay under the body's own function, contributions under theirs, operating funds."""
        plan, postings = self.plan, []
        for economic, rate in PAY.items():
            if economic != "30107" or plan.institution:
                postings.append(self.general(self.running, economic, rate * plan.staff))
        for function, economic, rate in WELFARE[: max(0, plan.items - 1)]:
            at = "2101102" if plan.institution and function == "2101101" else function
            at = "2080502" if plan.institution and function == "2080501" else at
            postings.append(self.general(at, economic, rate * plan.staff))
        running = OPERATING[: self.rng.randint(6, len(OPERATING))]
        return postings + [self.general(self.running, economic, 1_800 * plan.staff) for economic in running]

    def general(self, function: str, economic: str, about: float) -> Posting:
        """A basic posting of the general public budget."""
        return Posting(function, economic, "general_public", self.yuan(about))

    def project(
        self, name: str, function: str, source: str, origin: str = "", parts: int = 0
    ) -> list[Posting]:
        """One project's postings, in one to four economic classes."""
        about = 10 ** self.rng.uniform(4.6, 7.0)
        chosen = self.rng.sample(PROJECT_ECONOMIC, parts or self.rng.randint(1, 4))
        return [
            Posting(function, economic, source, self.yuan(about / len(chosen)), name, origin)
            for economic in chosen
        ]

    def project_costs(self, names: Sequence[str]) -> list[Posting]:
        """The general public budget's projects, some paid by transfers from above, some buying or running vehicles."""
        extra = max(0, self.plan.items - 1 - len(WELFARE))
        others = [
            code
            for code in functional()
            if len(code) == 7
            and code[:3] not in ("212", "223", "229")
            and not code.startswith(self.plan.section)
        ]
        functions = self.business[: max(1, self.plan.items // 3)] + self.rng.sample(
            others, min(extra, len(names) // 2)
        )
        postings = []
        for number, name in enumerate(names):
            transfer = "general_public_transfer" in self.plan.sources and number % 3 == 2
            postings += self.project(
                name,
                functions[number % len(functions)],
                "general_public_transfer" if transfer else "general_public",
            )
        if names and self.rng.random() < 0.4:
            economic = self.rng.choice(("30212", "31013", "30231", "30217"))
            postings.append(Posting(functions[0], economic, "general_public", self.yuan(120_000), names[0]))
        return postings

    def other_sources(self, names: Sequence[str]) -> list[Posting]:
        """One project or carry-over for every further source of the plan."""
        postings: list[Posting] = []
        fresh = iter(names)
        for source in sorted(self.plan.sources - {"general_public_transfer"}):
            budget = source.removesuffix("_transfer")
            if budget in FUND_FUNCTIONS:
                function = self.rng.choice([c for c in FUND_FUNCTIONS[budget] if c in functional()])
                postings += self.project(next(fresh), function, source)
            elif source == "fiscal_carryover":
                for origin in self.rng.sample(
                    ("general_public", "general_public", "government_fund"), self.rng.randint(1, 3)
                ):
                    function = "2120803" if origin == "government_fund" else self.business[-1]
                    postings += self.project(next(fresh), function, source, origin)
            elif source == "nonfiscal_carryover":
                postings += self.project(next(fresh), self.business[0], source, "unit_funds", parts=1)
            elif source == "unit_funds":
                for origin in self.rng.sample(UNIT_ORIGINS, self.rng.randint(1, 2)):
                    postings += self.project(next(fresh), self.business[0], source, origin)
            else:
                postings.append(Posting(self.running, "30299", source, self.yuan(800_000)))
        return postings

    def previous(self, ledger: Ledger) -> Ledger:
        """The year before: most postings a little different, some the same, some projects missing, one since ended."""
        before = []
        for posting in ledger:
            luck = self.rng.random()
            if posting.project is not None and luck < 0.2:
                continue
            before.append(posting if luck < 0.35 else replace(posting, yuan=self.yuan(float(posting.yuan))))
        if self.rng.random() < 0.6:
            function = self.rng.choice([p.function for p in ledger])
            source = self.rng.choice(("general_public", "unit_funds", "nonfiscal_carryover"))
            origin = (
                ""
                if source == "general_public"
                else "unit_funds"
                if source == "nonfiscal_carryover"
                else "other"
            )
            before += self.project("上年已完成项目", function, source, origin)
        return tuple(before)


def project_names(rng: Random, count: int, year: int) -> list[str]:
    """Different names for projects, in the manner of the real ones; some begin with a year."""
    names = [
        subject + rng.choice(wording.PROJECT_ENDINGS)
        for subject in rng.sample(wording.PROJECT_SUBJECTS, min(count, 20))
    ]
    names += [f"{subject}第二期" for subject in rng.sample(wording.PROJECT_SUBJECTS, max(0, count - 20))]
    return [f"{year}年{name}" if rng.random() < 0.15 else name for name in names]
