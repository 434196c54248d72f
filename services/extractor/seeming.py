"""What a file seems to be that is no disclosure of a department: a notice, a regulation, a whole government's budget.

In go the lines of a document, out comes the kind whose words it bears, with the line that shows it, from the table in
`data/other_documents.yaml`; None where it bears none of them. What a file calls itself in its first lines (its opening)
weighs more than what stands further down, where a disclosure too may name reports and tables of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Final

import yaml

from shared.layout.label import normalise
from shared.model.base import Model

_DATA: Final = resources.files("services.extractor").joinpath("data", "other_documents.yaml")
_LONGEST_TITLE: Final = 60
_SENTENCE = re.compile(r"[。；]|，.*，")
_TITLE_TAIL = re.compile(r"(?:（[^（）]*）|[：:、。]|\d+)+$")
_TITLE_LINES: Final = 3
"""A title of an official letter runs over two or three lines."""
_OPENING_LINES: Final = 14
"""A title stands below the head of a letter, the path of a web page, the number of an annex."""
_LISTED = re.compile(
    r"^(?:第[一二三四五六七八九十]+[部章条]|[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]+）|\d{1,2}(?:、|[.．](?!\d)|[.．](?=20\d\d年)))"
)
"""A heading or a line of a list, and no title of the file."""
_CATALOGUED = re.compile(r"[>＞»]|当前|位置|分类|索引号|发布机构|发布日期|来源")
"""What the page of a web site prints above its text: where in the site it stands, and under which headings."""
_DISCLOSURE = re.compile(
    r"(?:(?:部门|单位)(?:（单位）|（部门）)?(?:综合|收支|财政)?(?:预算|决算)|预决算)"
    r"(?:信息|公开|情况|说明|报表|表|报告|编制|总体|收支|的|及|和|草案|文本|书|目录|附表|文字|“|”|三公|经费|预算|决算|、|（[^（）]*）)*"
    r"(?:公告|公示|通告)?\d{0,3}$"
)
"""The title of a disclosure."""
_PUBLISHING = re.compile(
    r"公(?:开|布).{0,30}(?:部门|单位).{0,6}(?:预算|决算).{0,4}的?(?:通知|公告|公示|通告|说明|函)$"
)
"""A letter that publishes one."""


class OtherKind(Model):
    """A kind of file that is no disclosure, and its words."""

    id: str
    name: str
    """In English, with its article: `a notice`."""
    least: int
    openings: tuple[str, ...] = ()
    titles: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeming:
    """What a file seems to be, and the words that say so, as printed."""

    kind: OtherKind
    shown_by: tuple[str, ...]

    @property
    def text(self) -> str:
        """The kind with its first sign: `a notice (“关于召开会议的通知”)`."""
        return f"{self.kind.name} (“{self.shown_by[0]}”)"


def opens_as(lines: Sequence[str]) -> Seeming | None:
    """Give the kind that the file's own title, in its first lines, says; None where it is a disclosure's or none.

    The first title counts: a disclosure may list the reports that it holds below its own title.
    """
    labels = [label for label in map(normalise, lines[: 2 * _OPENING_LINES]) if label][:_OPENING_LINES]
    for index, label in enumerate(labels):
        titles = [] if _is_listed(label) else list(_joined(_up_to_list(labels[index:]), 0))
        for kind in load_other_kinds():
            shown = next((title for title in titles if _opens(kind, title)), None)
            if shown is not None:
                return Seeming(kind, (shown,))
        if any(_DISCLOSURE.search(title) or _PUBLISHING.search(title) for title in titles):
            return None
    return None


def seems_to_be(lines: Sequence[str]) -> Seeming | None:
    """Give the first kind of the table that a file's lines fit; `lines` are as printed, in reading order."""
    opening = opens_as(lines)
    if opening is not None:
        return opening
    return next((seen for kind in load_other_kinds() if (seen := _seen(kind, lines))), None)


def seems_a_governments(lines: Sequence[str], *, least: int | None = None) -> Seeming | None:
    """Give whether the file is the budget of a whole government, whose tables are called like a department's.

    `least` is the number of signs that are asked; None for that of the table of kinds.
    """
    kind = next(kind for kind in load_other_kinds() if kind.id == "government_budget")
    return _seen(kind, lines, least)


@cache
def load_other_kinds() -> tuple[OtherKind, ...]:
    """Give the table of kinds, in the order in which they are tried."""
    loaded = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return tuple(OtherKind.model_validate(kind) for kind in loaded["kinds"])


def _is_listed(label: str) -> bool:
    return bool(_LISTED.match(label) or _CATALOGUED.search(label))


def _up_to_list(labels: Sequence[str]) -> list[str]:
    """Give the lines before the first one that is of a list: the contents are no part of the title above them."""
    return list(takewhile(lambda label: not _is_listed(label) and label != "目录", labels))


def _opens(kind: OtherKind, title: str) -> bool:
    if _PUBLISHING.search(title):
        return False
    return any(re.search(opening, title) for opening in kind.openings)


def _joined(labels: Sequence[str], start: int) -> Iterator[str]:
    """Give a line alone and joined to the next ones, as long as it may be a title."""
    for count in range(1, _TITLE_LINES + 1):
        joined = "".join(labels[start : start + count])
        if joined and labels[start] and len(joined) <= _LONGEST_TITLE and not _SENTENCE.search(joined):
            yield joined


def _seen(kind: OtherKind, lines: Sequence[str], least: int | None = None) -> Seeming | None:
    labels = [normalise(line) for line in lines]
    text = "".join(labels)
    there = [word for word in map(normalise, (*kind.titles, *kind.words)) if word in text]
    least = least or kind.least
    if len(there) + len(kind.patterns) < least:
        return None
    signs = _signs(kind, [_TITLE_TAIL.sub("", label) for label in labels], there)
    return Seeming(kind, signs) if len(signs) >= least else None


def _signs(kind: OtherKind, labels: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    """Give one printed title for each of the kind's words and patterns, then the words found anywhere.

    `there` are the normalised words of the kind that the text holds at all.
    """
    titles = [title for start in range(len(labels)) for title in _joined(labels, start)]
    found = [
        min((title for title in titles if title.endswith(word)), key=len, default=None)
        for word in map(normalise, kind.titles)
        if word in there
    ]
    # A pattern may begin with the name of a place, which stands at the end of many lines: no lines are joined.
    short = [label for label in labels if len(label) <= _LONGEST_TITLE and not _SENTENCE.search(label)]
    found += [
        next((label for label in short if re.search(pattern, label)), None) for pattern in kind.patterns
    ]
    anywhere = (word for word in kind.words if normalise(word) in there)
    return (*(title for title in found if title is not None), *anywhere)
