"""The unit of each quantity on the topics: what the schemas carry as `x-unit`.

A change of unit leaves the type of a field as it is, so no schema language sees it. Here it is stated, and the
check of compatibility takes a changed `x-unit` for what it is: a breaking change.
"""

from __future__ import annotations

from typing import Final

_COORDINATE: Final = "PDF points from the upper left corner of the page"
_OF_FINDING: Final = "that of the table or sentence the finding speaks of"
_YUAN: Final = "yuan"
_PERCENT: Final = "percent"

UNITS: Final = {
    "Submission.size": "bytes",
    "PageAccount.rotation": "degrees clockwise",
    "Box.x0": _COORDINATE,
    "Box.top": _COORDINATE,
    "Box.x1": _COORDINATE,
    "Box.bottom": _COORDINATE,
    "Cell.value": "`amount_unit` of the table",
    "OpenAmount.value": "`amount_unit` of the table",
    "Claim.amount": "`unit` of the claim",
    "Claim.delta": "`unit` of the claim",
    "Claim.previous": "`unit` of the claim",
    "Claim.share_pct": _PERCENT,
    "Claim.growth_pct": _PERCENT,
    "Figure.value": "`unit` of the figure",
    "PlanAmount.value": "`unit` of the plan",
    "Indicator.weight": "points of the plan's score, as printed",
    "Finding.expected": _OF_FINDING,
    "Finding.actual": _OF_FINDING,
    "Finding.difference": _OF_FINDING,
    "Finding.tolerance": _OF_FINDING,
    "BudgetLine.amount_yuan": _YUAN,
    "BudgetLine.x0": _COORDINATE,
    "BudgetLine.top": _COORDINATE,
    "BudgetLine.x1": _COORDINATE,
    "BudgetLine.bottom": _COORDINATE,
    "ClaimRecord.amount_yuan": _YUAN,
    "ClaimRecord.delta_yuan": _YUAN,
    "ClaimRecord.previous_yuan": _YUAN,
    "ClaimRecord.share_pct": _PERCENT,
    "ClaimRecord.growth_pct": _PERCENT,
    "PlanRecord.budget_yuan": _YUAN,
    "PlanRecord.fiscal_yuan": _YUAN,
    "PlanRecord.other_yuan": _YUAN,
    "IndicatorRecord.weight": "points of the plan's score, as printed",
    "FigureRecord.value": "`unit` of the row",
    "FindingRecord.expected": _OF_FINDING,
    "FindingRecord.actual": _OF_FINDING,
    "FindingRecord.difference": _OF_FINDING,
    "FindingRecord.tolerance": _OF_FINDING,
    "FindingRecord.x0": _COORDINATE,
    "FindingRecord.top": _COORDINATE,
    "FindingRecord.x1": _COORDINATE,
    "FindingRecord.bottom": _COORDINATE,
    "FindingRecord.counterpart_x0": _COORDINATE,
    "FindingRecord.counterpart_top": _COORDINATE,
    "FindingRecord.counterpart_x1": _COORDINATE,
    "FindingRecord.counterpart_bottom": _COORDINATE,
}
"""By model and field. Integers that count or number things have no unit and do not stand here."""
