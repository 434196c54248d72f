"""Changes in the narrative: amounts, changes, shares, growth rates and direction words, and the counts of part one.

A sentence of the typesetter knows which of its pieces are figures and what part each plays. Counts (staff, vehicles,
projects) stand in plain words and are found by the words before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from random import Random
from typing import TypeVar

from benchmarks.mutations.targets import Blocks, Group, Kind, Mutant, Target
from benchmarks.mutations.wrong_digits import near, other_digit, swapped_digits
from tests.typeset.blocks import Text
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.sentences import Figure, Sentence
from tests.typeset.style import PLAIN

T = TypeVar("T")
AMOUNTS = ("amount", "breakdown")
_OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
_COUNTS = {
    "staff.authorised": r"编制数 ?(\d+)",
    "staff.actual": r"实有人数 ?(\d+)",
    "staff.serving": r"在职 ?(\d+) ?人",
    "staff.retired": r"退休 ?(\d+) ?人",
    "staff.veteran_retired": r"离休 ?(\d+) ?人",
    "assets.vehicles.count": r"2\. ?车辆 ?(\d+) ?辆",
    "assets.vehicles.general.count": r"一般公务用车 ?(\d+) ?辆",
    "assets.vehicles.law_enforcement.count": r"执法执勤用车 ?(\d+) ?辆",
    "assets.vehicles.other.count": r"其他车辆 ?(\d+) ?辆",
    "assets.equipment.over_500k.count": r"价值 ?50 ?万元以上大型设备 ?(\d+) ?台，",
    "assets.equipment.over_1m.count": r"价值 ?100 ?万元以上大型设备 ?(\d+) ?台。",
    "performance.overall_goals": r"整体预算绩效目标 ?(\d+) ?个",
    "performance.fiscal_projects": r"当年财政拨款项目 ?(\d+) ?个",
    "performance.nonfiscal_projects": r"当年非财政拨款项目 ?(\d+) ?个",
}
"""The counts by figure key, with the words before and after them."""


@dataclass(frozen=True)
class Spot:
    """Where in the narrative a piece stands: section, paragraph, sentence, piece."""

    section: int
    paragraph: int
    sentence: int
    piece: int


def sentence_mutants(disclosure: Disclosure, rng: Random) -> Iterator[Mutant]:
    """Give one change of each kind for each section and part that states figures."""
    spots: dict[tuple[str, str], list[Spot]] = {}
    for spot, sentence, figure in figures(disclosure):
        if figure.part != "other":
            spots.setdefault((sentence.section, figure.part), []).append(spot)
    for (_, part), found in spots.items():
        for kind in _kinds(part):
            if made := _changed(disclosure, rng.choice(found), kind, rng):
                yield made


def figures(disclosure: Disclosure) -> Iterator[tuple[Spot, Sentence, Figure]]:
    """Give every figure of the sentences that state something, in order."""
    for i, section in enumerate(disclosure.narrative):
        for j, paragraph in enumerate(section.paragraphs):
            for k, sentence in enumerate(paragraph.sentences):
                for n, piece in enumerate(sentence.pieces):
                    if isinstance(piece, Figure) and sentence.subject is not None:
                        yield Spot(i, j, k, n), sentence, piece


def target(sentence: Sentence, figure: Figure) -> Target:
    """Name a figure of a sentence."""
    subject = figure.subject or sentence.subject or ""
    return Target(Group.NARRATIVE, sentence.section, subject, "", figure.part, figure.printed)


def _kinds(part: str) -> tuple[Kind, ...]:
    if part in AMOUNTS:
        return (Kind.DIGIT, Kind.SWAP, Kind.STALE, Kind.UNIT)
    if part == "direction":
        return (Kind.DIRECTION, Kind.DIRECTIONS)
    return (Kind.DIGIT, Kind.SWAP)


def _changed(disclosure: Disclosure, spot: Spot, kind: Kind, rng: Random) -> Mutant | None:
    sentence = _sentence(disclosure, spot)
    figure = sentence.pieces[spot.piece]
    assert isinstance(figure, Figure)  # noqa: S101 - spots are those of figures
    pieces = list(sentence.pieces)
    made: str | None
    if kind is Kind.UNIT:
        made = _other_unit(pieces, spot.piece)
    elif kind in (Kind.DIRECTION, Kind.DIRECTIONS):
        made = _turned(pieces, spot.piece, both=kind is Kind.DIRECTIONS)
    else:
        made = _number(figure, kind, rng)
        pieces[spot.piece] = replace(figure, printed=made or figure.printed)
    if made is None or tuple(pieces) == sentence.pieces:
        return None
    changed = _with(disclosure, spot, replace(sentence, pieces=tuple(pieces)))
    return Mutant(kind, (target(sentence, figure),), made, changed)


def _number(figure: Figure, kind: Kind, rng: Random) -> str | None:
    if not figure.value and kind is not Kind.DIGIT:
        return None
    if kind is Kind.STALE:
        made = near(figure.value, rng)
        return f"{made:,.2f}" if made is not None else None
    found = (other_digit if kind is Kind.DIGIT else swapped_digits)(figure.printed, rng)
    return found if found is not None and Decimal(found.replace(",", "")) != figure.value else None


def _other_unit(pieces: list[str | Figure], at: int) -> str | None:
    """Print 元 after an amount that is in 万元."""
    figure, after = pieces[at], pieces[at + 1] if at + 1 < len(pieces) else ""
    if not isinstance(after, str) or not after.startswith("万元"):
        return None
    if not isinstance(figure, Figure) or not figure.value:
        return None
    pieces[at + 1] = after.removeprefix("万")
    return f"{figure.printed}元"


def _turned(pieces: list[str | Figure], at: int, *, both: bool) -> str | None:
    """Turn the direction word of the change, and that of the growth rate too where both are asked for."""
    word = pieces[at]
    moved = next((p for p in pieces[at:] if isinstance(p, Figure) and p.part == "delta"), None)
    if not isinstance(word, Figure) or moved is None or not moved.value:
        return None
    pieces[at] = replace(word, printed=_OPPOSITE[word.printed])
    if both:
        for n in range(at + 1, len(pieces)):
            piece = pieces[n]
            found = re.search("增长|下降", piece) if isinstance(piece, str) else None
            if isinstance(piece, str) and found:
                pieces[n] = piece.replace(found[0], _OPPOSITE[found[0]], 1)
                break
    return _OPPOSITE[word.printed]


def _sentence(disclosure: Disclosure, spot: Spot) -> Sentence:
    return disclosure.narrative[spot.section].paragraphs[spot.paragraph].sentences[spot.sentence]


def _with(disclosure: Disclosure, spot: Spot, sentence: Sentence) -> Disclosure:
    """Give the disclosure with one sentence written differently."""
    section = disclosure.narrative[spot.section]
    paragraph = section.paragraphs[spot.paragraph]
    sentences = _put(paragraph.sentences, spot.sentence, sentence)
    paragraphs = _put(section.paragraphs, spot.paragraph, replace(paragraph, sentences=sentences))
    sections = _put(disclosure.narrative, spot.section, replace(section, paragraphs=paragraphs))
    return replace(disclosure, narrative=sections)


def _put(values: tuple[T, ...], at: int, value: T) -> tuple[T, ...]:
    return (*values[:at], value, *values[at + 1 :])


def count_targets(disclosure: Disclosure) -> Iterator[Target]:
    """Give every count, in order."""
    for block in compose(disclosure, PLAIN):
        if not isinstance(block, Text):
            continue
        for key, pattern in _COUNTS.items():
            if found := re.search(pattern, block.text):
                yield Target(Group.FIGURES, "counts", key, "", "value", found[1])


def count_mutants(disclosure: Disclosure, rng: Random) -> Iterator[Mutant]:
    """Give a wrong digit for each count."""
    for wrong in count_targets(disclosure):
        made = other_digit(wrong.printed, rng)
        if made is None:
            continue

        yield Mutant(Kind.DIGIT, (wrong,), made, disclosure, partial(_with_count, _COUNTS[wrong.row], made))


def _with_count(pattern: str, made: str, blocks: Blocks) -> Blocks:
    """Give the blocks with the first number that the pattern finds printed differently."""
    for number, block in enumerate(blocks):
        found = re.search(pattern, block.text) if isinstance(block, Text) else None
        if isinstance(block, Text) and found:
            text = block.text[: found.start(1)] + made + block.text[found.end(1) :]
            return (*blocks[:number], replace(block, text=text), *blocks[number + 1 :])
    raise ValueError(f"no paragraph prints {pattern}")
