"""Sections: the document from heading to heading, each with its paragraphs and the kind of text it is.

Lines and the outline go in; the sections that hold running text come out in reading order, without tables and
performance tables. Where a section has no heading its first sentence opens it, and where nothing at all opens the
narrative the sentence that it always begins with does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extractor.narrative.cues import cued_section, opens_narrative, resumes_after_performance
from services.extractor.narrative.outline import HeadingSpan, Outline, Zone, zone_of
from services.extractor.narrative.paragraphs import LEVELS, Paragraph, join
from services.extractor.reading.page import Line
from shared.layout import Layout


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the document under one heading.

    `path` is the printed heading with the numbers of those above it (`五、（二）一般公共预算当年拨款结构情况`); where
    the heading is lost it is the layout's title of the section. `titles` are the titles of the headings above and its
    own.
    """

    key: str | None
    path: str
    zone: Zone
    titles: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(slots=True)
class _Stretch:
    key: str | None
    path: str
    zone: Zone
    titles: tuple[str, ...]
    indexes: list[int] = field(default_factory=list)


_UNHEADED = (Zone.FRONT, Zone.TABLES)
"""Where a narrative without a heading can begin."""


def divide(
    lines: Sequence[Line], body: Sequence[int], texts: Sequence[str], outline: Outline, layout: Layout
) -> list[Section]:
    """Divide the text lines (`body`: their indexes among `lines`, `texts`: their texts) into sections."""
    is_headed = any(
        h.section_key and zone_of(h.section_key, layout) is Zone.NARRATIVE for h in outline.headings
    )
    stretches = _stretches(body, texts, outline, layout, is_headed=is_headed)
    missing = _missing(outline, layout, is_headed=is_headed)
    return [
        section
        for stretch in stretches
        if stretch.zone not in (Zone.TABLES, Zone.PERFORMANCE)
        for section in _by_cues(
            stretch, join(lines, stretch.indexes), missing.get(stretch.zone, frozenset()), layout
        )
    ]


def _missing(outline: Outline, layout: Layout, *, is_headed: bool) -> dict[Zone, frozenset[str]]:
    """Give the keys of the sections that sentences may open in each zone: those that no heading opens."""
    found = {heading.section_key for heading in outline.headings}
    missing = frozenset(section.key for section in layout.sections if section.key not in found)
    overview = frozenset(key for key in missing if zone_of(key, layout) is Zone.OVERVIEW)
    return {Zone.NARRATIVE: missing, Zone.FRONT: overview if is_headed else missing}


def _stretches(
    body: Sequence[int], texts: Sequence[str], outline: Outline, layout: Layout, *, is_headed: bool
) -> list[_Stretch]:
    heads = {heading.first: heading for heading in outline.headings}
    stretches = [_Stretch(None, "", Zone.FRONT, ())]
    above: list[HeadingSpan] = []
    skip_to = 0
    for position, index in enumerate(body):
        current = stretches[-1]
        if position in heads:
            heading = heads[position]
            above = [*(h for h in above if _level(h) < _level(heading)), heading]
            stretches.append(_headed(above, current.zone, layout))
            skip_to = position if heading.inline else heading.last + 1
        elif position in outline.performance:
            stretches.append(_Stretch(current.key, current.path, Zone.PERFORMANCE, current.titles))
        elif current.zone is Zone.PERFORMANCE and resumes_after_performance(*_with_next(texts, position)):
            stretches.append(_Stretch(current.key, current.path, Zone.NARRATIVE, current.titles))
        elif (
            not is_headed
            and current.zone in _UNHEADED
            and opens_narrative(*_with_next(texts, position), layout)
        ):
            stretches.append(_Stretch(None, "", Zone.NARRATIVE, ()))
        if position >= skip_to:
            stretches[-1].indexes.append(index)
    return stretches


def _with_next(texts: Sequence[str], position: int) -> tuple[str, str]:
    return texts[position], texts[position + 1] if position + 1 < len(texts) else ""


def _level(heading: HeadingSpan) -> int:
    return LEVELS.index(heading.style) if heading.style else 0


def _headed(above: Sequence[HeadingSpan], zone: Zone, layout: Layout) -> _Stretch:
    """Open the stretch below the last of these headings, which stand in each other."""
    numbered = [heading for heading in above if heading.style != "part"]
    path = "".join(heading.number or "" for heading in numbered) + above[-1].title
    keys = [heading.section_key for heading in above if heading.section_key]
    own = above[-1].section_key
    key = own or next((h.section_key for h in reversed(numbered) if h.section_key), None)
    if keys:
        zone = zone_of(own or keys[-1], layout)
    elif zone is Zone.PERFORMANCE:
        zone = Zone.NARRATIVE
    return _Stretch(
        key, path if numbered else above[-1].title, zone, tuple(heading.title for heading in above)
    )


def _by_cues(
    stretch: _Stretch, paragraphs: Sequence[Paragraph], missing: frozenset[str], layout: Layout
) -> list[Section]:
    """Part a stretch where a paragraph opens a section that has no heading."""
    groups: list[tuple[str | None, list[Paragraph]]] = [(stretch.key, [])]
    for paragraph in paragraphs:
        cue = cued_section(paragraph.text, missing, layout) if missing else None
        if cue is not None and cue != groups[-1][0]:
            groups.append((cue, []))
        groups[-1][1].append(paragraph)
    return [_section(stretch, key, tuple(group), layout) for key, group in groups if group]


def _section(
    stretch: _Stretch, key: str | None, paragraphs: tuple[Paragraph, ...], layout: Layout
) -> Section:
    if key is None or key == stretch.key:
        return Section(stretch.key, stretch.path, stretch.zone, stretch.titles, paragraphs)
    definition = layout.section(key)
    title = definition.titles[0] if definition else ""
    return Section(key, title, zone_of(key, layout), (*stretch.titles, title), paragraphs)
