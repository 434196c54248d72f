"""Which department or unit published the document, by its name as printed.

Places are asked in the order of their weight: the heads of the tables and the cover, other titles of the document, the
heading of its overview, the titles of its tables, the performance table of the whole department, the signature. The
cover decides where tables name several publishers, as they do when a table is printed for each unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from services.extractor.identity.titles import (
    DocumentTitle,
    cover_title,
    office_name,
    title_lines,
    titles_in,
    without_code,
)
from services.extractor.segment.headline import match_preparer
from services.extractor.segment.region import PlacedLine, Segments, TableRegion
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.place import Place

_OVERVIEW_NAME = re.compile(
    r"^(?:第一部分)?(?:20\d\d年度?)?(?P<name>[^\d]{4,40}?)(?:（单位）|（部门）)?(?:部门|单位)?"
    r"(?:概况|主要职能|主要职责)$"
)
_NAMED = re.compile(r"^(?:部门|单位|部门（单位）|单位（部门）)名称[:：]?\s*(?P<name>\S+)$")
_UNMARKED = re.compile(
    r"^\s*(?:编制|填报|公开|预算)(?:部门|单位)(?:名称)?(?:[（(][^（()）]*[）)])?\s+(?P<name>\S+)"
)
"""The line below a table's title, printed without a colon."""
_STATED = re.compile(
    r"^(?P<name>[^，。；：\d]{4,40}?)(?:20\d\d年度?|本年度?)[^，。；：]{0,16}(?:预算|决算|收入|支出|收、支)"
)
"""The beginning of a sentence on a publisher's budget."""
_LISTED = re.compile(
    r"^(?:第|[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十\d]+）|\d+[、.．])|[.…·]{3}"
)
_MAKER = re.compile(r"(?:编制|编印|印制|制|（盖章）|（公章）)$")
_BELOW_TITLE: Final = 8
_SHORTEST_ALONE: Final = 4
_ROOMS: Final = ("室", "科", "股", "处", "组", "部")
_SHORTEST_ROOM: Final = 7
"""Parts of an office, as lists of them name them (办公室, 财务科), are shorter than names of offices that end alike."""
_COVER_LINES: Final = 40
_LEAST_TITLES: Final = 2
_YEAR_AND_LEVEL = re.compile(
    r"^[一二三四五六七八九十]*、?(?:20\d\d年度?)?|(?:20\d\d年度?)?(?:部门|单位)?(?:综合预算|预算)?$"
)


@dataclass(frozen=True, slots=True)
class NamedBy:
    """A department's name and where the document says it."""

    name: str
    where: str
    """`table heads`, `cover`, `titles`, `overview`, `table titles`, `performance table`, `sentences`."""
    place: Place | None


def department_of(segments: Segments, layout: Layout) -> NamedBy | None:
    """Give the department as tables, cover, titles and headings name it, before figures are read; None if none does."""
    heads = _preparers(segments.tables)
    lines = title_lines(segments)
    cover = _on_cover(lines, segments.prose, layout)
    if heads and (
        cover is None or len(heads) == 1 or not _same_office(cover.name, heads.most_common(1)[0][0])
    ):
        # One publisher in all heads is surer than a cover, whose lines may be broken; several are units.
        if cover is None or len(heads) == 1:
            return _of_heads(segments.tables, cover, heads)
        return cover
    return (
        cover
        or _in_titles(lines, layout)
        or _in_overview(segments.prose, layout)
        or _in_table_titles(segments.tables, layout)
        or _beside_label(segments, layout)
        or _without_colon(lines, layout)
        or _in_sentences(segments.prose, layout)
    )


def bare_office(name: str) -> str:
    """Give a name without what is added to tell the office itself from the whole of its units: （本级）, （汇总）."""
    return re.sub(r"（(?:本级|汇总|机关|本部|部门|单位|局机关|委机关)）", "", normalise(name))


def _same_office(one: str, other: str) -> bool:
    return bare_office(one) == bare_office(other)


def _preparers(tables: Iterable[TableRegion]) -> Counter[str]:
    return Counter(without_code(region.preparer) for region in tables if region.preparer)


def _of_heads(tables: Sequence[TableRegion], cover: NamedBy | None, heads: Counter[str]) -> NamedBy:
    name = heads.most_common(1)[0][0]
    if cover is not None and _same_office(cover.name, name):
        return cover
    place = next(r.place for r in tables if r.preparer and without_code(r.preparer) == name)
    return NamedBy(name, "table heads", place)


def _on_cover(lines: Sequence[PlacedLine], prose: Sequence[PlacedLine], layout: Layout) -> NamedBy | None:
    title = cover_title(lines, layout)
    if title is not None and title.name is not None:
        return NamedBy(title.name, "cover", title.place)
    for line in prose[:_COVER_LINES]:
        name = match_preparer(line.text, layout) if line.line.page == prose[0].line.page else None
        if name is not None and office_name(normalise(name), layout):
            return NamedBy(without_code(name), "cover", line.place)
    return _below_title(lines, title, layout) if title is not None else None


def _below_title(lines: Sequence[PlacedLine], title: DocumentTitle, layout: Layout) -> NamedBy | None:
    """Give the name that stands on a line of its own below a title that names nobody."""
    first = [line for line in lines if line.line.page == title.place.page]
    labels = [normalise(line.text) for line in first]
    start = next((index for index, label in enumerate(labels) if label and title.text.startswith(label)), 0)
    for line, label in list(zip(first, labels, strict=True))[start : start + _BELOW_TITLE]:
        is_other = label in title.text or _LISTED.search(label)
        name = None if is_other else office_name(_MAKER.sub("", label), layout)
        if name is None or len(name) < _SHORTEST_ALONE:
            continue
        if not name.endswith(_ROOMS) or len(name) >= _SHORTEST_ROOM:
            return NamedBy(name, "cover", line.place)
    return None


def _without_colon(lines: Iterable[PlacedLine], layout: Layout) -> NamedBy | None:
    for line in lines:
        match = _UNMARKED.match(line.text)
        name = office_name(normalise(match.group("name")), layout) if match else None
        if name:
            return NamedBy(name, "table heads", line.place)
    return None


def _in_sentences(prose: Iterable[PlacedLine], layout: Layout) -> NamedBy | None:
    """Give the name with which most sentences on a year's budget begin."""
    found: dict[str, list[PlacedLine]] = {}
    for line in prose:
        match = _STATED.match(normalise(line.text))
        name = office_name(match.group("name"), layout) if match else None
        if name:
            found.setdefault(name, []).append(line)
    best = max(found.items(), key=lambda item: len(item[1]), default=None)
    return NamedBy(best[0], "sentences", best[1][0].place) if best else None


def _in_titles(prose: Iterable[PlacedLine], layout: Layout) -> NamedBy | None:
    found = [title for title in titles_in(prose, layout) if title.name]
    names = Counter(title.name for title in found if title.name)
    if not names:
        return None
    name = names.most_common(1)[0][0]
    return NamedBy(name, "titles", next(title.place for title in found if title.name == name))


def _in_overview(prose: Iterable[PlacedLine], layout: Layout) -> NamedBy | None:
    for line in prose:
        match = _OVERVIEW_NAME.match(normalise(line.text))
        name = office_name(match.group("name"), layout) if match else None
        if name:
            return NamedBy(name, "overview", line.place)
    return None


def _in_table_titles(tables: Sequence[TableRegion], layout: Layout) -> NamedBy | None:
    """Give the name that stands before the words of the form in the titles of several tables."""
    found: dict[str, list[TableRegion]] = {}
    for region in tables:
        name = _before_words(region, layout)
        if name:
            found.setdefault(name, []).append(region)
    best = max(found.items(), key=lambda item: len(item[1]), default=None)
    if best is None or len(best[1]) < _LEAST_TITLES:
        return None
    return NamedBy(best[0], "table titles", best[1][0].place)


def _before_words(region: TableRegion, layout: Layout) -> str | None:
    title = normalise(region.title or "")
    known = region.definition.titles if region.definition else ()
    words = max((normalise(t) for t in known if title.endswith(normalise(t))), key=len, default=None)
    if not words:
        return None
    return office_name(_YEAR_AND_LEVEL.sub("", title[: -len(words)]), layout)


def _beside_label(segments: Segments, layout: Layout) -> NamedBy | None:
    """Give the name in a cell or line beside 部门名称, as performance tables of whole departments print it."""
    for placed in segments.performance:
        cells = sorted(placed.grid.cells, key=lambda cell: (cell.row, cell.column))
        for label, value in pairwise(cells):
            name = _value_beside(f"{normalise(label.text)} {normalise(value.text)}", layout)
            if name and label.row == value.row:
                return NamedBy(name, "performance table", Place(page=placed.grid.page, box=value.box))
    for line in segments.prose:
        name = _value_beside(line.text.strip(), layout)
        if name:
            return NamedBy(name, "performance table", line.place)
    return None


def _value_beside(text: str, layout: Layout) -> str | None:
    match = _NAMED.match(text)
    return office_name(normalise(match.group("name")), layout) if match else None
