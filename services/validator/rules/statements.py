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
    """What a claim speaks of: the cells, or why they cannot be told; None for both where the claim book is silent."""

    terms: tuple[Term, ...] | None
    blocked: Blocked | None
    share_of: tuple[Term, ...] | None
    """The whole of which the claim's share is a share."""


class StatementFinder:
    """Finds the cells of claims. `outlines` may hold more rows than are printed."""

    def __init__(self, view: DocumentView, outlines: Mapping[str, Outline] | None = None) -> None:
        """Take the claims of the document, to know what is a part of what."""
        self._view = view
        self._outlines = outlines if outlines is not None else view.outlines
        self._by_number = {claim.claim_no: claim for claim in view.document.claims}
        self._found: dict[int, Restated] = {}

    def find(self, claim: Claim) -> Restated:
        """Give the cells that a claim restates."""
        if claim.claim_no not in self._found:
            self._found[claim.claim_no] = self._search(claim)
        return self._found[claim.claim_no]

    def _search(self, claim: Claim) -> Restated:
        entry = self._entry(claim)
        if entry is None:
            return Restated(None, None, None)
        whole = entry.parsed[entry.share_of] if entry.share_of else ()
        share_of = self._first(whole, claim)
        found = self._first(self._cells(entry, claim), claim)
        return Restated(
            found if not isinstance(found, Blocked) else None,
            found if isinstance(found, Blocked) else None,
            share_of if not isinstance(share_of, Blocked) else None,
        )

    def _entry(self, claim: Claim) -> Statements | None:
        """Give the first entry of the claim's section that fits what it is a part of."""
        parent = self._by_number.get(claim.part_of) if claim.part_of is not None else None
        key = parent.subject_key if parent else None
        entries = (entry for entry in load_claims().statements if entry.section == claim.section_key)
        return next((entry for entry in entries if entry.part_of is None or entry.part_of == key), None)

    @staticmethod
    def _cells(entry: Statements, claim: Claim) -> Cells:
        if claim.subject_key in entry.subjects:
            return entry.parsed[entry.subjects[claim.subject_key]]
        if claim.row_code and entry.row_code:
            return entry.parsed[entry.row_code]
        return entry.parsed[entry.named] if claim.subject_key is None and entry.named else ()

    def _first(self, cells: Cells, claim: Claim) -> tuple[Term, ...] | Blocked | None:
        """Give the first sum whose rows are printed, else the first that parts make, else the first obstacle."""
        found = [(side, self._resolve(side, claim)) for side in cells]
        made = [(side, terms) for side, terms in found if isinstance(terms, tuple)]
        printed = (terms for side, terms in made if self._is_printed(side, terms))
        obstacle = next((terms for _, terms in found if isinstance(terms, Blocked)), None)
        return next(printed, made[0][1] if made else obstacle)

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

    def _is_printed(self, side: Sequence[CellName], terms: Sequence[Term]) -> bool:
        """Tell whether terms are the named rows themselves and not the parts that stand for them."""
        codes = {name.row for name in side}
        rows = [self._view.row(term.cell) for term in terms]
        return all(row is not None and row.row_code in codes for row in rows)
