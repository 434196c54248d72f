"""Glyphs become words and lines, by their baselines and by the gaps between them.

Every function here takes glyphs written to the right (angle 0) on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from statistics import median

from services.extractor.reading.drawing import Glyph
from services.extractor.reading.page import Line, Word
from shared.model.place import Box

SAME_LINE = 0.4
"""Glyphs whose baselines differ by less than this share of their size stand on one line.

Lines of one cell are at least 1.0 sizes apart, numbers centred against two-line labels half of that.
"""
WORD_GAP = 0.16
"""A gap wider than this share of the size parts words.

Only the gap counts, not whether the file holds a blank: libraries differ in which blanks they report, and producers
both leave them out and print characters over them. The blanks of common fonts are 0.22 to 0.5 sizes wide, and
LibreOffice sets Chinese and Latin letters 0.2 apart.
"""
_STRETCHED_LENGTH = 8
"""So many equal gaps are the stretching of a justified line; fewer are the blanks of a heading (“收 入 总 计”)."""
_LEAST_STRETCH, _MOST_STRETCH = 0.08, 0.6
"""In sizes. Gaps around a wider usual gap are those of columns, such as a row of column numbers."""
_STRUCK_TWICE = 0.12
"""The same character again within this share of its size is fake bold, not another character (“11” is 0.5 apart)."""
_TILE = 4.0
"""Points; glyphs are looked up by tiles of this width, so that many equal digits do not cost the square."""


def without_double_strikes(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Give the glyphs without those printed again on themselves, which is how some producers make bold."""
    kept: list[Glyph] = []
    tiles: dict[tuple[object, ...], list[Glyph]] = {}
    for glyph in glyphs:
        near = _STRUCK_TWICE * glyph.size
        along, across = _start(glyph)
        column, row = along // _TILE, across // _TILE
        lower, upper = (across - near) // _TILE, (across + near) // _TILE
        left, right = (along - near) // _TILE, (along + near) // _TILE
        # Mostly one tile; more at its borders, or where the type is large.
        columns = (column,) if left == right else range(int(left), int(right) + 1)
        rows = (row,) if lower == upper else range(int(lower), int(upper) + 1)
        text, home = glyph.text, (glyph.home, glyph.angle)
        if not _is_double(glyph, [tiles.get((text, home, x, y), ()) for x in columns for y in rows]):
            tiles.setdefault((text, home, column, row), []).append(glyph)
            kept.append(glyph)
    return kept


def _start(glyph: Glyph) -> tuple[float, float]:
    """Give where a glyph starts along its line of writing, and the place of that line across the page."""
    return (glyph.top if glyph.angle in (90, 270) else glyph.x0), glyph.baseline


def _is_double(glyph: Glyph, tiles: Iterable[Iterable[Glyph]]) -> bool:
    along, across = _start(glyph)
    for earlier in tiles:
        for other in earlier:
            near = _STRUCK_TWICE * min(glyph.size, other.size)
            other_along, other_across = _start(other)
            if abs(along - other_along) <= near and abs(across - other_across) <= near:
                return True
    return False


def rows_by_baseline(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Give the glyphs as rows from top to bottom, each from left to right; blanks are kept."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=attrgetter("baseline")):
        first = rows[-1][0] if rows else None
        if first and glyph.baseline - first.baseline <= SAME_LINE * min(glyph.size, first.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for row in rows:
        row.sort(key=attrgetter("x0"))
    return rows


def words_of(row: Sequence[Glyph]) -> list[Word]:
    """Give the words of one row of glyphs sorted by x, parted where a gap is printed; blanks are left out."""
    printed = [glyph for glyph in row if not glyph.text.isspace()]
    if not printed:
        return []
    gaps = [(right.x0 - left.x1) / min(left.size, right.size) for left, right in pairwise(printed)]
    widest = WORD_GAP + _stretch(gaps)
    runs = [[printed[0]]]
    for gap, glyph in zip(gaps, printed[1:], strict=True):
        if gap > widest:
            runs.append([glyph])
        else:
            runs[-1].append(glyph)
    return [Word(text="".join(glyph.text for glyph in run), box=box_of(run)) for run in runs]


def _stretch(gaps: Sequence[float]) -> float:
    """Give by how much a line is stretched between all its characters, as justified lines are; in sizes."""
    if len(gaps) < _STRETCHED_LENGTH:
        return 0.0
    usual = median(gaps)
    return usual if _LEAST_STRETCH < usual < _MOST_STRETCH else 0.0


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Give the lines of some glyphs from top to bottom; rows of blanks alone give none."""
    rows = (words_of(row) for row in rows_by_baseline(glyphs))
    return [line_of(words, page) for words in rows if words]


def line_of(words: Sequence[Word], page: int, *, in_grid: int | None = None) -> Line:
    """Give the line of at least one word, sorted by x; one blank stands for every gap."""
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    text = " ".join(word.text for word in words)
    return Line(text=text, page=page, box=box, words=tuple(words), in_grid=in_grid)


def box_of(glyphs: Sequence[Glyph]) -> Box:
    """Give the smallest box around at least one glyph."""
    return Box(
        x0=min(glyph.x0 for glyph in glyphs),
        top=min(glyph.top for glyph in glyphs),
        x1=max(glyph.x1 for glyph in glyphs),
        bottom=max(glyph.bottom for glyph in glyphs),
    )
