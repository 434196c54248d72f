"""Findings of relations: what a broken or uncheckable equation means, with places and figures, and what is rounding.

A restated amount that differs by no more than rounding could explain is broken with the weight of a warning. A relation
that holds with a difference is counted under `rounding.sum`. What could not be checked is told once for each relation
and table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from services.validator.rules.agreement import Agreement
from services.validator.rules.check import (
    Check,
    Message,
    Numbers,
    Spot,
    all_held,
    broken,
    held,
    not_checkable,
)
from services.validator.rules.counterparts import of_cells
from services.validator.rules.fault import FaultFinder
from services.validator.rules.relations import Judged, Over, RelationResult
from services.validator.rules.tied import relation_tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import (
    amount,
    cells,
    obstacle,
    row_zh,
    signed,
    spot_of,
    title_of,
    unit_en,
)
from shared.model.finding import Counterpart, Outcome, Severity
from shared.model.money import Unit
from shared.rulebook.checks import load_rules
from shared.rulebook.equation import CellRef, Comparison, Term
from shared.rulebook.obstacle import Blocked
from shared.rulebook.relation import Relation

ROUNDING = "rounding.sum"
_EQUAL, _HELD_SO = Comparison.EQUAL, Outcome.HELD
_TO_THE_LAST_DIGIT = held(ROUNDING)


def relation_checks(view: DocumentView, result: RelationResult, faults: FaultFinder) -> list[Check]:
    """Give the checks of all relations; what could not be checked is told once for each relation and table."""
    checks: list[Check] = []
    exact = 0
    told: set[tuple[str, str]] = set()
    for over in result.relations:
        if over.agreement is not None and over.agreement.agreed:
            checks.append(_agreed(result, over, over.agreement))
            if over.agreement.put_up.formula.comparison is _EQUAL:
                exact += len(over.agreement.agreed)
        for judged in over.judged:
            if judged.outcome is _HELD_SO:
                checks += _held(view, judged)
                continue
            key = (judged.equation.rule_id, judged.equation.first.table_id)
            if judged.reason is not None and key in told:
                checks.append(Check(judged.equation.rule_id, Outcome.NOT_CHECKABLE))
            else:
                made = _checks_of(view, judged, faults)
                checks += (
                    check._replace(judged=judged) if check.tie is not None else check for check in made
                )
            if judged.reason is not None:
                told.add(key)
    checks += all_held(ROUNDING, exact)
    checks += [_blocked_check(view, blocked) for blocked in result.blocked]
    return checks


def _agreed(result: RelationResult, over: Over, agreement: Agreement) -> Check:
    """Tell of the equations of a relation that agree to the last digit how many they are."""
    each, times = partial(_each, result, over), len(agreement.agreed)
    return Check(agreement.put_up.rule_id, _HELD_SO, times=times, each=each)


def _each(result: RelationResult, over: Over) -> list[Check]:
    return [_held_check(result.view, judged) for judged in result.agreed(over)]


def _held(view: DocumentView, judged: Judged) -> Iterator[Check]:
    """Tell that an equation held and, of an equation, how closely."""
    yield _held_check(view, judged)
    if judged.equation.comparison is _EQUAL:
        yield _TO_THE_LAST_DIGIT if judged.left == judged.right else _rounded(view, judged)


def _held_check(view: DocumentView, judged: Judged) -> Check:
    return Check(judged.equation.rule_id, _HELD_SO, None, partial(relation_tie, view, judged), judged)


def _checks_of(view: DocumentView, judged: Judged, faults: FaultFinder) -> Iterable[Check]:
    rule_id = judged.equation.rule_id
    if judged.reason is not None:
        yield not_checkable(rule_id, _cannot(rule_id, judged.reason), spot=_spot(view, judged))
    else:
        within = abs(judged.difference) <= _rounding(view, judged)
        yield broken(
            rule_id,
            _disagreement(view, judged),
            spot=_spot(view, judged),
            numbers=Numbers(
                expected=None if judged.is_open else judged.right,
                actual=None if judged.is_open else judged.left,
                tolerance=judged.tolerance,
            ),
            fault=faults.of_cells(judged.equation.cells()),
            severity=Severity.WARNING if judged.restates and within else None,
            tie=partial(relation_tie, view, judged),
            counterpart=_counterpart(view, judged),
        )


def _rounding(view: DocumentView, judged: Judged) -> Decimal:
    return sum((view.interval(ref).radius for ref in judged.equation.cells()), Decimal(0))


def _rounded(view: DocumentView, judged: Judged) -> Check:
    """Tell that a held equation does not agree to the last digit."""
    disagreement = _disagreement(view, judged)
    return broken(
        ROUNDING,
        Message(f"Rounding: {disagreement.en}", f"四舍五入尾差：{disagreement.zh}"),
        spot=_spot(view, judged),
        numbers=Numbers(expected=judged.right, actual=judged.left, tolerance=judged.tolerance),
        counterpart=_counterpart(view, judged),
    )


def _counterpart(view: DocumentView, judged: Judged) -> Counterpart | None:
    """Give the parts; where one side is a row that is not printed, the table that lacks it."""
    left, right = judged.equation.left, judged.equation.right
    if left and right:
        return of_cells(view, right)
    table_id, column_key = _named(judged, left_side=not left)
    return Counterpart(where=table_id, column_key=column_key)


def _spot(view: DocumentView, judged: Judged) -> Spot:
    """Give the place of the whole, or of the row that one table prints and another does not."""
    left, right = judged.equation.left, judged.equation.right
    first = spot_of(view, (left or right)[0].cell)
    if left and right:
        return first
    table_id, column_key = _named(judged, left_side=not left)
    if view.is_blank(table_id):
        return first
    return Spot(table_id, first.row_code, first.row_label, column_key, first.place)


def _named(judged: Judged, *, left_side: bool) -> tuple[str, str]:
    """Give table and column of the first cell that the relation's formula names on a side."""
    rule = load_rules()[judged.equation.rule_id]
    assert isinstance(rule, Relation)  # noqa: S101 - equations come from relations alone
    name = (rule.parsed.left if left_side else rule.parsed.right)[0]
    return name.table_id, name.column


def _side(view: DocumentView, judged: Judged, *, left_side: bool) -> Message:
    """Name one side of an equation; a side without cells is a row that its table does not print."""
    terms: tuple[Term, ...] = judged.equation.left if left_side else judged.equation.right
    if terms:
        return cells(view, terms)
    table_id, _ = _named(judged, left_side=left_side)
    other = view.row((judged.equation.right if left_side else judged.equation.left)[0].cell)
    if other is None or view.is_blank(table_id):
        return Message(f"{table_id} (blank)", f"{title_of(view, table_id)}（空表）")
    name = row_zh(view, judged.equation.first.table_id, other.row_code)
    return Message(f"{table_id} (no row {other.row_code})", f"{title_of(view, table_id)}（无“{name}”行）")


def _disagreement(view: DocumentView, judged: Judged) -> Message:
    rule = load_rules()[judged.equation.rule_id]
    left, right = _side(view, judged, left_side=True), _side(view, judged, left_side=False)
    if judged.is_open:
        by = amount(abs(judged.difference))
        return Message(
            f"{rule.title}: {left.en} and {right.en} differ by {by} {unit_en(judged.unit)} or more, in whichever "
            f"columns the amounts stand whose column is open; tolerance {amount(judged.tolerance)}",
            f"{rule.title_zh}：无论栏目未定的金额列在哪一栏，{left.zh}与{right.zh}至少相差{by}{judged.unit}"
            f"（允许误差{amount(judged.tolerance)}）",
        )
    one = _told(view, judged.equation.left, judged.left)
    other = _told(view, judged.equation.right, judged.right, judged.unit)
    is_limit = judged.equation.comparison is Comparison.AT_MOST
    en = f"more than {right.en}, which is {other.en}" if is_limit else f"but {right.en} is {other.en}"
    zh = f"大于{right.zh}的{other.zh}" if is_limit else f"而{right.zh}为{other.zh}"
    by, limit = signed(judged.difference), amount(judged.tolerance)
    return Message(
        f"{rule.title}: {left.en} is {one.en}, {en}; difference {by}, tolerance {limit}",
        f"{rule.title_zh}：{left.zh}为{one.zh}，{zh}，相差{by}（允许误差{limit}）",
    )


def _told(view: DocumentView, terms: Sequence[Term], value: Decimal, unit: Unit | None = None) -> Message:
    """Tell what a side makes; where none of its cells is printed, that it is blank."""
    if terms and not value and all(view.cell(term.cell) is None for term in terms):
        return Message("blank", "空白")
    en, zh = (f" {unit_en(unit)}", unit) if unit else ("", "")
    return Message(f"{amount(value)}{en}", f"{amount(value)}{zh}")


def _cannot(rule_id: str, reason: Message) -> Message:
    rule = load_rules()[rule_id]
    return Message(f"{rule.title}: not checkable, {reason.en}", f"{rule.title_zh}：无法核对，{reason.zh}")


def _blocked_check(view: DocumentView, blocked: Blocked) -> Check:
    message = _cannot(blocked.rule_id, obstacle(view, blocked))
    table = view.tables.get(blocked.table_id)
    ref = CellRef(
        blocked.table_id, table.rows[0].row_no if table and table.rows else 0, blocked.column_key or ""
    )
    spot = spot_of(view, ref)
    named = Spot(blocked.table_id, blocked.row_code, None, blocked.column_key, spot.place)
    return not_checkable(blocked.rule_id, message, spot=named)
