"""One instance of a relation over the cells of one document.

A relation of the rulebook, such as “every parent row is the sum of its children in every column”, becomes
many equations once the rows of a document are known. Both users of the rulebook work on these: the extractor
places amounts whose column is not printed so that the equations close, the validator judges the placed
amounts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Comparison(StrEnum):
    """How the two sides of an equation must compare."""

    EQUAL = "="
    AT_MOST = "<="


class CellRef(NamedTuple):
    """A cell by its place in the document; a blank cell counts as zero where an equation names it.

    A tuple, for cells are looked up more often than anything else.
    """

    table_id: str
    row_no: int
    column_key: str


class Term(NamedTuple):
    """A cell with its weight, which is 1 or -1."""

    cell: CellRef
    weight: int = 1


class Equation(NamedTuple):
    """`Σ left` compared with `Σ right`; the left side is the whole, the right side its parts, where one is a sum.

    A side without terms is zero: its table is declared empty, or prints rows of that depth but not this one.
    """

    rule_id: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    comparison: Comparison = Comparison.EQUAL

    def cells(self) -> tuple[CellRef, ...]:
        """Give every cell that the equation names, left side first."""
        return tuple([term[0] for term in self.left + self.right])

    @property
    def first(self) -> CellRef:
        """The first cell that it names. Raises IndexError where both sides are zero."""
        return (self.left or self.right)[0][0]

    @property
    def table_ids(self) -> frozenset[str]:
        """The tables whose cells it names."""
        return frozenset([term[0][0] for side in (self.left, self.right) for term in side])
