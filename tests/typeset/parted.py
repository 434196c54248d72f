"""A disclosure as two files: the tables by themselves and the text by itself, as some departments publish them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.typeset.blocks import Block, Text
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.style import PLAIN, Style


def tables_of(disclosure: Disclosure, style: Style = PLAIN) -> tuple[Block, ...]:
    """The blocks up to the last table, behind the name of the first part that says who publishes them."""
    blocks, (first, _, third, *_) = _parts(disclosure, style)
    return tuple(blocks[first:third])


def text_of(disclosure: Disclosure, style: Style = PLAIN) -> tuple[Text, ...]:
    """What is said about the tables, and the paragraphs behind it; no grid."""
    blocks, (first, _, third, *_) = _parts(disclosure, style)
    return tuple(block for block in (blocks[first], *blocks[third:]) if isinstance(block, Text))


def _parts(disclosure: Disclosure, style: Style) -> tuple[Sequence[Block], list[int]]:
    """Give the blocks, and where each part of the document begins."""
    blocks = compose(disclosure, style)
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Text) and block.role == "part"]
    return blocks, starts if not style.contents else starts[2:]
