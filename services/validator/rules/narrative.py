"""The narrative against the tables: stated amounts equal their cells, sentences of emptiness agree with them.

A claim restates an amount of a table. With the same unit it must be the same to the last digit; where the claim is in
万元 and the table in 元, or where the cell is a sum of several, what rounding explains is allowed, and what was cut off
instead (1,361 for 1,361.63) or rounded twice is told as rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import of_cells
from services.validator.rules.emptiness import table_of_fund
from services.validator.rules.fault import FaultFinder
from services.validator.rules.intervals import Interval, around
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.statements import AMOUNT, Restated, StatementFinder
from services.validator.rules.tied import cells_tie, claim_tie
from services.validator.rules.ties import SumTie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells, obstacle, signed, spot_of, title_of
from shared.model.finding import Counterpart, Fault
from shared.model.money import Unit
from shared.model.narrative import Claim, Statement
from shared.model.place import Place
from shared.rulebook.claims import PROJECT_BUDGET
from shared.rulebook.equation import Term

_EMPTY_TABLE, _NONE_PLANNED = Statement.EMPTY_TABLE, Statement.NONE_PLANNED
EMPTY = "narrative.empty_table"
_NOTHING = Decimal(0)


def narrative_checks(view: DocumentView, finder: StatementFinder, faults: FaultFinder) -> Iterator[Check]:
    """Check every claim that speaks of a cell or a table."""
    for claim in view.document.claims:
        restated = finder.find(claim)
        if claim.statement is _EMPTY_TABLE:
            yield from _empty_table(view, claim, faults)
        elif claim.statement is _NONE_PLANNED:
            yield from _none_planned(view, claim, restated)
        elif claim.amount is not None:
            yield from _amount(view, claim, claim.amount, restated, faults)


def cell_sum(view: DocumentView, terms: Sequence[Term], unit: Unit) -> Interval | None:
    """Give what cells add up to in a unit; None where an amount without a column may be in one of them."""
    made = _added_up(view, terms, unit)
    return None if made is None else around(*made)


def _added_up(view: DocumentView, terms: Sequence[Term], unit: Unit) -> tuple[Decimal, Decimal] | None:
    """Give the middle of what cells add up to, and by how much it is open to either side."""
    middle = radius = _NOTHING
    values, scales = view.values, view.scales(unit)
    for ref, weight in terms:
        value = values.get(ref)
        if value is None:
            if view.open_rows and any(
                ref.column_key in a.columns for a in view.unplaced(ref.table_id, ref.row_no)
            ):
                return None
            continue
        half, factor = scales[ref.table_id]
        middle += weight * (value if factor is None else value * factor)
        radius += half
    return middle, radius


def _amount(
    view: DocumentView, claim: Claim, stated: Decimal, restated: Restated, faults: FaultFinder
) -> Iterator[Check]:
    terms = restated.terms
    if restated.blocked is not None:
        reason = obstacle(view, restated.blocked)
        yield not_checkable(AMOUNT, _unknown(claim, reason), spot=_spot(view, claim, ()))
    elif terms is None and restated.is_sought and claim.subject_key != PROJECT_BUDGET:
        reason = Message("no row of the tables is its own", "各表中没有对应的行")
        yield not_checkable(AMOUNT, _unknown(claim, reason), spot=_spot(view, claim, ()))
    if terms is None:
        return
    made = _added_up(view, terms, claim.unit)
    if made is None:
        reason = Message("an amount of the row has no column", "该行有栏目未定的金额")
        yield not_checkable(AMOUNT, _unknown(claim, reason), spot=_spot(view, claim, terms))
        return
    is_first = _agree(view, claim, stated, terms, made)
    others = restated.alternatives[1:]
    if not is_first and _same(view, claim, terms):
        first = around(*made)
        others = tuple(one for one in others if _says_more(view, claim, stated, first, one))
    agreed = terms if is_first else next((one for one in others if agrees(view, claim, stated, one)), None)
    if agreed is not None:
        yield held(AMOUNT, partial(_agreed_tie, view, claim, agreed))
        return
    found = around(*made)
    fault = faults.of_cells(term.cell for term in terms) if terms else Fault.UNDETERMINED
    numbers = Numbers(expected=found.middle, actual=stated, tolerance=_tolerance(view, claim, terms, found))
    if not _same(view, claim, terms) and _is_shortened(stated, found.middle, 2 * view.claim_half(claim)):
        yield held(AMOUNT, partial(claim_tie, view, claim, terms, 2 * view.claim_half(claim)))
        message, spot = _disagrees(view, claim, terms, numbers), _spot(view, claim, terms)
        yield broken(ROUNDING, message, spot=spot, numbers=numbers, counterpart=of_cells(view, terms))
        return
    yield broken(
        AMOUNT,
        _disagrees(view, claim, terms, numbers),
        spot=_spot(view, claim, terms),
        numbers=numbers,
        fault=fault,
        tie=partial(claim_tie, view, claim, terms, numbers.tolerance or Decimal(0)),
        counterpart=of_cells(view, terms),
    )


def agrees(view: DocumentView, claim: Claim, stated: Decimal, terms: Sequence[Term]) -> bool:
    """Tell whether a stated amount is that of its cells."""
    made = _added_up(view, terms, claim.unit)
    return made is not None and _agree(view, claim, stated, terms, made)


def _agree(
    view: DocumentView, claim: Claim, stated: Decimal, terms: Sequence[Term], made: tuple[Decimal, Decimal]
) -> bool:
    if stated == made[0]:  # as most are: then no tolerance matters
        return True
    found = around(*made)
    return abs(stated - found.middle) <= _tolerance(view, claim, terms, found)


def _says_more(
    view: DocumentView, claim: Claim, stated: Decimal, first: Interval, terms: Sequence[Term]
) -> bool:
    """Tell whether a sum is another amount than the first cell, or just what is stated.

    One that makes the same but for the rounding of its parts agrees with less than the cell that prints it.
    """
    made = cell_sum(view, terms, claim.unit)
    return made is not None and (stated == made.middle or not made.overlaps(first))


def _is_shortened(stated: Decimal, exact: Decimal, unit: Decimal) -> bool:
    """Tell whether an amount is the exact one to `unit`, if not rounded to the nearest: cut off, or rounded twice."""
    if stated * exact <= 0:
        return False
    is_cut_off = abs(stated) < abs(exact) < abs(stated) + unit
    place = unit.normalize()
    once = exact.quantize(place / 10, rounding=ROUND_HALF_UP)
    return is_cut_off or once.quantize(place, rounding=ROUND_HALF_UP) == stated


def _tolerance(view: DocumentView, claim: Claim, terms: Sequence[Term], found: Interval) -> Decimal:
    same = _same(view, claim, terms)
    return Decimal(0) if same else found.radius + view.claim_half(claim)


def _agreed_tie(view: DocumentView, claim: Claim, terms: Sequence[Term]) -> SumTie:
    found = cell_sum(view, terms, claim.unit)
    tolerance = _tolerance(view, claim, terms, found) if found is not None else Decimal(0)
    return claim_tie(view, claim, terms, tolerance)


def _same(view: DocumentView, claim: Claim, terms: Sequence[Term]) -> bool:
    """Tell whether a claim and its cell are the same amount printed twice."""
    printed = [term.cell for term in terms if view.cell(term.cell)]
    return len(printed) <= 1 and all(
        view.unit(ref.table_id) is claim.unit and view.half_unit(ref.table_id) >= view.claim_half(claim)
        for ref in printed
    )


def _disagrees(view: DocumentView, claim: Claim, terms: Sequence[Term], numbers: Numbers) -> Message:
    assert numbers.actual is not None  # noqa: S101 - both sides are printed
    assert numbers.expected is not None  # noqa: S101 - ditto
    assert numbers.difference is not None  # noqa: S101 - ditto
    named = cells(view, terms) if terms else _blank_table(view, claim)
    return Message(
        f"{_subject(claim).en} is stated as {amount(numbers.actual)}, but {named.en} is {amount(numbers.expected)}; "
        f"difference {signed(numbers.difference)}",
        f"{_subject(claim).zh}为{amount(numbers.actual)}{claim.unit}，而{named.zh}为{amount(numbers.expected)}{claim.unit}，"
        f"相差{signed(numbers.difference)}",
    )


def _blank_table(view: DocumentView, claim: Claim) -> Message:
    """Name the table of a claim that restates none of its cells, for it has none."""
    section = view.layout.section(claim.section_key) if view.layout and claim.section_key else None
    table_id = claim.table_id or (section.table_id if section else None)
    if table_id is None:
        return Message("the tables", "各表")
    return Message(f"{table_id}, which has no amounts,", f"{title_of(view, table_id)}（空表）")


def _subject(claim: Claim) -> Message:
    page = claim.place.page
    return Message(
        f"“{claim.subject}” in “{claim.section}” on page {page}",
        f"第{page}页“{claim.section}”中“{claim.subject}”",
    )


def _unknown(claim: Claim, reason: Message) -> Message:
    subject = _subject(claim)
    return Message(f"{subject.en} cannot be compared: {reason.en}", f"{subject.zh}无法核对：{reason.zh}")


def _spot(view: DocumentView, claim: Claim, terms: Sequence[Term]) -> Spot:
    cell = spot_of(view, terms[0].cell) if terms else Spot(table_id=claim.table_id, row_code=claim.row_code)
    return Spot(cell.table_id, cell.row_code, cell.row_label or claim.subject, cell.column_key, claim.place)


def _empty_table(view: DocumentView, claim: Claim, faults: FaultFinder) -> Iterator[Check]:
    section = view.layout.section(claim.section_key) if view.layout and claim.section_key else None
    table_id = claim.table_id or (section.table_id if section else None)
    if table_id not in view.tables:
        table_id = table_of_fund(view, claim) or table_id
    if table_id is None or table_id not in view.tables:
        reason = Message("its table is not in the document", "文件中没有对应的表格")
        yield not_checkable(EMPTY, _unknown(claim, reason), spot=Spot(table_id=table_id, place=claim.place))
    elif view.is_blank(table_id):
        yield held(EMPTY)
    else:
        message = Message(
            f"The narrative on page {claim.place.page} says that {table_id} is empty, but it has amounts",
            f"第{claim.place.page}页说明{title_of(view, table_id)}为空表，但该表有金额",
        )
        yield broken(
            EMPTY,
            message,
            spot=Spot(table_id=table_id, place=claim.place),
            fault=faults.of_table(table_id),
            counterpart=Counterpart(where=table_id, place=Place(page=view.tables[table_id].first_page)),
        )


def _none_planned(view: DocumentView, claim: Claim, restated: Restated) -> Iterator[Check]:
    if restated.terms is None:
        if restated.blocked is not None:
            reason = obstacle(view, restated.blocked)
            yield not_checkable(EMPTY, _unknown(claim, reason), spot=_spot(view, claim, ()))
        return
    found = cell_sum(view, restated.terms, claim.unit)
    if found is None or Decimal(0) in found:
        yield held(EMPTY, partial(cells_tie, view, restated.terms))
        return
    named = cells(view, restated.terms)
    message = Message(
        f"{_subject(claim).en} is said not to be planned, but {named.en} is {amount(found.middle)}",
        f"{_subject(claim).zh}说明未安排，而{named.zh}为{amount(found.middle)}",
    )
    numbers = Numbers(expected=found.middle, actual=Decimal(0), tolerance=found.radius)
    spot, tie = _spot(view, claim, restated.terms), partial(cells_tie, view, restated.terms)
    yield broken(
        EMPTY, message, spot=spot, numbers=numbers, tie=tie, counterpart=of_cells(view, restated.terms)
    )
