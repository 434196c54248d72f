"""What a perfect reader finds in a disclosure, as JSON values: document, tables, claims, performance, other.

Amounts are strings as printed without thousands separators, in 万元; blank cells and absent parts are left out. The
shape serves to compare a reader's warehouse with what was printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests.typeset.disclosure import Assets, Disclosure, Plan, Procurement, Row, Staff, Table
from tests.typeset.sentences import Claim


def truth(disclosure: Disclosure, seed: str = "") -> dict[str, Any]:
    """The whole export; ``seed`` names the file in which the disclosure was printed."""
    return {
        "document": {
            "seed": seed,
            "department": disclosure.department,
            "level": disclosure.org_level,
            "year": disclosure.fiscal_year,
            "published_on": disclosure.published_on.isoformat(),
        },
        "tables": {table.id: _table(table) for table in disclosure.tables.values()},
        "claims": _claims(disclosure),
        "performance": [_plan(plan) for plan in disclosure.plans],
        "other": {
            "staff": _staff(disclosure.staff),
            "procurement": _procurement(disclosure.procurement),
            "assets": _assets(disclosure.assets),
            "performance_summary": {
                "overall_goals": "1",
                "overall_amount": str(disclosure.tables["T1"].cell("total", "income")),
                "fiscal_amount": str(_sum(p.budget for p in disclosure.projects if p.fiscal)),
                "nonfiscal_amount": str(_sum(p.budget for p in disclosure.projects if not p.fiscal)),
            },
        },
        "discrepancies": [],
    }


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _table(table: Table) -> dict[str, Any]:
    return {"title": table.title, "empty": table.empty, "rows": [_row(row) for row in table.rows]}


def _row(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": row.code,
        "label": row.label,
        "cells": {k: str(v) for k, v in row.cells.items()},
    }
    return found if row.project is None else {**found, "project": row.project}


def _claims(disclosure: Disclosure) -> list[dict[str, Any]]:
    """The claims; parts that are told in a sentence of their own join the whole that stands before them."""
    merged: list[dict[str, Any]] = []
    for claim in disclosure.claims():
        entry = _claim(claim)
        same = merged and all(merged[-1].get(k) == entry.get(k) for k in ("section", "subject", "code"))
        if same and "breakdown" in entry and not {"amount", "delta"} & set(entry):
            merged[-1]["breakdown"] = entry["breakdown"]
        else:
            merged.append(entry)
    return merged


def _claim(claim: Claim) -> dict[str, Any]:
    figures = {
        "amount": claim.amount,
        "share_pct": claim.share_pct,
        "delta": claim.delta,
        "growth_pct": claim.growth_pct,
    }
    found: dict[str, Any] = {
        "section": claim.section,
        "subject": claim.subject,
        "code": claim.code,
        "direction": claim.direction,
        "quote": claim.quote.replace(" ", ""),
    }
    found |= {key: str(value) for key, value in figures.items() if value is not None}
    if claim.breakdown:
        found["breakdown"] = [{"subject": name, "amount": str(amount)} for name, amount in claim.breakdown]
    return found


def _plan(plan: Plan) -> dict[str, Any]:
    budget = (
        {
            "other": str(plan.other),
            "upper_level": str(plan.upper_level),
            "own_level": str(plan.fiscal - plan.upper_level),
        }
        if plan.kind == "overall"
        else {"total": str(plan.budget), "fiscal": str(plan.fiscal), "other": str(plan.other)}
    )
    indicators = []
    for indicator in plan.indicators:
        values = {
            "level1": indicator.level1,
            "level2": indicator.level2,
            "level3": indicator.level3,
            "target": indicator.target.replace("＞", ">").replace("＜", "<"),
            "basis": indicator.basis,
            "previous": indicator.previous,
            "weight": str(indicator.weight),
            "scoring": indicator.scoring,
            "evidence": indicator.evidence,
        }
        indicators.append({key: value for key, value in values.items() if value is not None})
    return {"kind": plan.kind, "name": plan.name, "budget": budget, "indicators": indicators}


def _staff(staff: Staff) -> dict[str, Any]:
    changes = {
        g.name: {"direction": "减少" if g.change < 0 else "增加", "delta": str(abs(g.change))}
        for g in staff.groups
    }
    return {
        "编制数": str(staff.posts),
        "实有人数": str(staff.total),
        **{g.name: str(g.count) for g in staff.groups},
        "changes": changes,
    }


def _procurement(procurement: Procurement) -> dict[str, str]:
    return {
        "total": str(procurement.total),
        "goods": str(procurement.goods),
        "works": str(procurement.works),
        "services": str(procurement.services),
        "reserved_sme": str(procurement.reserved_sme),
        "reserved_small_micro": str(procurement.reserved_small_micro),
    }


def _assets(assets: Assets) -> dict[str, Any]:
    return {
        "houses": {"area_sqm": str(assets.area), "value": str(assets.houses)},
        "vehicles": {
            "count": str(sum(v.count for v in assets.vehicles)),
            "value": str(_sum(v.value for v in assets.vehicles)),
            "parts": [
                {"name": v.name, "count": str(v.count), "value": str(v.value)} for v in assets.vehicles
            ],
        },
        "furniture": {"value": str(assets.furniture)},
        "other": {"value": str(assets.other)},
        "large_equipment": {
            "over_500k_count": str(assets.equipment_over_500k),
            "over_1m_count": str(assets.equipment_over_1m),
        },
    }
