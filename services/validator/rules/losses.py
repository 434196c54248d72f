"""Rows that the form prescribes and the document does not print, and what the other figures force them to have said.

A lost row is put back without amounts, and every relation and claim that names it becomes a fact about its cells. A
fact with one unknown gives a derivation: an interval, and the printed figures that it was made of. A loss is
*confirmed* where two derivations that share no figure agree, one of them from outside the row's own table: the parts
and the narrative, or the parts and another table; or where everything says that the cell was blank. What only one
source says, or what sources contradict, is not confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from services.validator.rules.intervals import ZERO, Interval, around
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from shared.model.money import to_yuan
from shared.model.table import RowKind, Table
from shared.rulebook.equation import CellRef, Comparison, Term
from shared.rulebook.formula import TOTAL
from shared.rulebook.instantiate import instantiate
from shared.rulebook.outline import Outline
from shared.rulebook.skeleton import RowSkeleton, TableSkeleton

NARRATIVE = "narrative"
_KEPT = 4
_KEPT_APART = 8
"""Derivations kept of one cell, and kept where one shares no figure with the others: enough to find two that share
nothing, few enough to stay fast."""
_ROUNDS = 5
"""A derivation may rest on another: total, subtotal, part, other table. Longer chains confirm nothing anew."""

Source = tuple[str, int, str]
"""A printed figure that a derivation was made of: table, row and column, or `narrative` and the claim's number."""


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row that the layout prescribes and the table does not print."""

    table_id: str
    row_code: str
    row_no: int
    """A number that no printed row has."""
    row_kind: RowKind
    label: str
    column_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """What a lost cell must have said, in yuan, and the printed figures that say so."""

    interval: Interval
    sources: frozenset[Source]


@dataclass(frozen=True, slots=True)
class LostCell:
    """A lost cell with everything that speaks of it."""

    row: LostRow
    column_key: str
    derivations: tuple[Derivation, ...]

    @property
    def is_blank(self) -> bool:
        """True where something speaks of the cell, and all of it says that it had no amount."""
        says_zero = [Decimal(0) in derivation.interval for derivation in self.derivations]
        return bool(says_zero) and all(says_zero)

    @property
    def witnesses(self) -> tuple[Derivation, Derivation] | None:
        """Two derivations that share no figure and agree, one of them from outside the table; None where none do."""
        pairs = [pair for pair in combinations(self.derivations, 2) if not pair[0].sources & pair[1].sources]
        if any(not one.interval.overlaps(other.interval) for one, other in pairs):
            return None
        return next((pair for pair in pairs if self._are_witnesses(*pair)), None)

    def _are_witnesses(self, one: Derivation, other: Derivation) -> bool:
        outside = any(table_id != self.row.table_id for table_id, _, _ in one.sources | other.sources)
        return bool(one.sources and other.sources) and outside

    @property
    def is_confirmed(self) -> bool:
        """True where the loss takes nothing away: the amount is forced from two sides, or there was none."""
        return self.is_blank or self.witnesses is not None


def lost_rows(view: DocumentView) -> tuple[LostRow, ...]:
    """Give the total rows and prescribed rows that tables with amounts do not print."""
    found: list[LostRow] = []
    for table in view.tables.values():
        if not view.is_blank(table.table_id):
            found += _lost_in(view, table)
    return tuple(found)


def _lost_in(view: DocumentView, table: Table) -> Iterable[LostRow]:
    definition = view.definition(table.table_id)
    if definition is None:
        return
    printed = {row.row_code for row in table.rows}
    number = min((row.row_no for row in table.rows), default=1)
    columns: dict[str, tuple[RowKind, str, tuple[str, ...]]] = {}
    for side in definition.sides:
        keys = tuple(column.key for column in side.columns)
        for fixed in (row for row in side.rows if row.prescribed):
            columns.setdefault(fixed.code, (fixed.kind, fixed.labels[0], keys))
    if definition.has_total and not view.outlines[table.table_id].in_place_of_total:
        columns[TOTAL] = (RowKind.TOTAL, definition.sides[0].total_labels[0], definition.column_keys())
    for code, (kind, label, keys) in columns.items():
        if code not in printed:
            number = min(number, 1) - 1
            yield LostRow(table.table_id, code, number, kind, label, keys)


def derive(view: DocumentView, lost: Sequence[LostRow]) -> tuple[LostCell, ...]:
    """Give every cell of the lost rows with what the other figures make of it."""
    if not lost:
        return ()
    skeletons = _with(view.skeletons, lost)
    outlines = {
        table_id: view.outlines[table_id] if table is view.skeletons[table_id] else Outline(table)
        for table_id, table in skeletons.items()
    }
    unknown = {
        CellRef(row.table_id, row.row_no, key): row
        for row in lost
        for key in row.column_keys
        if key in skeletons[row.table_id].column_keys
    }
    facts = [*_relation_facts(view, outlines, unknown), *_claim_facts(view, outlines, unknown)]
    known = _propagate(facts, unknown)
    return tuple(LostCell(row, ref.column_key, tuple(known[ref])) for ref, row in unknown.items())


def _with(skeletons: Mapping[str, TableSkeleton], lost: Sequence[LostRow]) -> dict[str, TableSkeleton]:
    """Put the lost rows back, without amounts."""
    restored = dict(skeletons)
    for row in lost:
        table = restored[row.table_id]
        added = RowSkeleton(row.row_no, row.row_kind, row.row_code, None, row.column_keys)
        restored[row.table_id] = TableSkeleton(
            table.table_id, (*table.rows, added), table.column_keys, table.empty
        )
    return restored


@dataclass(frozen=True, slots=True)
class _Fact:
    """`Σ weight x unknown cell + known = 0`, in yuan."""

    unknown: tuple[Term, ...]
    known: Interval
    sources: frozenset[Source]


def _relation_facts(
    view: DocumentView, outlines: Mapping[str, Outline], unknown: Mapping[CellRef, LostRow]
) -> Iterable[_Fact]:
    for equation in instantiate(view.relations, outlines).equations:
        if equation.comparison is Comparison.EQUAL and any(ref in unknown for ref in equation.cells()):
            minus = tuple(Term(term.cell, -term.weight) for term in equation.right)
            if fact := _fact(view, equation.left + minus, unknown):
                yield fact


def _claim_facts(
    view: DocumentView, outlines: Mapping[str, Outline], unknown: Mapping[CellRef, LostRow]
) -> Iterable[_Fact]:
    finder = StatementFinder(view, outlines)
    for claim in view.document.claims:
        if claim.amount is None:
            continue
        stated = around(claim.amount, view.claim_half(claim)).scaled(to_yuan(Decimal(1), claim.unit))
        source: Source = (NARRATIVE, claim.claim_no, "")
        for terms in finder.find(claim).alternatives:
            if fact := _fact(view, terms, unknown):
                yield _Fact(fact.unknown, fact.known - stated, fact.sources | {source})


def _fact(view: DocumentView, terms: Sequence[Term], unknown: Mapping[CellRef, LostRow]) -> _Fact | None:
    """Give what terms that add up to zero say; None where an amount without a column may take part."""
    known = ZERO
    sources: set[Source] = set()
    for term in terms:
        ref = term.cell
        if ref in unknown:
            continue
        if view.cell(ref) is None and any(
            ref.column_key in a.columns for a in view.unplaced(ref.table_id, ref.row_no)
        ):
            return None
        if view.cell(ref) is not None:
            factor = to_yuan(Decimal(1), view.unit(ref.table_id))
            known += view.interval(ref).scaled(factor * term.weight)
            sources.add((ref.table_id, ref.row_no, ref.column_key))
    lost = tuple(term for term in terms if term.cell in unknown)
    return _Fact(lost, known, frozenset(sources)) if lost else None


Known = dict[CellRef, list[Derivation]]


def _propagate(facts: Sequence[_Fact], unknown: Iterable[CellRef]) -> Known:
    """Work out the lost cells from facts with one unknown, then from facts whose other unknowns were worked out."""
    known: Known = {ref: [] for ref in unknown}
    changed = set(known)
    for _ in range(_ROUNDS):
        grown: set[CellRef] = set()
        for fact in facts:
            for term in fact.unknown:
                others = [other for other in fact.unknown if other is not term]
                if (not others or any(other.cell in changed for other in others)) and _work_out(
                    fact, term, others, known
                ):
                    grown.add(term.cell)
        if not grown:
            break
        changed = grown
    return known


def _work_out(fact: _Fact, term: Term, others: Sequence[Term], known: Known) -> bool:
    """Add what a fact makes of one cell to its derivations; tell whether that was anything new.

    Each derivation of each other cell is tried beside the first one of the rest.
    """
    found = [_choices(known[other.cell]) for other in others]
    if not all(found):
        return False
    first = [choices[0] for choices in found]
    tried = [first]
    for index, choices in enumerate(found):
        tried += [[*first[:index], choice, *first[index + 1 :]] for choice in choices[1:]]
    mine = known[term.cell]
    before = len(mine)
    for chosen in tried:
        sources = fact.sources.union(*(used.sources for used in chosen))
        if _is_new(mine, sources):
            total = fact.known
            for other, used in zip(others, chosen, strict=True):
                total += used.interval.scaled(Decimal(other.weight))
            mine.append(Derivation(total.scaled(Decimal(-term.weight)), sources))
    return len(mine) > before


def _choices(found: Sequence[Derivation]) -> Sequence[Derivation]:
    """Give the derivations of a cell to work on with; where its parts are blank, that alone."""
    blank = [derivation for derivation in found if not derivation.sources]
    return blank or found


def _is_new(found: Sequence[Derivation], sources: frozenset[Source]) -> bool:
    """Tell whether a derivation rests on something new; one that needs all that another needs adds nothing.

    That blank cells make zero needs no figure at all, and does not keep others from contradicting it.
    """
    if any(sources == other.sources or (other.sources and sources >= other.sources) for other in found):
        return False
    is_apart = not any(sources & other.sources for other in found)
    return len(found) < (_KEPT_APART if is_apart else _KEPT)
