"""The outline: the headings of a document, in one line or over several, and what kind of text each opens.

The text lines of a document go in (page furniture and contents pages already told apart), headings come out. A
heading is numbered (`第三部分`, `一、`, `（一）`) and says nothing beyond its title, or stands before a sentence on
the same line (`（一）机关运行经费。2026 年 …`), or is an unnumbered title of the layout. List numbers (`1、`) open a
section only where they bear one of the layout's titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.extractor.identity.titles import office_name
from services.extractor.narrative.paragraphs import MARK
from services.extractor.narrative.titles import ends_in_title, recognise
from services.extractor.segment.headline import is_performance_title
from shared.layout import Layout
from shared.layout.label import normalise
from shared.layout.model import PerformanceDef


class Zone(StrEnum):
    """What kind of text a stretch of the document is; only the narrative makes claims."""

    FRONT = "front"
    OVERVIEW = "overview"
    TABLES = "tables"
    NARRATIVE = "narrative"
    PERFORMANCE = "performance"
    GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class HeadingSpan:
    """A heading and the lines it stands on: `first` to `last`, counted among the text lines of the document."""

    first: int
    last: int
    style: str | None
    number: str | None
    title: str
    section_key: str | None
    inline: bool = False
    """True where the section's text begins on the heading's own line."""


_MAX_LINES = 4
_MAX_TITLE = 70
_MAX_INLINE = 20
_MAX_ALONE = 30
_MAX_REST = 4
_MIN_COLUMNS = 3
_PROSE = re.compile(r"[，。；：！？]|\d(?:万元|亿元|元|%)")
_ENDING = re.compile(
    r"(?:说明|情况|概况|职能|职责|解释|事项|目标|任务|构成|设置|变化|安排|部分|经费|原因|（类）|预算|决算)(?:（[^）]*）)?$"
)
_TABLE = re.compile(r"表(?:（[^）]*）)?$")
_INLINE = re.compile(rf"(?P<title>[^，。；：\d]{{2,{_MAX_INLINE}}})[。：](?=.)")
_TELLS = re.compile(r"(?:20\d\d年|本|我|按照|截至)|.*\d(?:万元|亿元|元)")
_RESUMES = re.compile(r"(?:情况|说明|事项|解释|概况)(?:（[^）]*）)?$")
_DUTY = re.compile(
    r"牵头|负责|组织|承担|拟订|拟定|指导|监督|研究|起草|贯彻|制定|落实|推进|加强|开展|协调|参与|承办|完成|配合|建立"
)
"""What the points of a list of duties begin with, and no title: `（六）牵头编制国有资产管理情况报告。`"""
_ANY_OFFICE = frozenset({"部门", "单位", "部门（单位）", "单位（部门）"})
_NO_OFFICE = re.compile("[各其]")
_CLOSED = (Zone.TABLES, Zone.PERFORMANCE)


def zone_of(section_key: str, layout: Layout) -> Zone:
    """Give the kind of text that a section holds."""
    definition = layout.section(section_key)
    return Zone(definition.holds) if definition else Zone.NARRATIVE


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings in reading order, and where the titles of performance tables stand."""

    headings: tuple[HeadingSpan, ...]
    performance: tuple[int, ...]


def find_outline(texts: Sequence[str], layout: Layout) -> Outline:
    """Find the headings among the text lines of a document, given in canonical form."""
    headings: list[HeadingSpan] = []
    performance: list[int] = []
    zone, position = Zone.FRONT, 0
    while position < len(texts):
        heading = _heading_at(texts, position, layout)
        if _is_performance(texts, position, layout) and not (heading and heading.style == "part"):
            performance.append(position)
            zone, heading = Zone.PERFORMANCE, None
        if heading is None or not _may_open(heading, zone, layout):
            position += 1
            continue
        headings.append(heading)
        zone = zone_of(heading.section_key, layout) if heading.section_key else zone
        position = heading.first + 1 if heading.inline else heading.last + 1
    return Outline(tuple(headings), tuple(performance))


def _is_performance(texts: Sequence[str], position: int, layout: Layout) -> bool:
    """Tell whether a performance table begins on a line: by its title, which may end on the next, or by its fields."""
    text = texts[position]
    rest = texts[position + 1] if position + 1 < len(texts) else ""
    if is_performance_title(text, layout):
        return True
    if 0 < len(rest) <= _MAX_REST and is_performance_title(text + rest, layout):
        return True
    return layout.performance is not None and _is_form(text, layout.performance)


def _is_form(text: str, form: PerformanceDef) -> bool:
    """Tell whether a line is a field or the header of a performance table (its title may be lost)."""
    label = normalise(text)
    if any("盖章" in name and label.startswith(normalise(name)) for name in form.fields.get("plan_name", ())):
        return True
    if label in form.fields.get("goal", ()):
        return True
    return sum(any(name in label for name in names) for names in form.columns.values()) >= _MIN_COLUMNS


def _may_open(heading: HeadingSpan, zone: Zone, layout: Layout) -> bool:
    """Tell whether a heading can stand in this kind of text, or only looks like one there.

    Definitions, duties and table rows are numbered too; a part ends them, and what bears a section's own words.
    """
    if heading.style == "part" or (heading.style is None and heading.section_key is not None):
        return True
    if zone is Zone.GLOSSARY:
        return _is_part(heading.section_key, layout) and not heading.inline
    if zone in _CLOSED:
        return heading.section_key is not None and not heading.inline and bool(_RESUMES.search(heading.title))
    if zone is Zone.OVERVIEW:
        return heading.style == "chinese" or (not heading.inline and _is_overview(heading, layout))
    return True


def _is_overview(heading: HeadingSpan, layout: Layout) -> bool:
    definition = layout.section(heading.section_key) if heading.section_key else None
    return definition is not None and definition.part is not None and definition.holds == "overview"


def _is_part(section_key: str | None, layout: Layout) -> bool:
    """Tell whether a section is a whole part of the document behind its overview."""
    definition = layout.section(section_key) if section_key else None
    return definition is not None and definition.part is None and definition.holds in ("tables", "narrative")


def _heading_at(texts: Sequence[str], position: int, layout: Layout) -> HeadingSpan | None:
    text = texts[position]
    mark = MARK.match(text)
    style = mark.lastgroup if mark else None
    if mark is None:
        return _unnumbered(texts, position, layout)
    if style == "circled" or (style != "part" and _DUTY.match(text, mark.end())):
        return None
    if _stands_alone(text, mark.end(), layout):
        title = text[mark.end() :].strip("：。")
        return HeadingSpan(position, position, style, mark.group(), title, recognise(title, layout))
    return _numbered(texts, position, mark, layout)


def _numbered(texts: Sequence[str], position: int, mark: re.Match[str], layout: Layout) -> HeadingSpan | None:
    style = mark.lastgroup
    if style == "arabic_bracketed":
        return _inline(texts[position], position, layout)
    last = _last_line(texts, position, mark.end(), layout, strong_only=style == "arabic")
    if last is None:
        return None if style == "arabic" else _inline(texts[position], position, layout)
    title = "".join(texts[position : last + 1])[mark.end() :].strip("：:")
    if not title or (_TABLE.search(title) and style != "part"):
        return None
    key = recognise(title, layout)
    return HeadingSpan(position, last, style, mark.group(), title, key)


def _stands_alone(text: str, start: int, layout: Layout) -> bool:
    """Tell whether a numbered line is a section's title, with a stop behind it or numbered like an item (`（3）`)."""
    title = text[start:].strip("：:")
    if not title.endswith("。") and not text.startswith("（"):
        return False
    title = title.removesuffix("。")
    if len(title) > _MAX_ALONE or _PROSE.search(title) or not _RESUMES.search(title):
        return False
    key = recognise(title, layout)
    definition = layout.section(key) if key else None
    return definition is not None and definition.part is not None


def _last_line(
    texts: Sequence[str], position: int, start: int, layout: Layout, *, strong_only: bool
) -> int | None:
    """Give the line on which a heading ends: where a whole title ends, or else a word that ends headings."""
    weak: int | None = None
    joined = ""
    for last in range(position, min(position + _MAX_LINES, len(texts))):
        if last > position and MARK.match(texts[last]):
            break
        joined += texts[last][start:] if last == position else texts[last]
        title = joined.strip("：")  # `三、部门预算情况说明：`
        if _PROSE.search(title) or len(title) > _MAX_TITLE:
            break
        if ends_in_title(title, layout) or (last == position and _explains(title, layout)):
            return last
        if weak is None and (_ENDING.search(title) or _TABLE.search(title)):
            weak = last
    return None if strong_only else weak


def _explains(title: str, layout: Layout) -> bool:
    """Tell whether a line says that it explains what a section is about: `3、一般公共预算支出情况说明`."""
    return title.endswith("说明") and not _DUTY.match(title) and recognise(title, layout) is not None


def _inline(text: str, position: int, layout: Layout) -> HeadingSpan | None:
    mark = MARK.match(text)
    match = _INLINE.match(text, mark.end()) if mark else None
    if mark is None or match is None or (mark.lastgroup == "chinese" and not _TELLS.match(text, match.end())):
        return None  # `二、一般公共预算：包括…` defines a term
    key = recognise(match.group("title"), layout)
    definition = layout.section(key) if key else None
    if definition is None:
        is_heading = mark.lastgroup != "arabic_bracketed" and bool(_RESUMES.search(match.group("title")))
    else:
        is_heading = definition.part is not None
    if not is_heading:
        return None
    return HeadingSpan(
        position, position, mark.lastgroup, mark.group(), match.group("title"), key, inline=True
    )


def _unnumbered(texts: Sequence[str], position: int, layout: Layout) -> HeadingSpan | None:
    """Recognise a title without a number: a part's or a section's whole title on a line of its own."""
    text = texts[position]
    if len(text) > _MAX_TITLE or _PROSE.search(text) or _TABLE.search(text):
        return None
    if not (_RESUMES.search(text) or _is_of_office(text, layout)):
        return None
    key = recognise(text, layout)
    if key is None or not (
        _is_part(key, layout) or zone_of(key, layout) is Zone.GLOSSARY or ends_in_title(text, layout)
    ):
        return None
    return HeadingSpan(position, position, None, None, text, key)


def _is_of_office(text: str, layout: Layout) -> bool:
    """Tell whether a line is an office's name and a title of the overview: 某某局主要职能, 某某局（单位）机构设置."""
    titles = (
        normalise(title)
        for section in layout.sections
        if section.holds == "overview" and section.part is not None
        for title in section.titles
    )
    label = normalise(text)
    names = (label.removesuffix(title) for title in titles if label.endswith(title))
    return any(
        name in _ANY_OFFICE or (not _NO_OFFICE.search(name) and office_name(name, layout) is not None)
        for name in names
    )
