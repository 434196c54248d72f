"""Which tables are confirmed from outside: the ground on which a loss in a table weighs less.

A table is confirmed where at least one relation between it and another table holds, or the narrative states one of its
amounts, and no relation that it takes part in is broken.
"""

from __future__ import annotations

from services.validator.rules.narrative import agrees
from services.validator.rules.relations import RelationResult
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome


def confirmed_tables(view: DocumentView, result: RelationResult, finder: StatementFinder) -> frozenset[str]:
    """Give the ids of the tables that are confirmed from outside."""
    doubted: set[str] = set()
    linked: set[str] = set()
    for over in result.relations:
        if over.agreement is not None and not linked.issuperset(over.agreement.table_ids):
            linked |= over.agreement.linked()
        for judged in over.judged:
            tables = judged.equation.table_ids
            if judged.outcome is Outcome.BROKEN:
                doubted |= tables
            elif judged.outcome is Outcome.HELD and len(tables) > 1:
                linked |= tables
    for claim in view.document.claims:
        terms = finder.find(claim).terms if claim.amount else None
        named = {term.cell.table_id for term in terms or ()}
        if claim.amount and terms and not named <= linked and agrees(view, claim, claim.amount, terms):
            linked |= named
    return frozenset(linked - doubted)
