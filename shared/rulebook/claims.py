"""What the narrative restates, as data: which cell each claim names, which lists add up, which figures are sums.

In comes `data/claims.yaml`; out go records that say for a section and subject of a layout which cells to compare with.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from shared.model.base import Model
from shared.model.performance import PlanKind
from shared.rulebook.formula import CellName, FormulaError, parse_side
from shared.rulebook.load import RulebookError, data_text, first_fault, read_entries

NAMED = "named"
"""The row name for the row whose label or project is the claim's subject."""
PROJECT_BUDGET = "project_budget"
"""The subject of a claim that states what a project gets."""
ANY_CODED = "code"
"""Among the parts of a list: every claim of the section that bears a row code."""

Cells = tuple[tuple[CellName, ...], ...]
"""Sums of cells in order of preference."""
M = TypeVar("M", bound=Model)


class Statements(Model):
    """The cells that the claims of one section restate.

    Sums of cells in order of preference are joined by `or`; what stands behind `else` counts where none of those before
    is in the document's tables.
    """

    section: str
    profiles: tuple[str, ...] = ()
    """The layouts for which the entry holds, before one for all others; none for every layout."""
    subjects: dict[str, str] = {}
    row_code: str | None = None
    """For claims with a row code and no subject key of the above."""
    named: str | None = None
    """For other claims: the row that bears the subject's name."""
    whole: str | None = None
    """For a claim without a subject key and a code that other claims are parts of."""
    share_of: str | None = None
    """The whole of which the section's shares are shares."""

    @cached_property
    def parsed(self) -> dict[str, tuple[Cells, ...]]:
        """The groups of every entry by its text, those before `else` first. Raises FormulaError."""
        texts = [*self.subjects.values(), self.row_code, self.named, self.whole, self.share_of]
        return {
            text: tuple(
                tuple(parse_side(side) for side in group.split(" or ")) for group in text.split(" else ")
            )
            for text in texts
            if text
        }


class Measure(StrEnum):
    """What of the claims of a list adds up."""

    AMOUNT = "amount"
    DELTA = "delta"


class ClaimList(Model):
    """A list of claims that adds up to a whole."""

    section: str
    measure: Measure
    profiles: tuple[str, ...] = ()
    """The layouts whose texts have the list; none for every layout."""
    whole: tuple[str, ...] = ()
    """Claims as `section/subject`, several joined by ` + `; in order of preference."""
    each: str | None = None
    """Instead of `whole`: every claim with this subject is one, with its own parts."""
    parts: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Further parts, which a document need not state."""
    is_sure: bool = True
    """False where a text may tell some parts only: then a sum far from the whole says nothing."""


class FigureCells(Model):
    """A figure that restates a cell."""

    figure: str
    cells: str
    """Sums of cells in order of preference, joined by `or`."""
    likely: bool = False
    """True where the figure may mean something else: then a difference is told only where a slip explains it."""

    @cached_property
    def parsed(self) -> Cells:
        """The sums. Raises FormulaError."""
        return tuple(parse_side(side) for side in self.cells.split(" or "))


class PlanFigure(Model):
    """A figure that counts performance tables, or sums an amount of them."""

    figure: str
    kind: PlanKind
    measure: Literal["count", "amount"]
    profiles: tuple[str, ...] = ()
    """The layouts whose forms print a table for each; elsewhere some are chosen. None for every layout."""
    key: str | None = None
    """The amount that is summed; of those counted the one that is not zero. None counts all."""


class FigureSum(Model):
    """A figure that is the sum of others, by their keys."""

    whole: str
    parts: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Further parts, which a document need not state."""


class FigureLimit(Model):
    """A figure that does not exceed another, by their keys."""

    part: str
    whole: str


class FigureName(Model):
    """What a figure is called in findings."""

    figure: str
    en: str
    zh: str


class ClaimBook(Model):
    """The whole of `claims.yaml`."""

    statements: tuple[Statements, ...]
    lists: tuple[ClaimList, ...]
    sums: tuple[FigureSum, ...]
    limits: tuple[FigureLimit, ...]
    cells: tuple[FigureCells, ...] = ()
    plans: tuple[PlanFigure, ...] = ()
    names: tuple[FigureName, ...] = ()

    @cached_property
    def _by_figure(self) -> dict[str, FigureName]:
        return {name.figure: name for name in self.names}

    def name_of(self, figure_key: str) -> FigureName:
        """Give what a figure is called; its key where the book has no name for it."""
        unnamed = FigureName(figure=figure_key, en=figure_key, zh=figure_key)
        return self._by_figure.get(figure_key, unnamed)


def parse_claims(text: str, name: str) -> ClaimBook:
    """Read a claim book from YAML text; `name` stands in the errors. Raises RulebookError."""
    return ClaimBook(
        statements=_entries(text, name, "statements", Statements),
        lists=_entries(text, name, "lists", ClaimList),
        sums=_entries(text, name, "sums", FigureSum),
        limits=_entries(text, name, "limits", FigureLimit),
        cells=_entries(text, name, "cells", FigureCells),
        plans=_entries(text, name, "plans", PlanFigure),
        names=_entries(text, name, "names", FigureName),
    )


def _entries(text: str, name: str, key: str, model: type[M]) -> tuple[M, ...]:
    return tuple(
        _entry(entry, f"{name}: {key}[{n}]", model) for n, entry in enumerate(read_entries(text, name, key))
    )


def _entry(entry: dict[str, Any], where: str, model: type[M]) -> M:
    try:
        record = model.model_validate(entry)
        if isinstance(record, Statements | FigureCells):
            _ = record.parsed
    except ValidationError as error:
        raise RulebookError(f"{where}: {first_fault(error)}") from error
    except FormulaError as error:
        raise RulebookError(f"{where}: {error}") from error
    return record


@cache
def load_claims() -> ClaimBook:
    """Give the claim book that comes with Fiscus. Raises RulebookError."""
    return parse_claims(data_text("claims.yaml"), "claims.yaml")
