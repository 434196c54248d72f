"""What a table promises of itself: sums that nearly all of its rows keep, though no form is known that demands them.

Regions print tables that the rulebook has no relation for: lists of procurement with their groups, the year before and
the change beside each amount, one block of rows for each unit. Whether such a table adds up is told by the table: where
a comparison holds for nearly all of its rows, it must hold for the rest. In come candidates, all of one kind and one
table, out go checks, or nothing where the table promises no such thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import pairwise

from services.validator.rules.check import Check, Message, Numbers, broken, held
from services.validator.rules.counterparts import of_cells
from services.validator.rules.slips import any_slip
from services.validator.rules.tied import cell_part, in_yuan
from services.validator.rules.ties import Part, SumTie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells, signed, spot_of
from shared.model.finding import Fault
from shared.rulebook.checks import load_rules
from shared.rulebook.equation import CellRef, Term

_FEW = 2
"""So many rows at most may fail a promise that is kept elsewhere: one wrong figure or row disturbs no more."""
_MOST_TIMES = 3
"""A list may print what the department buys, then what each unit buys, then each thing."""
_TIMES = 3
"""So many times as many comparisons must hold as fail, where a promise is told by the rows alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that may be a sum of others of its table; `times` it, where the parts print everything twice."""

    whole: CellRef
    parts: tuple[Term, ...]
    times: int = 1

    def difference(self, view: DocumentView) -> Decimal:
        """Give the whole minus its parts, in the unit of the table."""
        return _value(view, self.whole) * self.times - self.made(view)

    def made(self, view: DocumentView) -> Decimal:
        """Give the sum of the parts."""
        return sum((term.weight * _value(view, term.cell) for term in self.parts), Decimal(0))

    def tolerance(self, view: DocumentView) -> Decimal:
        """Give what rounding leaves open."""
        return view.half_unit(self.whole.table_id) * (len(self.parts) + self.times)

    def holds(self, view: DocumentView) -> bool:
        """Tell whether the sum is right within its rounding."""
        return abs(self.difference(view)) <= self.tolerance(view)


def promised_checks(view: DocumentView, rule_id: str, candidates: Sequence[Candidate]) -> Iterator[Check]:
    """Check candidates where nearly all of them hold; blank ones do not count for that."""
    known = [(one, one.holds(view)) for one in candidates if not _is_open(view, one)]
    kept = [one for one, holds in known if holds and _is_told(view, one)]
    failed = [one for one, holds in known if not holds]
    if not is_promise(kept, failed) and not (
        kept and (_have_one_cause(view, failed) or _are_exchanged(view, failed))
    ):
        return
    for one, holds in known:
        yield held(rule_id, partial(_tie, view, one)) if holds else _differs(view, rule_id, one)


def single_checks(view: DocumentView, rule_id: str, candidates: Sequence[Candidate]) -> Iterator[Check]:
    """Check the sums of one row, which nothing but themselves shows to be promised.

    One that holds is taken for meant. One that fails is told where a slip in one of its figures explains it, or a row
    that is printed twice: a list that is no sum of its rows is not off by just that.
    """
    for one in candidates:
        if _is_open(view, one) or not _is_told(view, one):
            continue
        if one.holds(view):
            yield held(rule_id, partial(_tie, view, one))
            continue
        alternatives = (replace(one, times=times) for times in range(1, _MOST_TIMES + 1))
        wrong = (other for other in alternatives if any_slip(_tie(view, other)) or _is_doubled(view, other))
        if (found := next(wrong, None)) is not None:
            yield _differs(view, rule_id, found)


def _is_doubled(view: DocumentView, one: Candidate) -> bool:
    """Tell whether the parts are too much by a row that repeats the one before it."""
    excess = -one.difference(view)
    return any(
        before.cell.row_no + 1 == after.cell.row_no
        and _value(view, before.cell) == _value(view, after.cell) == excess
        and _name(view, before.cell) == _name(view, after.cell)
        for before, after in pairwise(one.parts)
    )


def _name(view: DocumentView, ref: CellRef) -> str | None:
    row = view.row(ref)
    return (row.project_name or row.row_label) if row else None


def is_promise(kept: Sequence[Candidate], failed: Sequence[Candidate]) -> bool:
    """Tell whether a table keeps a sum so often that it must keep it everywhere.

    Two rows at most fail it, and three times as many comparisons are kept; or it is kept by other rows, and the
    columns of a single row fail it.
    """
    rows = {one.whole.row_no for one in failed}
    if len(kept) < _FEW or len(rows) > _FEW:
        return False
    others = {one.whole.row_no for one in kept} - rows
    return len(kept) >= _TIMES * len(failed) or (len(rows) == 1 and len(others) >= _FEW)


def _have_one_cause(view: DocumentView, failed: Sequence[Candidate]) -> bool:
    """Tell whether several sums fail that one cell, printed otherwise, would all bring right: no chance makes that."""
    if len(failed) < _FEW:
        return False
    ties = [_tie(view, one) for one in failed]
    shared = set(ties[0].figures).intersection(*(tie.figures for tie in ties[1:]))
    for figure in shared:
        wanted = [found for tie in ties if (found := tie.solve(figure)) is not None]
        if len(wanted) == len(ties) and all(one.overlaps(wanted[0]) for one in wanted):
            return True
    return False


def _are_exchanged(view: DocumentView, failed: Sequence[Candidate]) -> bool:
    """Tell whether two sums of one head fail that hold once two cells of its row, or of one below, are exchanged."""
    if len(failed) != _FEW:
        return False
    one, other = failed
    rows = [[term.cell.row_no for term in candidate.parts] for candidate in failed]
    if one.whole.row_no != other.whole.row_no or rows[0] != rows[1]:
        return False
    terms = [(Term(candidate.whole, -candidate.times), *candidate.parts) for candidate in failed]
    for here, there in zip(*terms, strict=True):
        by = _value(view, there.cell) - _value(view, here.cell)
        mends = abs(one.difference(view) - by * here.weight) <= one.tolerance(view)
        if by and mends and abs(other.difference(view) + by * there.weight) <= other.tolerance(view):
            return True
    return False


def _is_open(view: DocumentView, one: Candidate) -> bool:
    if not view.open_rows:
        return False
    refs = (one.whole, *(term.cell for term in one.parts))
    return any((ref.table_id, ref.row_no) in view.open_rows for ref in refs)


def _is_told(view: DocumentView, one: Candidate) -> bool:
    return any(_value(view, ref) for ref in (one.whole, *(term.cell for term in one.parts)))


def _value(view: DocumentView, ref: CellRef) -> Decimal:
    return view.values.get(ref, Decimal(0))


def _tie(view: DocumentView, one: Candidate) -> SumTie:
    parts: list[Part] = [cell_part(view, one.whole, one.times)]
    parts += [cell_part(view, term.cell, -term.weight) for term in one.parts]
    return SumTie(tuple(parts), one.tolerance(view) * in_yuan(view.unit(one.whole.table_id)))


def _differs(view: DocumentView, rule_id: str, one: Candidate) -> Check:
    rule = load_rules()[rule_id]
    whole, parts = cells(view, (Term(one.whole),)), cells(view, one.parts)
    expected, printed = one.made(view) / one.times, _value(view, one.whole)
    numbers = Numbers(expected=expected, actual=printed, tolerance=one.tolerance(view))
    message = Message(
        f"{rule.title}: {whole.en} is {amount(printed)}, but {parts.en} give {amount(expected)}; difference "
        f"{signed(printed - expected)}",
        f"{rule.title_zh}：{whole.zh}为{amount(printed)}，而{parts.zh}为{amount(expected)}，"
        f"相差{signed(printed - expected)}",
    )
    return broken(
        rule_id,
        message,
        spot=spot_of(view, one.whole),
        numbers=numbers,
        fault=Fault.DISCLOSURE,
        tie=partial(_tie, view, one),
        counterpart=of_cells(view, one.parts),
    )
