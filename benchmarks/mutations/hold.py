"""What holds a figure: the ties of the unchanged document that name it; where there are none, nothing can tell.

In comes the unchanged document as read, out goes for each printed figure the number of comparisons that it takes part
in. The validator's own ties are asked, so that a relation that is not there holds nothing. A limit alone holds nothing
either: it tells what is too much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.mutations.reading import Reading
from benchmarks.mutations.targets import Group, Kind, Mutant, Target
from services.validator.judgement import checks_of
from services.validator.rules.ties import FigureRef, Printed, of_claim
from shared.layout import load_layouts
from shared.layout.label import words
from shared.model.narrative import Claim
from shared.model.performance import PerformancePlan
from shared.rulebook.equation import CellRef

_NUMBER = re.compile(r"^[一二三四五六七八九十]+、(（[一二三四五六七八九十]+）)?")
_PARTS = {
    "amount": "amount",
    "breakdown": "amount",
    "share_pct": "share",
    "delta": "delta",
    "growth_pct": "growth",
}
FIGURE_KEYS = {
    "政府采购预算": "procurement.total",
    "政府采购货物预算": "procurement.goods",
    "政府采购工程预算": "procurement.works",
    "政府采购服务预算": "procurement.services",
    "面向中小企业预留政府采购项目预算金额": "procurement.reserved_sme",
    "小微企业预留政府采购项目预算金额": "procurement.reserved_small_micro",
    "车辆价值": "assets.vehicles.value",
    "一般公务用车": "assets.vehicles.general.value",
    "执法执勤用车": "assets.vehicles.law_enforcement.value",
    "其他车辆": "assets.vehicles.other.value",
    "预算绩效管理整体预算绩效目标": "performance.overall_amount",
    "财政拨款项目": "performance.fiscal_amount",
    "非财政拨款项目": "performance.nonfiscal_amount",
}
"""Subjects of sentences whose figures the warehouse keeps by key."""
_FIELDS = {"amount": "amount", "share": "share_pct", "delta": "delta", "growth": "growth_pct"}


class Holds:
    """The ties of one document by figure."""

    def __init__(self, reading: Reading) -> None:
        """Ask every check of the document which figures it ties."""
        self._document = reading.document
        profile = reading.document.head.profile if reading.document.head else None
        layout = next((layout for layout in load_layouts() if layout.id == profile), None)
        checks = checks_of(reading.document, layout)
        ties = [check.tie() for check in checks if check.tie is not None]
        self._ties = Counter(figure for tie in ties if not tie.is_limit for figure in tie.figures)
        self._limits = Counter(figure for tie in ties if tie.is_limit for figure in tie.figures)

    def of(self, mutant: Mutant) -> int | None:
        """Give how many ties hold the figures of a change; None where the reading has none of them."""
        return self.count(mutant.kind, mutant.targets)

    def count(self, kind: Kind, targets: tuple[Target, ...]) -> int | None:
        """Give how many ties hold the best held of some figures; None where the reading has none of them."""
        found = [ref for target in targets for ref in self._refs(target)]
        if kind is Kind.UNIT_LINE:
            return max((n for ref, n in self._ties.items() if _is_in(ref, targets[0].where)), default=0)
        if not found:
            return None
        both_words = 1 if kind is Kind.DIRECTION else 0
        return max(self._ties[ref] for ref in found) + both_words

    def reason(self, target: Target) -> str | None:
        """Say why nothing can tell that a figure is wrong; None where something can."""
        found = list(self._refs(target))
        if not found:
            return "the extractor keeps no such figure"
        if any(self._ties[ref] for ref in found):
            return None
        if any(self._limits[ref] for ref in found):
            return "only a limit speaks of it"
        return "no relation speaks of it"

    def _refs(self, target: Target) -> Iterator[Printed]:
        if target.group is Group.TABLE:
            yield from self._cells(target)
        elif target.group is Group.FIGURES:
            yield FigureRef("figure", target.row, "value")
        elif target.group is Group.PERFORMANCE:
            yield from self._of_plan(target)
        else:
            yield from self._of_claim(target)

    def _cells(self, target: Target) -> Iterator[CellRef]:
        table = next((t for t in self._document.tables if t.table_id == target.where), None)
        for row in table.rows if table else ():
            named = words(row.project_name or row.row_label) == words(target.label)
            if row.row_code == target.row and (named or not target.row.isdigit()):
                yield CellRef(target.where, row.row_no, target.part)

    def _of_claim(self, target: Target) -> Iterator[Printed]:
        prefix = _NUMBER.match(target.where)
        claims = [c for c in self._document.claims if prefix and _numbered(c.section, prefix[0])]
        if target.part == "direction":
            own = [c for c in claims if c.direction == target.printed and _is_about(c, target)]
            yield from (of_claim(claim.claim_no, "direction") for claim in own)
            return
        part, value = _PARTS[target.part], Decimal(target.printed.replace(",", ""))
        same = [c for c in claims if getattr(c, _FIELDS[part]) == value]
        named = [claim for claim in same if words(claim.subject) == words(target.row)]
        about = [claim for claim in same if _is_about(claim, target)]
        for claim in named or about or same:
            yield of_claim(claim.claim_no, part)
        if part == "amount" and prefix and prefix[0].startswith("十二"):
            key = FIGURE_KEYS.get(target.row)
            yield from (
                FigureRef("figure", figure.figure_key, "value")
                for figure in self._document.figures
                if figure.value == value and figure.unit == "万元" and key in (None, figure.figure_key)
            )

    def _of_plan(self, target: Target) -> Iterator[Printed]:
        for plan in self._document.plans:
            if plan.plan_kind.value == target.where and words(plan.plan_name) == words(target.row):
                yield from (FigureRef("plan", str(plan.plan_no), part) for part in _parts(plan, target))


def _parts(plan: PerformancePlan, target: Target) -> Iterator[str]:
    if target.part == "goal":
        value = Decimal(target.printed)
        yield from (f"goal.{amount.amount_key}" for amount in plan.amounts if amount.value == value)
    elif target.part in ("weight", "ceiling"):
        yield f"{target.part}.{target.number}"
    else:
        yield target.part


def _is_in(ref: Printed, table_id: str) -> bool:
    return isinstance(ref, CellRef) and ref.table_id == table_id


def _numbered(section: str, prefix: str) -> bool:
    found = _NUMBER.match(section)
    return found is not None and found[0] == prefix


def _is_about(claim: Claim, target: Target) -> bool:
    told, wanted = words(claim.subject), words(target.row)
    return bool(told) and (told in wanted or wanted in told)
