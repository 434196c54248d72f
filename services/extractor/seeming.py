"""What a file seems to be that is no disclosure of a department: a notice, a regulation, a whole government's budget.

In go the lines of a document, out comes the kind whose words it bears, with the line that shows it, from the table in
`data/other_documents.yaml`; None where it bears none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
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


class OtherKind(Model):
    """A kind of file that is no disclosure, and its words."""

    id: str
    name: str
    """In English, with its article: `a notice`."""
    least: int
    titles: tuple[str, ...]
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


def seems_to_be(lines: Sequence[str]) -> Seeming | None:
    """Give the first kind of the table that a file's lines fit; `lines` are as printed, in reading order."""
    titles = list(_titles(lines))
    text = "".join(normalise(line) for line in lines)
    for kind in load_other_kinds():
        signs = _signs(kind, titles, text)
        if len(signs) >= kind.least:
            return Seeming(kind, signs)
    return None


def seems_a_governments(lines: Sequence[str]) -> Seeming | None:
    """Give whether the file is the budget of a whole government, whose tables are called like a department's."""
    kind = next(kind for kind in load_other_kinds() if kind.id == "government_budget")
    signs = _signs(kind, list(_titles(lines)), "")
    return Seeming(kind, signs) if len(signs) >= kind.least else None


@cache
def load_other_kinds() -> tuple[OtherKind, ...]:
    """Give the table of kinds, in the order in which they are tried."""
    loaded = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return tuple(OtherKind.model_validate(kind) for kind in loaded["kinds"])


def _titles(lines: Sequence[str]) -> Iterable[str]:
    """Give what may be a title: each short line alone, and the first lines of the file joined to the next ones."""
    labels = [_TITLE_TAIL.sub("", normalise(line)) for line in lines]
    for index, label in enumerate(labels):
        for count in range(1, _TITLE_LINES + 1):
            joined = "".join(labels[index : index + count])
            if label and len(joined) <= _LONGEST_TITLE and not _SENTENCE.search(joined):
                yield joined


def _signs(kind: OtherKind, titles: Sequence[str], text: str) -> tuple[str, ...]:
    """Give one printed title for each of the kind's words that a title ends with, then the words found anywhere."""
    found: list[str] = []
    for word in kind.titles:
        wanted = normalise(word)
        title = min((title for title in titles if title.endswith(wanted)), key=len, default=None)
        if title is not None:
            found.append(title)
    return (*found, *(word for word in kind.words if normalise(word) in text))
