"""Titles of whole documents: 某市水务局2026年度部门预算公开, over however many lines the cover prints them.

In go the lines of a document, out come the titles among them, each taken apart: whose, of which year, of a department
or a unit, a budget or a final account. A part that the title does not say is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.extractor.segment.region import PlacedLine, Segments
from shared.divisions import is_division
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.document import DocumentKind
from shared.model.place import Place

_DIGITS: Final = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_YEAR = re.compile(
    r"（?(?P<year>20\d\d|二[〇○零Oo][〇○零Oo一二三四五六七八九]{2})(?:年度?|(?=部门|单位|预算|决算))）?"
    r"|(?<!\d)(?P<short>[12]\d)年度?(?=(?:部门|单位)(?:综合)?(?:预算|决算))"
)
_OTHER_KIND = re.compile(r"(?:部门|单位)?(?P<kind>预算|决算)(?:公开)?(?:及|和|与|、|暨)")
"""The first half of a title of a budget and a final account."""
_QUOTES = re.compile(r"[《》]|“(?!三公)|(?<!三公)”")
_NAME_BEHIND = re.compile(r"^(?P<title>.*(?:预算|决算).*?)(?:[—–-]+|（)(?P<name>[^—–（）-]{4,40})）?$")
"""A title with the publisher's name behind it: 2024年部门预算公开——某局."""
_TITLE = re.compile(
    r"^(?P<before>.*?)(?P<level>部门（单位）|单位（部门）|部门|单位)?(?:综合|收支|财政|调整|年初)?(?P<kind>预决算|预算|决算)"
    r"(?P<after>(?:信息|公开|情况|说明|报表|表|报告|编制|总体|收支|的|及|和|与|暨|草案|文本|书|附件|目录|附表|相关|文字|、|调整|补充|“|”|三公|经费"
    r"|预算|公告|公示|通告|材料|资料|内容|事项|正文|稿|（[^（）]{1,12}）)*-?\d{0,3}-?)$"
)
_LEADING = re.compile(
    r"^(?:附件?[一二三四五六七八九十\d]*[：:、.]?|第[一二三四五六七八九十]+部分[：:、]?|[一二三四五六七八九十\d]+[、.．]"
    r"|关于公?[开布]?|[（）《])+"
)
_CLOSING = re.compile(r"关于(?:公[开布]|发布)?$")
_CODE = re.compile(r"^[（【]?\d{3,}[）】]?[-_—–·.、：]*|[（【]\d{3,}[）】]$")
"""The budget code of an office before or behind its name: 107001-某局, （107001）某局."""
_ITSELF = re.compile(r"(?:（[^（）]*）|本级|机关|本部|汇总)$")
"""What is added to the name of an office to tell it from the whole of its units."""
_AS_LEVEL = re.compile(r"(?:部门|单位)$")
"""The level behind a name, printed a second time: 某乡人民政府部门2024年部门预算."""
_LEVEL_IN_BRACKETS = re.compile(r"^（(部门|单位)）(?=综合|预算|决算)")
_LISTED = re.compile(
    r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]+）|目录"
)
_GOVERNMENT_LEVEL = re.compile(r"(?:中央|自治区|自治州|省|市|区|县|州|旗)(?:本)?级$")
_NAME = re.compile(r"^[一-鿿〇（）“”·—、A-Za-z0-9]{3,45}$")
_NO_NAME = re.compile(
    r"部门预算|单位预算|部门决算|单位决算|预算单位|索引号|(?!123\d\d(?!\d))\d{5}"
    r"|^(?:第(?![一二三四五六七八九十百\d]{1,4}(?:[师团中小初高幼]|人民|医院|实验|职业|福利))|本|我|各|按|对于|根据|纳入|关于|其中|包括)"
    r"|(?:预算|决算|收支|情况|目录|目标|说明|安排|支出|收入|草案|公开|年度?|表|的|是|为|及|和)$"
)
"""What is no name; an office may begin with its number (第十师…, 第三人民医院) and hold that of a hotline (12345)."""
_PAGE_NUMBER = re.compile(r"[-—–]?\d{1,3}[-—–]?")
_TITLE_START: Final = 10
"""A cover has its title in its first lines, below marks of secrecy or the number of an annex."""
_TITLE_LINES: Final = 5
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class DocumentTitle:
    """What a title of the document says."""

    text: str
    place: Place
    name: str | None
    year: int | None
    level: str | None
    kind: DocumentKind | None


def title_lines(segments: Segments) -> list[PlacedLine]:
    """Give the lines among which titles of the document stand: outside tables, and above them."""
    above = (line for region in segments.tables for line in region.head_lines)
    return sorted((*segments.prose, *above), key=lambda line: line.key)


def cover_title(lines: Sequence[PlacedLine], layout: Layout) -> DocumentTitle | None:
    """Give the title on the first page: the first lines that, joined, make one; one with a name before all others."""
    on_cover = (line for line in lines if line.line.page == lines[0].line.page)
    first = [line for line in on_cover if not _PAGE_NUMBER.fullmatch(normalise(line.text))]
    first = first[: _TITLE_START + _TITLE_LINES]
    nameless: DocumentTitle | None = None
    for start in range(min(len(first), _TITLE_START)):
        for count in range(1, _lines_of_title(first[start:]) + 1):
            text = "".join(normalise(line.text) for line in first[start : start + count])
            title = parse_title(text, first[start].place, layout)
            if title is not None and title.name is not None:
                return title
            nameless = nameless or title
    return nameless


def _lines_of_title(lines: Sequence[PlacedLine]) -> int:
    """Give over how many lines a title may run at most: a line of the contents is no part of the one above it."""
    listed = (index for index, line in enumerate(lines) if _LISTED.match(normalise(line.text)))
    first = next(listed, _TITLE_LINES)
    return min(_TITLE_LINES, max(1, first))


def titles_in(lines: Iterable[PlacedLine], layout: Layout) -> Iterator[DocumentTitle]:
    """Give the lines that are titles of the document by themselves, on any page: those of parts and annexes too."""
    for line in lines:
        title = parse_title(normalise(line.text), line.place, layout)
        if title is not None:
            yield title


def parse_title(text: str, place: Place, layout: Layout) -> DocumentTitle | None:
    """Take a normalised text apart as a title; None where it is none."""
    if len(text) > _LONGEST:
        return None
    title = _parsed(text, place, layout)
    if title is None or title.name is None:
        behind = _NAME_BEHIND.match(text)
        name = office_name(behind.group("name"), layout) if behind else None
        named = _parsed(behind.group("title"), place, layout) if behind and name else None
        unquoted = _parsed(_QUOTES.sub("", text), place, layout)
        title = replace(named, name=name, text=text) if named else unquoted or title
    return title


def _parsed(text: str, place: Place, layout: Layout) -> DocumentTitle | None:
    year = _YEAR.search(text)
    behind = _LEVEL_IN_BRACKETS.sub(r"\1", text[year.end() :]) if year else ""
    rest = text[: year.start()] + behind if year else text
    match = _TITLE.match(rest)
    if match is None or (year is None and not match.group("level")):
        return None
    level = match.group("level")
    before = match.group("before")
    other = _OTHER_KIND.search(before)
    of_both = other is not None and other.group("kind") != match.group("kind")
    return DocumentTitle(
        text=text,
        place=place,
        name=office_name(before[: other.start()] if other and of_both else before, layout),
        year=_year(year) if year else None,
        level=level if level in ("部门", "单位") else None,
        kind=None if of_both else _KINDS.get(match.group("kind")),
    )


def _year(match: re.Match[str]) -> int:
    short = match.group("short")
    return 2000 + int(short) if short else year_number(match.group("year"))


def year_number(printed: str) -> int:
    """Give a year as a number that is printed in digits or in Chinese numerals: 2024, 二〇二四."""
    return int(printed.translate(_DIGITS))


def office_name(text: str, layout: Layout) -> str | None:
    """Give the name of an office that a normalised text consists of, without its code; None where it is none."""
    name = _LEADING.sub("", _CLOSING.sub("", without_code(text)))
    name = without_code(_GOVERNMENT_LEVEL.sub("", name).strip("：:、，《》—–-"))
    if _AS_LEVEL.sub("", name).endswith(layout.identity.office_endings):
        name = _AS_LEVEL.sub("", name)
    bare = _ITSELF.sub("", name)
    if not _NAME.match(name) or _NO_NAME.search(bare) or is_division(name):
        return None
    return name if bare.endswith(layout.identity.office_endings) else None


def without_code(name: str) -> str:
    """Give a printed name of an office, normalised, without the budget code that stands before or behind it."""
    label = normalise(name)
    return _CODE.sub("", label) or label


_KINDS: Final = {"预算": DocumentKind.BUDGET, "决算": DocumentKind.FINAL_ACCOUNT}
