"""Performance tables out of text lines, as text extracts give them: no boxes, no rules, cells broken over lines.

In go the lines of a document (all of them, or those from the first performance title on), out come its
plans. A plan begins at its title, or, where the title is lost, at the fields that open the form; it ends
where the next one begins, at the heading of another section, or where what follows no longer reads as rows
of indicators.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from services.extractor.performance.borders import settle_borders
from services.extractor.performance.cells import Cells
from services.extractor.performance.fields import find_label, read_head
from services.extractor.performance.fit import Fit
from services.extractor.performance.fragment import Fragment, fragments_of_lines
from services.extractor.performance.header import Header, find_header, with_torn_headers_mended
from services.extractor.performance.page_lines import likely_page_lines
from services.extractor.performance.plan import FoundPlan, add_plan
from services.extractor.performance.result import PlansRead, Reading
from services.extractor.performance.text_rows import divide
from services.extractor.performance.wording import BLOCK_FIELDS, GOAL, HEAD_FIELDS, Title, Wording
from services.extractor.segment.region import PlacedLine
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.document import ObservationKind

_MAX_TITLE_LINES = 3
_OPENS_FORM = frozenset({"plan_name", "project_name"})
_FORM_LINES = 20
_YEAR_LINE = re.compile(r"^（?20\d\d年度?）?$")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The lines of one plan: from its title or first field up to `end`; `title_lines` of them are the title."""

    title: Title | None
    start: int
    title_lines: int
    end: int


def read_plans_from_lines(lines: Sequence[PlacedLine], layout: Layout) -> PlansRead:
    """Read all performance plans among lines. Lines that belong to none are left out of the account."""
    wording = Wording.of(layout)
    reading = Reading()
    if wording is None:
        return reading.finished()
    fragments = fragments_of_lines(lines, wording)
    fit = Fit(wording)
    page_lines = likely_page_lines(lines)
    for stretch in _stretches(lines, fragments, wording):
        title_at, body_at, end = (
            bisect_left(fragments, line_no, key=attrgetter("line_no"))
            for line_no in (stretch.start, stretch.start + stretch.title_lines, stretch.end)
        )
        found = _read_body(fragments[body_at:end], page_lines, wording, fit, reading)
        if found is not None:
            found.title = stretch.title
            found.title_fragments = fragments[title_at:body_at]
            add_plan(found, reading, layout.default_unit)
        elif stretch.title is not None:
            title = lines[stretch.start]
            detail = "a performance table has no readable header of its indicators"
            reading.notice(ObservationKind.TABLE_UNKNOWN, detail, title.place, printed=title.text)
    return reading.finished()


def _read_body(
    fragments: Sequence[Fragment], page_lines: AbstractSet[int], wording: Wording, fit: Fit, reading: Reading
) -> FoundPlan | None:
    """Read the fields and rows of one plan; None where no header of indicators is among its fragments."""
    fragments = with_torn_headers_mended(fragments, wording)
    headers = list(_headers(fragments, wording))
    if not headers:
        return None
    first = headers[0]
    for unknown in first.unknown:
        printed = " ".join(fragment.text for fragment in fragments[unknown.start : unknown.end])
        place = fragments[unknown.start].place
        reading.notice(
            ObservationKind.HEADER_UNMAPPED, "an indicator column is not known", place, printed=printed
        )
    in_header = {index for header in headers for index in range(header.start, header.end)}
    below = [fragments[index] for index in range(first.end, len(fragments)) if index not in in_header]
    rows = divide(Cells(below, wording, fit, page_lines), first.keys, wording)
    for doubt in settle_borders(rows.rows, below, fit):
        detail = f"it is not certain where {doubt.left} ends and {doubt.right} begins in a row of indicators"
        reading.notice(ObservationKind.ROW_UNMAPPED, detail, doubt.at.place, printed=doubt.at.text)
    head = read_head(fragments[: first.start], wording, page_lines)
    return FoundPlan(
        title=None,
        head=head,
        header_fragments=[fragments[index] for index in sorted(in_header)],
        columns=first.keys,
        rows=rows.rows,
        page_lines=[*head.page_lines, *rows.page_lines],
    )


def _headers(fragments: Sequence[Fragment], wording: Wording) -> Iterator[Header]:
    """Give the headers in order: the first, and those that further pages repeat."""
    position = 0
    while position < len(fragments):
        header = find_header(fragments, position, wording)
        if header is not None:
            yield header
        position = header.end if header is not None else position + 1


def _stretches(
    lines: Sequence[PlacedLine], fragments: Sequence[Fragment], wording: Wording
) -> Iterator[_Stretch]:
    """Find where plans begin and end."""
    starts = [*_starts(lines, fragments, wording), (None, len(lines), 0)]
    for (title, start, size), (_, end, _) in pairwise(starts):
        body = range(start + size, end)
        closed = next((index for index in body if wording.is_section_heading(lines[index].text)), end)
        yield _Stretch(title, start, size, closed)


def _starts(
    lines: Sequence[PlacedLine], fragments: Sequence[Fragment], wording: Wording
) -> Iterator[tuple[Title | None, int, int]]:
    """Give the title (None where it is lost), the first line and the number of title lines of each plan."""
    titles = dict(_titles(lines, wording))
    header_seen = True
    last = -1
    for position, fragment in enumerate(fragments):
        line_no = fragment.line_no
        if line_no == last:
            continue
        last = line_no
        if line_no in titles:
            yield titles[line_no][0], line_no, titles[line_no][1]
            header_seen = False
        elif not header_seen:
            header_seen = find_header(fragments, position, wording) is not None
        elif _opens_form(fragments, position, wording):
            below_year = line_no > 0 and _YEAR_LINE.match(normalise(lines[line_no - 1].text)) is not None
            yield None, line_no - below_year, 0
            header_seen = False


def _titles(lines: Sequence[PlacedLine], wording: Wording) -> Iterator[tuple[int, tuple[Title, int]]]:
    """Give the line, the title and its number of lines for each title, on one line or broken over a few."""
    position = 0
    while position < len(lines):
        found = _title_at(lines, position, wording)
        if found is not None:
            yield position, found
        position += found[1] if found is not None else 1


def _title_at(lines: Sequence[PlacedLine], position: int, wording: Wording) -> tuple[Title, int] | None:
    for size in range(1, min(_MAX_TITLE_LINES, len(lines) - position) + 1):
        texts = [line.text for line in lines[position : position + size]]
        title = wording.title("".join(texts))
        if title is not None:
            # A line before a title is no part of it: the title must need all the lines that are joined.
            return (title, size) if size == 1 or wording.title("".join(texts[1:])) is None else None
    return None


def _opens_form(fragments: Sequence[Fragment], position: int, wording: Wording) -> bool:
    """Tell whether the fields of a plan begin at a position: two of its head, and a goal or the budget block."""
    label = find_label(fragments, position, wording)
    if label is None or label.key not in _OPENS_FORM:
        return False
    end = position
    while end < len(fragments) and fragments[end].line_no < fragments[position].line_no + _FORM_LINES:
        end += 1
    head = read_head(fragments[position:end], wording)
    keys = {value.key for value in head.values}
    return len(keys & HEAD_FIELDS) > 1 and bool(keys & (BLOCK_FIELDS | {GOAL}))
