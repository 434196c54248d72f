"""Which cells a claim of the narrative restates: the claim book's entries, resolved over the tables of one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.validator.rules.view import DocumentView
from shared.layout.label import words
from shared.model.narrative import Claim
from shared.rulebook.claims import NAMED, Cells, Statements, load_claims
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import ANY_CODE, CellName
from shared.rulebook.instantiate import Blocked, resolve
from shared.rulebook.skeleton import Outline

AMOUNT = "narrative.amount"


@dataclass(frozen=True, slots=True)
class Restated:
    """What a claim speaks of: the sums of cells that it may restate, best first, or why they cannot be told.

    Where the claim book is silent there are none, and no obstacle either.
    """

    alternatives: tuple[tuple[Term, ...], ...] = ()
    blocked: Blocked | None = None
    share_of: tuple[Term, ...] | None = None
    """The whole of which the claim's share is a share."""

    @property
    def terms(self) -> tuple[Term, ...] | None:
        """The best sum."""
        return self.alternatives[0] if self.alternatives else None


class StatementFinder:
    """Finds the cells of claims. `outlines` may hold more rows than are printed."""

    def __init__(self, view: DocumentView, outlines: Mapping[str, Outline] | None = None) -> None:
        """Take the claims of the document, to know what is a part of what."""
        self._view = view
        self._outlines = outlines if outlines is not None else view.outlines
        self._wholes = {claim.part_of for claim in view.document.claims if claim.part_of is not None}
        self._by_number = {claim.claim_no: claim for claim in view.document.claims}
        self._found: dict[int, Restated] = {}

    def find(self, claim: Claim) -> Restated:
        """Give the cells that a claim restates."""
        if claim.claim_no not in self._found:
            self._found[claim.claim_no] = self._search(claim)
        return self._found[claim.claim_no]

    def _search(self, claim: Claim) -> Restated:
        entries = (entry for entry in load_claims().statements if entry.section == claim.section_key)
        entry = next(entries, None)
        if entry is None:
            return Restated()
        alternatives, blocked = self._ranked(self._cells(entry, claim), claim)
        whole, _ = self._ranked(entry.parsed[entry.share_of] if entry.share_of else (), claim)
        return Restated(alternatives, None if alternatives else blocked, whole[0] if whole else None)

    def _cells(self, entry: Statements, claim: Claim) -> Cells:
        if claim.subject_key in entry.subjects:
            return entry.parsed[entry.subjects[claim.subject_key]]
        if claim.row_code and entry.row_code:
            return entry.parsed[entry.row_code]
        if claim.subject_key is not None:
            return ()
        if entry.whole and not claim.row_code and claim.claim_no in self._wholes:
            return entry.parsed[entry.whole]
        return entry.parsed[entry.named] if entry.named else ()

    def _ranked(self, cells: Cells, claim: Claim) -> tuple[tuple[tuple[Term, ...], ...], Blocked | None]:
        """Give the sums that can be told: with amounts in rows of their own, then others printed, then of parts."""
        found = [(side, self._resolve(side, claim)) for side in cells]
        made = [(self._rank(side, terms), terms) for side, terms in found if isinstance(terms, tuple)]
        made.sort(key=lambda pair: pair[0])
        return tuple(terms for _, terms in made), next((t for _, t in found if isinstance(t, Blocked)), None)

    def _resolve(self, side: Sequence[CellName], claim: Claim) -> tuple[Term, ...] | Blocked | None:
        if any(name.row == NAMED for name in side):
            return self._named(side, claim)
        needs_code = any(name.row == ANY_CODE for name in side)
        return resolve(AMOUNT, side, self._outlines, claim.row_code if needs_code else None)

    def _named(self, side: Sequence[CellName], claim: Claim) -> tuple[Term, ...] | None:
        """Give the cells of the rows that bear the subject's name; None where no row does.

        What a row's own claim is split into (the allocation of a project) is no row, whatever it is called.
        """
        parent = self._by_number.get(claim.part_of) if claim.part_of is not None else None
        if parent is not None and parent.subject_key is None and self._named(side, parent):
            return None
        wanted = words(claim.subject)
        terms: list[Term] = []
        for name in side:
            table = self._view.tables.get(name.table_id)
            rows = (
                [row for row in table.rows if words(row.project_name or row.row_label) == wanted]
                if table
                else []
            )
            terms += [Term(CellRef(name.table_id, row.row_no, name.column)) for row in rows]
        return tuple(terms) or None

    def _rank(self, side: Sequence[CellName], terms: Sequence[Term]) -> int:
        rows = [self._view.row(term.cell) for term in terms]
        codes = {name.row for name in side}
        moving = bool(codes & {NAMED, ANY_CODE})
        if not moving and not all(row is not None and row.row_code in codes for row in rows):
            return 2
        return 0 if any(self._view.cell(term.cell) for term in terms) else 1
