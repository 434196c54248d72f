"""Paragraphs: the printed lines of a section joined to running text, each character knowing where it was printed.

Lines of one section go in, paragraphs come out. Lines are cut anywhere, in words and in numbers (`万`/`元`,
`1,2`/`40.00`), and extracts put blanks into Chinese text (`0 万元`, `（项） ： 2024 年`), so the text of a paragraph
is without breaks and blanks, save a blank between two narrow characters (`专项 07300815 0.56`), which parts a
name from its amount. Where a paragraph ends is seen from what the next line starts with (a list number, a known
label), from a full stop at the end of a line and, where the reader gives boxes, from indentation; a sentence that
begins with a comparison or a reason belongs to the paragraph before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from services.extractor.narrative.characters import MINUS, canonical, is_narrow
from services.extractor.reading.page import Line
from shared.model.place import Box, Place

MARK = re.compile(
    r"(?P<part>第[一二三四五六七八九十]+部分)|(?P<chinese>[一二三四五六七八九十]{1,3}[、.])"
    r"|(?P<bracketed>（[一二三四五六七八九十]{1,3}）)|(?P<arabic>\d{1,2}(?:[、.](?!\d)|\.(?=20\d\d年)|[、.](?=\d{3}(?:\d\d){0,2}[-—\u4e00-\u9fff](?<![万亿元人辆台个%年项家]))))"
    r"|(?P<arabic_bracketed>（\d{1,2}）)|(?P<circled>[①-⑳])"
)
"""The numbering of headings and list items, by style, the outermost style first."""
LEVELS = ("part", "chinese", "bracketed", "arabic", "arabic_bracketed", "circled")

LABELS = ("项目名称", "设立的政策依据", "预算安排规模", "项目承担单位", "资金分配情况", "资金执行时间")
"""The labels of a project's description; each starts a paragraph (form of the project section of 2017 and later)."""

_LABELLED = re.compile(rf"(?:{'|'.join(LABELS)})[^，。；：]{{0,6}}：")
_CONTINUES = re.compile(
    r"(?:主要)?原因|[与比较](?:上|去|20\d\d年|年初预算|预算)|主要(?:用于|包括|是)|同比|(?:增加|减少|增长|下降)-?\d|占|其中|包括："
)
_NAMES_ITEM = re.compile(r"（[类款项]）(?:支出)?[。：]$")
_OF_ITEM = re.compile(r"(?:年初|全年|调整|支出|本年)?(?:预算|决算)(?:数|安排)?[为是\d]|20\d\d年")
_ENDS = "。；！？"
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_LAST_NUMBER = re.compile(r"\d[\d,.]*$")
_FIRST_NUMBER = re.compile(r"[\d,.]*\d")
_LONGEST_NUMBER = 20
_YEAR = re.compile(r"20\d\d年")
_LEADS_NUMBER = " 加少长降占为数计共值出入费款算金余转）额："
_INDENT = 1.5
"""In line heights: a first line is indented by two characters, and half a character is the slack of a scan or a
font."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a character was printed: the index of its line and its place in the text of that line."""

    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text with the origin of each of its characters."""

    text: str
    origins: tuple[Origin, ...]
    style: str | None
    """The style of its numbering, one of `LEVELS`, or None."""
    mark_end: int
    """Where the text behind the numbering starts."""


def join(lines: Sequence[Line], indexes: Sequence[int]) -> list[Paragraph]:
    """Join the lines with the given indexes to paragraphs, in reading order."""
    ends = _Ends.of(lines, indexes)
    groups: list[list[int]] = [[index] for index in indexes[:1]]
    for before, index in pairwise(indexes):
        if ends.parted(before, index):
            groups.append([index])
        else:
            groups[-1].append(index)
    return [_paragraph(lines, group) for group in groups]


def line_text(line: Line) -> str:
    """Give the text of one line as a paragraph of this line alone would have it."""
    return _commas(_without_blanks(_signed([canonical(character) for character in line.text]))[0])


def place(lines: Sequence[Line], origins: Sequence[Origin], page: int) -> Place:
    """Give the smallest place on a page that holds characters; without a box where the reader has none."""
    box: Box | None = None
    for index in dict.fromkeys(origin.line for origin in origins if lines[origin.line].page == page):
        offsets = [origin.offset for origin in origins if origin.line == index]
        part = _box(lines[index], min(offsets), max(offsets) + 1)
        box = part if box is None or part is None else box.union(part)
    return Place(page=page, box=box)


def _box(line: Line, start: int, end: int) -> Box | None:
    box: Box | None = None
    position = 0
    for word in line.words:
        found = line.text.find(word.text, position)
        if found < 0:
            return line.box
        position = found + len(word.text)
        if found < end and start < position:
            box = word.box if box is None else box.union(word.box)
    return box or line.box


@dataclass(frozen=True, slots=True)
class _Ends:
    """What is needed to see where paragraphs end: the lines, their texts, the edges of each page's text."""

    lines: Sequence[Line]
    texts: dict[int, str]
    followed: dict[int, str]
    """Each text with that of the next line, for words that are cut at the end of a line."""
    edges: dict[int, tuple[float, float]]

    @classmethod
    def of(cls, lines: Sequence[Line], indexes: Sequence[int]) -> _Ends:
        texts = {index: line_text(lines[index]) for index in indexes}
        followed = {before: texts[before] + texts[after] for before, after in pairwise(indexes)}
        return cls(lines, texts, followed, _edges(lines, indexes))

    def parted(self, before: int, after: int) -> bool:
        """Tell whether a line starts a paragraph behind the line before it."""
        previous, text = self.texts[before], self.texts[after]
        if not previous or not text:
            return False
        if _LABELLED.match(text) or (previous.endswith("：") and self._is_page_between(before, after)):
            return True
        mark = MARK.match(text)
        if mark and not (mark.lastgroup == "bracketed" and self._is_cut(before)):
            return True
        if _CONTINUES.match(self.followed.get(after, text)):
            return False
        if _NAMES_ITEM.search(previous) and _OF_ITEM.match(text):
            return False
        return previous.endswith("。") or self._is_short_before_indented(before, after)

    def _is_page_between(self, before: int, after: int) -> bool:
        """Tell whether a page without running text stands between two lines: the table that the first announces."""
        return self.lines[after].page - self.lines[before].page > 1

    def _is_cut(self, index: int) -> bool:
        """Tell whether a line goes on in the next for certain: it reaches the right edge and ends in no punctuation."""
        line = self.lines[index]
        if line.box is None or self.texts[index][-1] in _ENDS:
            return False
        return line.box.x1 > self.edges[line.page][1] - _INDENT * (line.box.bottom - line.box.top)

    def _is_short_before_indented(self, before: int, after: int) -> bool:
        line, following = self.lines[before], self.lines[after]
        ends = self.texts[before][-1] in _ENDS
        if line.box is None or following.box is None:
            return False
        height = line.box.bottom - line.box.top
        is_short = line.box.x1 < self.edges[line.page][1] - _INDENT * height
        is_indented = following.box.x0 > self.edges[following.page][0] + _INDENT * height
        return is_short and (is_indented or ends)


def _edges(lines: Sequence[Line], indexes: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Give the left and right edge of the text on each page; a page with little text has at least the usual edges."""
    edges: dict[int, tuple[float, float]] = {}
    for index in indexes:
        line = lines[index]
        if line.box is not None:
            left, right = edges.get(line.page, (line.box.x0, line.box.x1))
            edges[line.page] = (min(left, line.box.x0), max(right, line.box.x1))
    if not edges:
        return edges
    usual_left, usual_right = (median(values) for values in zip(*edges.values(), strict=True))
    return {page: (min(left, usual_left), max(right, usual_right)) for page, (left, right) in edges.items()}


def _paragraph(lines: Sequence[Line], group: Sequence[int]) -> Paragraph:
    characters: list[str] = []
    origins: list[Origin] = []
    for index in group:
        printed = _signed([canonical(character) for character in lines[index].text])
        part = [(character, Origin(index, offset)) for offset, character in enumerate(printed)]
        while part and part[0][0] == " ":
            part.pop(0)
        if part and characters and _parts_numbers(characters, [character for character, _ in part]):
            characters.append(" ")
            origins.append(part[0][1])
        characters.extend(character for character, _ in part)
        origins.extend(origin for _, origin in part)
    text, kept = _without_blanks(characters)
    text = _commas(text)
    mark = MARK.match(text)
    return Paragraph(
        text=text,
        origins=tuple(origins[position] for position in kept),
        style=mark.lastgroup if mark else None,
        mark_end=mark.end() if mark else 0,
    )


def _signed(characters: list[str]) -> list[str]:
    """Make a minus of each hyphen that stands free before a digit; blanks, which show that, will be dropped."""
    return [
        MINUS if character == "-" and before == " " and after.isdigit() else character
        for before, character, after in zip(
            [" ", *characters], characters, [*characters[1:], " "], strict=False
        )
    ]


def _parts_numbers(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether the end of one line and the start of the next are a name or number and another number.

    Digits are one number where joined they make a well-formed amount (`1,2`/`40.00`, `16`/`.34`), unless the first are
    long or a year and the second an amount of its own (a project's number before its amount).
    """
    if not (before[-1].isascii() and before[-1].isalnum() and after[0].isdigit()):
        return False
    left = _LAST_NUMBER.search("".join(before[-_LONGEST_NUMBER:]).replace("，", ","))
    right = _FIRST_NUMBER.match("".join(after[:_LONGEST_NUMBER]).replace("，", ","))
    if left is None or right is None:
        return right is not None and "." in right.group()
    whole = _GROUPED.fullmatch(left.group() + right.group())
    if whole is None or re.match(r"0\d", left.group()):
        return True
    is_code_or_year = bool(re.fullmatch(r"20\d\d|\d{5,}", left.group()))
    return is_code_or_year and "." in right.group()


def _without_blanks(characters: Sequence[str]) -> tuple[str, list[int]]:
    """Drop the blanks that mean nothing; give the text and the positions that were kept."""
    kept: list[int] = []
    for position, character in enumerate(characters):
        if character != " ":
            if kept and characters[kept[-1]] == " " and not _is_meant(characters, kept, position):
                kept.pop()
            kept.append(position)
        elif kept and is_narrow(characters[kept[-1]]):
            kept.append(position)
    if kept and characters[kept[-1]] == " ":
        kept.pop()
    return "".join(characters[position] for position in kept), kept


def _is_meant(characters: Sequence[str], kept: Sequence[int], position: int) -> bool:
    """Tell whether the blank that was kept last stands between two words, and not inside one number (`4 0.76%`).

    Digits that begin a number stand by themselves, behind a blank or a word that figures follow, or have separators.
    """
    if not is_narrow(characters[position]):
        return False
    if not (characters[position].isdigit() and characters[kept[-2]].isdigit()):
        return True
    before = [characters[index] for index in kept[-_LONGEST_NUMBER - 2 : -1]]
    number = _LAST_NUMBER.search("".join(before))
    after = "".join(characters[position : position + _LONGEST_NUMBER])
    if number is None or _YEAR.match(number.group() + after):
        return number is None
    start = kept[-1 - len(number.group())] - 1
    stands_alone = start >= 0 and characters[start] in _LEADS_NUMBER
    if not stands_alone and number.group().isdigit():
        return True
    return _parts_numbers(before, after)


def _commas(text: str) -> str:
    """Tell the thousands separator from the comma of the sentence: the first stands before exactly three digits."""
    text = text.replace("，", ",")
    text = re.sub(r"(?<!\d),|,(?!\d)", "，", text)
    return re.sub(r"(?<=\d),(?!\d{3}(?!\d))", "，", text)
