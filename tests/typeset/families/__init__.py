"""Forms of other regions, filled with the same invented content: what stands where, under which title and unit.

A family gives the content of a disclosure as its form holds it (ids, columns and units of its own), and the
blocks that print it. The arithmetic holds because every figure is a sum of the ledger behind `tests.typeset.generate`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.typeset.blocks import Block
from tests.typeset.disclosure import Disclosure
from tests.typeset.families import final_account, guangdong, shanghai
from tests.typeset.style import Style


@dataclass(frozen=True)
class Family:
    """One family of forms."""

    content: Callable[[int], Disclosure]
    """Gives the content that its form holds for a seed."""
    compose: Callable[[Disclosure, Style], tuple[Block, ...]]


FAMILIES: dict[str, Family] = {
    "shanghai": Family(shanghai.content, shanghai.compose),
    "guangdong": Family(guangdong.content, guangdong.compose),
    "final_account": Family(final_account.content, final_account.compose),
}
