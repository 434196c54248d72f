"""What can be changed in a disclosure: every printed figure with its name, and a change of it as a value.

In comes a disclosure of the tests' typesetter; `Target` names a figure as the warehouse would, and `Mutant` is the
document with one thing printed differently, not yet typeset.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.typeset.blocks import Block
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.style import Style

Blocks = tuple[Block, ...]


class Group(StrEnum):
    """The four parts of a document whose figures are changed."""

    TABLE = "tables"
    NARRATIVE = "narrative"
    FIGURES = "counts"
    PERFORMANCE = "performance"


class Kind(StrEnum):
    """The ways in which a figure goes wrong."""

    DIGIT = "a digit"
    SWAP = "two digits swapped"
    MOVED = "moved to the next column"
    SIGN = "a sign"
    UNIT = "another unit"
    STALE = "the year before"
    DROPPED = "a row dropped"
    DOUBLED = "a row doubled"
    UNIT_LINE = "the table's unit"
    DIRECTION = "a direction word"
    DIRECTIONS = "both direction words"
    WEIGHT = "a weight"


@dataclass(frozen=True)
class Target:
    """A printed figure by its name."""

    group: Group
    where: str
    """Table id, section of the narrative as it is headed, or the kind of performance table."""
    row: str
    """Row code, subject of the sentence, key of the count, or name of the performance table."""
    label: str
    """Printed label of the row, or its project; empty outside of the tables."""
    part: str
    """Column key; part of the sentence; amount key of the performance table, `weight`, `goal` or `ceiling`."""
    printed: str
    number: int = 0
    """Tells figures of one name apart: the indicator of a weight, the row of a table, from 1."""


@dataclass(frozen=True)
class Mutant:
    """A document in which one thing is printed differently."""

    kind: Kind
    targets: tuple[Target, ...]
    """The figures that are wrong; naming one of them is naming the cause."""
    now: str
    """What is printed instead."""
    disclosure: Disclosure
    edit: Callable[[Blocks], Blocks] | None = None

    @property
    def target(self) -> Target:
        """The first of the figures."""
        return self.targets[0]

    @property
    def name(self) -> str:
        """The change in one line."""
        first = self.target
        label = f" {first.label}" if first.label else ""
        return f"{first.where} {first.row}{label} {first.part}: {first.printed} → {self.now} ({self.kind})"

    def blocks(self, style: Style) -> Blocks:
        """Everything that is printed, in a style."""
        made = compose(self.disclosure, style)
        return self.edit(made) if self.edit else made
