"""The other place of a finding: what the figure that it names was compared with.

A single cell or sentence is named to its place; where several cells make the other side, what they have in common is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.validator.rules.check import Spot
from services.validator.rules.view import DocumentView
from shared.model.finding import Counterpart, Finding
from shared.model.narrative import Claim
from shared.model.performance import PerformancePlan
from shared.model.place import Place
from shared.rulebook.equation import Term

PERFORMANCE = "performance"
"""Where the performance tables are, as a counterpart names it."""
FIGURES = "other"
"""Where the figures of the other sections are."""


def of_cells(view: DocumentView, terms: Sequence[Term]) -> Counterpart | None:
    """Give the cells of one side; of several tables the first one is named."""
    printed = [term.cell for term in terms if view.cell(term.cell)] or [term.cell for term in terms[:1]]
    if not printed:
        return None
    first = printed[0]
    same = [ref for ref in printed if ref.table_id == first.table_id]
    columns, rows = {ref.column_key for ref in same}, {ref.row_no for ref in same}
    row = view.row(first) if len(rows) == 1 else None
    return Counterpart(
        where=first.table_id,
        row_code=row.row_code or None if row else None,
        row_label=(row.project_name or row.row_label) if row else None,
        column_key=first.column_key if len(columns) == 1 else None,
        place=view.place(first) if len(printed) == 1 else None,
    )


def of_claims(claims: Sequence[Claim]) -> Counterpart | None:
    """Give a sentence of the narrative; of several, what they have in common."""
    if not claims:
        return None
    first, alone = claims[0], len(claims) == 1
    return Counterpart(
        where=first.section_key or first.section,
        row_code=first.row_code if alone else None,
        row_label=first.subject if alone else "、".join(claim.subject for claim in claims),
        place=first.place if alone else None,
    )


def of_plan(plan: PerformancePlan, amount_key: str | None = None) -> Counterpart:
    """Give a performance table, or one amount of its budget."""
    place = next((found.place for found in plan.amounts if found.amount_key == amount_key), plan.place)
    return Counterpart(where=PERFORMANCE, row_label=plan.plan_name, column_key=amount_key, place=place)


def of_figures(places: Mapping[str, Place]) -> Counterpart | None:
    """Give figures of the other sections by their keys; the place only where it is one."""
    if not places:
        return None
    place = next(iter(places.values())) if len(places) == 1 else None
    return Counterpart(where=FIGURES, row_label="、".join(places), place=place)


def seen_from(spot: Spot, finding: Finding) -> Counterpart | None:
    """Give the counterpart of a finding as seen from another figure that takes part in it."""
    own = (finding.table_id, finding.row_code, finding.row_label, finding.column_key)
    is_own = own == (spot.table_id, spot.row_code, spot.row_label, spot.column_key)
    if is_own or (spot.place is not None and spot.place == finding.place):
        return finding.counterpart
    family = finding.rule_id.partition(".")[0]
    return Counterpart(
        where=finding.table_id or family,
        row_code=finding.row_code,
        row_label=finding.row_label,
        column_key=finding.column_key,
        place=finding.place,
    )
