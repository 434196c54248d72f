"""A change of a document as read, and the amounts that are read for others.

In comes an assembled document, out go copies of it in which one thing was read differently, as if the page had been
printed so (`read_tables.py`, `read_text.py`). Documents of any region can be changed that way, for nothing has to be
typeset. What a page shows besides its figures (the account of its numbers, the places of other cells) stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.mutations.targets import Group, Kind
from benchmarks.mutations.wrong_digits import near, other_digit, swapped_digits
from services.validator.assembly import AssembledDocument
from services.validator.rules.ties import Printed
from shared.model.place import Place
from shared.rulebook.equation import CellRef

_YUAN = 10_000


@dataclass(frozen=True)
class Change:
    """A document in which one thing was read differently."""

    group: Group
    kind: Kind
    where: str
    """Table id, key of the section, or the kind of performance table."""
    figures: tuple[Printed, ...]
    """The figures that are wrong."""
    labels: frozenset[str]
    """What a finding may call them: the row's label and code, the claim's subject, the figure's key."""
    places: frozenset[Place]
    """Where they are printed."""
    name: str
    """The change in one line."""
    document: AssembledDocument

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """The figures that are cells of a table."""
        return tuple(figure for figure in self.figures if isinstance(figure, CellRef))


def other_value(value: Decimal, kind: Kind, rng: Random) -> Decimal | None:
    """Give what stands in place of an amount; None where the kind of change leaves nothing else."""
    if kind is Kind.SIGN:
        return -value
    if kind is Kind.UNIT:
        return value * _YUAN
    if kind is Kind.STALE:
        return near(value, rng)
    made = (other_digit if kind is Kind.DIGIT else swapped_digits)(str(value), rng)
    return Decimal(made) if made is not None else None
