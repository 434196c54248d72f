"""Text that reaches over the border of its cell: in which cell each glyph of a ruled table is at home.

In go the glyphs of a page in drawing order and its frames, out come the cells of the glyphs. Spreadsheets print a text
that is wider than its column over the border into the blank cell beside it; dealt out by their places, its characters
would make two amounts of one. A text is known by its characters, which follow each other without a gap: where one of
them lies on a border, or where an amount is whole only across it, all are at home in one cell. Type that is taller
than its row stands across the table and is in no cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from services.extractor.reading.drawing import Glyph
from services.extractor.reading.grids import GridFrame
from services.extractor.reading.lines import WORD_GAP
from shared.model.place import Box

Home = tuple[int, int | None] | None
"""The index of a frame and of the cell in it, None for a hole; None outside all frames."""

_STRADDLES: Final = 0.15
"""In sizes: so far a character must reach over a border on both sides; less is the blank around its ink."""
_PADDING: Final = 0.75
"""In sizes: nearer than this to its border, a text is set against it."""
_AMOUNT = re.compile(r"[-－−]?(?:\d{1,3}(?:[,，]\d{3})+(?:[.．]\d+)?|\d+[.．]\d{2})")
_AMOUNTS = re.compile(r"(?:[-－−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)[.．]\d{2}){2,}")
_FIRST_AMOUNT = re.compile(r"[-－−]?[\d,，]+[.．]\d{2}")
_FIGURES = frozenset("0123456789.,，．０１２３４５６７８９-－−")
_SPREAD: Final = 0.35
"""In sizes: the gap between figures that are set apart; between those of two columns stands the blank of both."""
_TALLER: Final = 1.5
"""In heights of its row: type as tall as this does not belong to the row."""


def homes_of(glyphs: Sequence[Glyph], frames: Sequence[GridFrame]) -> list[Home]:
    """Give for each glyph the frame and the cell that it belongs to."""
    homes = [_home_of(glyph, frames) for glyph in glyphs]
    if not frames:
        return homes
    counts = Counter(home for home, glyph in zip(homes, glyphs, strict=True) if not glyph.text.isspace())
    for run in _runs_over_borders(glyphs, homes):
        _bring_home(run, glyphs, homes, frames, counts)
    return homes


def is_too_tall(glyph: Glyph, home: Home, frames: Sequence[GridFrame]) -> bool:
    """Whether a glyph is taller than the cell that it stands in."""
    if home is None or home[1] is None or glyph.angle:
        return False
    frame = frames[home[0]]
    span = frame.spans[home[1]]
    height = frame.row_edges[span.row + span.row_span] - frame.row_edges[span.row]
    return glyph.size > _TALLER * height


def _home_of(glyph: Glyph, frames: Sequence[GridFrame]) -> Home:
    x, y = glyph.home or glyph.middle
    for index, frame in enumerate(frames):
        if frame.holds(x, y):
            return index, frame.cell_at(x, y)
    return None


def _runs_over_borders(glyphs: Sequence[Glyph], homes: Sequence[Home]) -> Iterator[range]:
    """Give the texts without a gap that lie in several cells, or in one and beyond it."""
    end = -1
    for index, (left, right) in enumerate(pairwise(glyphs)):
        if index <= end or homes[index] == homes[index + 1] or not _follows(left, right):
            continue
        start, end = index, index + 1
        while start > 0 and _follows(glyphs[start - 1], glyphs[start]):
            start -= 1
        while end + 1 < len(glyphs) and _follows(glyphs[end], glyphs[end + 1]):
            end += 1
        yield from _apart(range(start, end + 1), glyphs)


def _apart(run: range, glyphs: Sequence[Glyph]) -> Iterator[range]:
    """Give the amounts of two decimals that touch each other one by one, any other text whole."""
    text = [glyphs[index].text for index in run]
    if max(map(len, text)) > 1 or not _AMOUNTS.fullmatch("".join(text)):
        yield run
        return
    for amount in _FIRST_AMOUNT.finditer("".join(text)):
        yield run[amount.start() : amount.end()]


def _follows(left: Glyph, right: Glyph) -> bool:
    """Whether a glyph is printed right behind another."""
    return (
        left.baseline == right.baseline
        and left.angle == right.angle == 0
        and left.home is right.home is None
        and abs(right.x0 - left.x1) <= (_SPREAD if _are_figures(left, right) else WORD_GAP) * left.size
    )


def _holds_amount(text: Sequence[Glyph]) -> bool:
    return bool(_FIRST_AMOUNT.search("".join(glyph.text for glyph in text)))


def _are_figures(*glyphs: Glyph) -> bool:
    return all(glyph.text in _FIGURES for glyph in glyphs)


def _bring_home(
    run: range, glyphs: Sequence[Glyph], homes: list[Home], frames: Sequence[GridFrame], counts: Counter[Home]
) -> None:
    """Put all glyphs of a text into the cell that it is set in, where nothing else stands in the others."""
    own = Counter(homes[index] for index in run if not glyphs[index].text.isspace())
    cells = [home for home in own if home is not None and home[1] is not None]
    if len({frame for frame, _ in cells}) != 1:
        return
    frame = frames[cells[0][0]]
    boxes = [frame.cell_box(frame.spans[cell]) for _, cell in cells if cell is not None]
    text = [glyphs[index] for index in run]
    home = cells[_set_in(text, boxes)]
    # Beyond the outer border of the table, the rest of the text stands in no cell.
    is_alone = all(counts[cell] == own[cell] for cell in cells if cell != home)
    if _is_amount_across(run, glyphs, homes) or (
        is_alone
        and not _holds_amount(text)
        and _straddles(text, [x for box in boxes for x in (box.x0, box.x1)])
    ):
        for index in run:
            homes[index] = home


def _straddles(text: Sequence[Glyph], borders: Sequence[float]) -> bool:
    """Whether a character lies on a border."""
    return any(
        glyph.x0 + _STRADDLES * glyph.size < border < glyph.x1 - _STRADDLES * glyph.size
        for border in borders
        for glyph in text
    )


def _is_amount_across(run: range, glyphs: Sequence[Glyph], homes: Sequence[Home]) -> bool:
    """Whether a text is one amount, and not several side by side."""
    pieces: dict[Home, str] = {}
    for index in run:
        pieces[homes[index]] = pieces.get(homes[index], "") + glyphs[index].text
    whole = "".join(pieces.values())
    return bool(_AMOUNT.fullmatch(whole)) and not all(map(_AMOUNT.fullmatch, pieces.values()))


def _set_in(text: Sequence[Glyph], boxes: Sequence[Box]) -> int:
    """Give which of the cells a text is set in: the one at whose outer border it ends or begins, else the middle's."""
    padding = _PADDING * text[0].size
    at_right = boxes[-1].x1 - text[-1].x1 <= padding
    at_left = text[0].x0 - boxes[0].x0 <= padding
    if at_right != at_left:
        return len(boxes) - 1 if at_right else 0
    middle = (text[0].x0 + text[-1].x1) / 2
    return next((index for index, box in enumerate(boxes) if middle < box.x1), len(boxes) - 1)
