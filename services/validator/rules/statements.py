"""Which cells a claim of the narrative restates: the claim book's entries, resolved over the tables of one document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from services.validator.rules.view import DocumentView
from shared.layout.label import words
from shared.model.narrative import Claim
from shared.model.table import Row
from shared.rulebook.claims import NAMED, Cells, Statements, load_claims
from shared.rulebook.equation import CellRef, Term
from shared.rulebook.formula import ANY_CODE, CellName
from shared.rulebook.instantiate import resolve
from shared.rulebook.obstacle import Blocked
from shared.rulebook.outline import Outline

AMOUNT = "narrative.amount"
_OF_GOVERNMENT = "by_government_class"
"""The column of the summary tables for economic classes of government (501 and the like)."""
_YEAR = re.compile(r"^20\d\d年(?:度)?")
_Told = tuple[tuple[tuple[Term, ...], ...], Blocked | None]
"""Sums of cells, best first, and what stood in the way of the first that could not be told."""


class Restated(NamedTuple):
    """What a claim speaks of: the sums of cells that it may restate, best first, or why they cannot be told.

    Where the claim book is silent there are none, and no obstacle either.
    """

    alternatives: tuple[tuple[Term, ...], ...] = ()
    blocked: Blocked | None = None
    wholes: tuple[tuple[Term, ...], ...] = ()
    """The wholes of which the claim's share may be a share, best first."""
    is_sought: bool = False
    """True where the claim book names cells of this form for the claim, whether they are found or not."""

    @property
    def terms(self) -> tuple[Term, ...] | None:
        """The best sum."""
        return self.alternatives[0] if self.alternatives else None

    @property
    def share_of(self) -> tuple[Term, ...] | None:
        """The best whole."""
        return self.wholes[0] if self.wholes else None


class StatementFinder:
    """Finds the cells of claims. `outlines` may hold more rows than are printed."""

    def __init__(self, view: DocumentView, outlines: Mapping[str, Outline] | None = None) -> None:
        """Take the claims of the document, to know what is a part of what."""
        self._view = view
        self._outlines = outlines if outlines is not None else view.outlines
        self._wholes = {claim.part_of for claim in view.document.claims if claim.part_of is not None}
        self._by_number = {claim.claim_no: claim for claim in view.document.claims}
        self._found: dict[int, Restated] = {}
        self._sums: dict[tuple[int, str | None], _Told] = {}
        """By the identity of the cells, which the claim book keeps, and the code: to compare them takes longer."""
        self._digits: dict[str, frozenset[str]] = {}
        self._labels: dict[str, list[tuple[Row, str, str]]] = {}

    def find(self, claim: Claim) -> Restated:
        """Give the cells that a claim restates."""
        if claim.claim_no not in self._found:
            self._found[claim.claim_no] = self._search(claim)
        return self._found[claim.claim_no]

    def _search(self, claim: Claim) -> Restated:
        entry = self._entry(claim)
        if entry is None:
            return Restated()
        sought = self._of_kind(self._cells(entry, claim), claim)
        alternatives, blocked = self._ranked(sought, claim)
        is_sought = bool(alternatives) or any(self._offered(cells) for cells in sought)
        shared = self._of_kind(entry.parsed[entry.share_of], claim) if entry.share_of else ()
        wholes = (*(self._ranked(shared, claim)[0] if shared else ()), *self._listed(claim))
        if wholes:
            wholes = tuple(terms for terms in wholes if terms not in alternatives)
        return Restated(alternatives, None if alternatives else blocked, wholes, is_sought)

    def _entry(self, claim: Claim) -> Statements | None:
        """Give the entry of the claim's section, one of the document's own layout before that of all layouts."""
        return _entry_of(claim.section_key, self._view.layout.id if self._view.layout else None)

    def _listed(self, claim: Claim) -> tuple[tuple[Term, ...], ...]:
        """Give the cells of the claim that this one is a part of, where that is a whole and no share itself."""
        parent = self._by_number.get(claim.part_of) if claim.part_of is not None else None
        if parent is None or parent.share_pct is not None or parent.section_key != claim.section_key:
            return ()
        return self.find(parent).alternatives

    def _cells(self, entry: Statements, claim: Claim) -> tuple[Cells, ...]:
        if claim.subject_key in entry.subjects:
            return entry.parsed[entry.subjects[claim.subject_key]]
        if claim.subject_key is not None:
            return ()
        if claim.row_code and entry.row_code:
            return entry.parsed[entry.row_code]
        if entry.whole and not claim.row_code and claim.claim_no in self._wholes:
            return entry.parsed[entry.whole]
        return entry.parsed[entry.named] if entry.named else ()

    def _of_kind(self, groups: tuple[Cells, ...], claim: Claim) -> tuple[Cells, ...]:
        """Give the sums of a final account's tables alone where the claim restates one of these, else all of them."""
        if claim.table_id is None or not self._is_of_account(claim.table_id):
            return groups
        return tuple(cells for cells in groups if self._is_of_account(cells[0][0].table_id)) or groups

    def _is_of_account(self, table_id: str) -> bool:
        definition = self._view.definition(table_id)
        return definition is not None and bool(definition.of_budget)

    def _ranked(self, groups: Sequence[Cells], claim: Claim) -> _Told:
        """Give the sums of the first group of which any can be told, else what stood in the way of the first."""
        obstacles: list[Blocked] = []
        nowhere: tuple[tuple[Term, ...], ...] = ()
        for cells in groups:
            made, blocked = self._told(cells, claim)
            if any(made):
                return made, None
            nowhere = nowhere or made  # a table that prints no such row
            obstacles += [blocked] if blocked else []
        return nowhere, obstacles[0] if obstacles and not nowhere else None

    def _told(self, cells: Cells, claim: Claim) -> _Told:
        """Give the sums that can be told: with amounts in rows of their own, then others printed, then of parts.

        Of cells that no claim's name is sought for, once for each code.
        """
        asked = _asked(cells)
        if any(one.is_named for one in asked):
            return self._told_of(cells, claim)
        key = (id(cells), claim.row_code if any(one.is_coded for one in asked) else None)
        known = self._sums.get(key)
        if known is None:
            known = self._sums[key] = self._told_of(cells, claim)
        return known

    def _told_of(self, cells: Cells, claim: Claim) -> _Told:
        made: list[tuple[int, tuple[Term, ...]]] = []
        blocked: Blocked | None = None
        for one in self._offered(cells):
            found = self._resolve(one, claim)
            if isinstance(found, Blocked):
                blocked = blocked or found
            elif found is not None:
                made += [(self._rank(one, terms), terms) for terms in _readings(one, found)]
        if len(made) > 1:
            made.sort(key=itemgetter(0))
        return tuple([terms for _, terms in made]), blocked

    def _offered(self, cells: Cells) -> Sequence[_Asked]:
        """Give the sums of which the document's form has every cell."""
        form = self._view.form
        return [one for one in _asked(cells) if form is None or form.has_all(one.side)]

    def _resolve(self, asked: _Asked, claim: Claim) -> tuple[Term, ...] | Blocked | None:
        if asked.is_named:
            return self._named(asked.side, claim)
        code = claim.row_code if asked.is_coded else None
        if code and asked.is_of_government:
            code = (
                f"government.{code}"  # these rows stand beside functional and economic classes of departments
            )
        elif code and not all(self._classifies(name.table_id, code) for name in asked.side):
            return None
        return resolve(AMOUNT, asked.side, self._outlines, code)

    def _classifies(self, table_id: str, code: str) -> bool:
        """Tell whether a code is one of those that a table prints: economic classes of departments are no others."""
        known = self._digits.get(table_id)
        if known is None:
            table = self._view.tables.get(table_id)
            codes = (row.row_code for row in table.rows) if table else ()
            known = self._digits[table_id] = frozenset(code[0] for code in codes if code.isdigit())
        return not known or code[0] in known

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
            named = self._labels_of(name.table_id)
            # A sentence that begins with the year of an item reads like one that says when.
            rows = [row for row, label, _ in named if label == wanted] or [
                row for row, _, label in named if label == wanted
            ]
            terms += [Term(CellRef(name.table_id, row.row_no, name.column)) for row in rows]
        return tuple(terms) or None

    def _labels_of(self, table_id: str) -> list[tuple[Row, str, str]]:
        """Give the rows of a table, each with its name and the same without a year before it."""
        known = self._labels.get(table_id)
        if known is None:
            table = self._view.tables.get(table_id)
            named = [(row, words(row.project_name or row.row_label)) for row in table.rows] if table else []
            known = self._labels[table_id] = [(row, label, _YEAR.sub("", label)) for row, label in named]
        return known

    def _rank(self, asked: _Asked, terms: Sequence[Term]) -> int:
        if not (asked.is_named or asked.is_coded):
            for term in terms:
                row = self._view.row(term.cell)
                if row is None or row.row_code not in asked.codes:
                    return 2
        for term in terms:
            if self._view.cell(term.cell) is not None:
                return 0
        return 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sum of the claim book, and what its names ask for."""

    side: tuple[CellName, ...]
    codes: frozenset[str]
    """The rows that it names."""
    is_named: bool
    """Whether it asks for the row that bears the claim's name."""
    is_coded: bool
    """Whether it asks for the rows of the claim's code."""
    is_of_government: bool
    """Whether it asks for economic classes of government."""


@lru_cache(maxsize=1024)
def _asked(cells: Cells) -> Sequence[_Asked]:
    """Tell of each sum of the claim book what it asks for; the book is the same for all documents."""
    return [
        _Asked(
            side,
            codes := frozenset(name.row for name in side),
            NAMED in codes,
            ANY_CODE in codes,
            all(name.column == _OF_GOVERNMENT for name in side),
        )
        for side in cells
    ]


@lru_cache(maxsize=1024)
def _entry_of(section_key: str | None, profile: str | None) -> Statements | None:
    """Give the entry of a section in the claim book, one of the layout itself before that of all layouts."""
    entries = [entry for entry in load_claims().statements if entry.section == section_key]
    own = (entry for entry in entries if profile in entry.profiles)
    return next(own, None) or next((entry for entry in entries if not entry.profiles), None)


def _readings(asked: _Asked, terms: tuple[Term, ...]) -> Sequence[tuple[Term, ...]]:
    """Give the cells of a code that several rows bear together, and each by itself: a section may be printed again."""
    if len(terms) > 1 and asked.is_coded and len(asked.side) == 1:
        return [terms, *((term,) for term in terms)]
    return (terms,)
