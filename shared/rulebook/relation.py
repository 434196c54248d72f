"""The records of the rulebook: what every rule says of itself, and relations with their formulas and examples."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

from shared.model.base import Model
from shared.model.finding import Severity
from shared.rulebook.formula import Formula, parse_formula


class Dimension(StrEnum):
    """What quality a rule looks after, in the words of the Open Data Contract Standard."""

    ACCURACY = "accuracy"
    COMPLETENESS = "completeness"
    CONFORMITY = "conformity"
    CONSISTENCY = "consistency"


class Rule(Model):
    """What every rule says of itself. The id never changes and is never used for another rule."""

    id: str
    title: str
    """In English."""
    title_zh: str
    dimension: Dimension
    severity: Severity
    """Severity of a finding where nothing lessens it."""
    source: str
    """Whence the rule comes: a law, an official form, the arithmetic of the form."""
    note: str | None = None


class Family(StrEnum):
    """Whether a relation stays within one table."""

    WITHIN = "within"
    BETWEEN = "between"


Example = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Table → row (its code, or `code/project`) → column → amount as printed; a table without rows is declared empty."""


class Relation(Rule):
    """A relation between cells: its formula, and an example that holds and one that breaks.

    `breaks` names only the cells that differ from `holds`.
    """

    family: Family
    formula: str
    holds: Example
    breaks: Example
    profiles: tuple[str, ...] = ()
    """The layouts whose forms promise this relation; all where none is named."""

    @cached_property
    def parsed(self) -> Formula:
        """The formula's syntax tree. Raises FormulaError."""
        return parse_formula(self.formula)
