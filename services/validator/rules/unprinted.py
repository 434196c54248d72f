"""Parts that the form prescribes and the table does not print: a sum of parts cannot be judged without them.

The loss itself is told by `completeness.row`. Where the form prescribes no such row, those that are printed are all.
"""

from __future__ import annotations

from services.validator.rules.check import Message
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.rulebook.checks import load_rules
from shared.rulebook.equation import Equation
from shared.rulebook.prescribed import PARTS, bare, parts_of
from shared.rulebook.relation import Relation

_WHOLE_ONLY = frozenset({"total", "vehicle"})
"""Sums of the 三公 table, of which a form that prescribes the parts prints every one, be it blank."""


def unprinted_part(view: DocumentView, equation: Equation) -> Message | None:
    """Give the reason why a sum of parts cannot be judged, None where every prescribed part is printed."""
    rule = load_rules()[equation.rule_id]
    for name in rule.parsed.names() if isinstance(rule, Relation) else ():
        definition = view.definition(name.table_id)
        if definition is None or not name.row.startswith(PARTS) or bare(name.row) not in _WHOLE_ONLY:
            continue
        parts = parts_of(bare(name.row))
        outline = view.outlines[name.table_id]
        inner = {code for part in parts if outline.with_code(part) for code in parts_of(part)}
        for fixed in (row for side in definition.sides for row in side.rows):
            is_asked = fixed.prescribed and fixed.code in parts - inner
            if is_asked and not outline.with_code(fixed.code):
                label = fixed.labels[0]
                return Message(
                    f"the row {fixed.code} of {name.table_id} is not printed",
                    f"{title_of(view, name.table_id)}未列示“{label}”行",
                )
    return None
