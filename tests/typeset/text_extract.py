"""Prints a disclosure as the text that an extraction of its PDF gives: words in writing order, columns lost.

A page begins with a line that starts with one space (or, where the page number was caught, with the number between
blank lines). Pieces on one line are separated by a space, a step to the left by nothing; lines are separated by a blank
line, half-line steps (a wrapped label beside its numbers) by a bare line end. Blank cells leave no trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.typeset.blocks import Block
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.layout import Run, Sheet, lay_out
from tests.typeset.measure import simple_measure
from tests.typeset.style import PLAIN, Style


@dataclass(frozen=True)
class Damage:
    """What an extraction spoils."""

    page_numbers: float = 0.15
    """The chance that a page's number is caught, at the head of its text."""
    lost_bold: bool = False
    """All bold text is missing: headings, titles, bold total rows."""
    orphans: float = 0.0
    """The chance that the last two characters of a line of prose stand on a line of their own."""
    stray_spaces: float = 0.0
    """The chance that a space has got into a line of prose."""
    encoding: str = "utf-8"
    """The encoding of the file."""


def typeset(disclosure: Disclosure, path: Path, style: Style = PLAIN, damage: Damage = Damage()) -> None:
    """Write the whole disclosure as one text file."""
    path.write_bytes(extract(compose(disclosure, style), style, damage).encode(damage.encoding))


def extract(blocks: Sequence[Block], style: Style = PLAIN, damage: Damage = Damage()) -> str:
    """The text of any blocks, page after page."""
    rng = Random(len(blocks))
    pages = []
    for sheet in lay_out(blocks, style, simple_measure):
        caught = bool(sheet.number) and rng.random() < damage.page_numbers
        pages.append((f"\n\n\n{sheet.number}\n\n" if caught else " ") + page_text(sheet, damage, rng))
    return "\n".join(pages) + "\n"


def page_text(sheet: Sheet, damage: Damage, rng: Random) -> str:
    """One page's runs in writing order, joined by where each stands beside the one before."""
    pieces: list[str] = []
    last: Run | None = None
    for run in sheet.runs:
        if damage.lost_bold and run.bold:
            continue
        if last is not None:
            pieces.append(seam(last, run))
        pieces.append(run.text if run.cell else spoil(run.text, damage, rng))
        last = run
    return "".join(pieces)


def spoil(line: str, damage: Damage, rng: Random) -> str:
    """A line of prose as a careless extraction leaves it: no character is lost or moved."""
    if len(line) > 8 and rng.random() < damage.orphans:
        line = f"{line[:-2]}\n\n{line[-2:]}"
    if len(line) > 8 and rng.random() < damage.stray_spaces:
        at = rng.randrange(2, len(line) - 4)
        line = f"{line[:at]} {line[at:]}"
    return line


def seam(last: Run, run: Run) -> str:
    """What stands between two runs: nothing, a space, a line end, or a blank line."""
    step = abs(run.y - last.y) / max(last.size, run.size)
    if step < 0.25:
        return " " if run.x > last.x else ""
    return "\n" if step < 0.9 else "\n\n"
