"""Items of the functional classification named in sentences, and the codes that their names stand for.

The subject of a claim goes in; the code of its row comes out, from the digits printed behind the name
(`行政运行（2010301）`) or from the names of class, section and item (`…（类）…（款）…（项）`, or joined by dashes),
which a lookup turns into a code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Resolve = Callable[[str | None, str | None, str | None], str | None]
"""A lookup from the names of class, section and item (None where a sentence does not name one) to the code, or None."""

_CODE = re.compile(r"[（〔](\d{3}(?:\d{2}){0,2})[）〕]")
_LEADING_CODE = re.compile(
    r"^(?:\d{1,2}[、.])?([23]\d{4}(?:\d{2})?|[23]\d{2}(?=[-—]|[\u4e00-\u9fff]{2,20}支出))[-—]*"
    r"(?=[^\d万亿元人辆台个%年])"
)
"""A code before its name: `2010301行政运行`, `20103-政府办公厅`; a class with a dash or before …支出."""
_LEVEL = re.compile(r"（([类款项])）")
_DASH = re.compile(r"-{1,2}|—{1,2}")
"""What parts class, section and item where no brackets tell them (`住房保障支出-住房改革支出-住房公积金`)."""
_DEEPEST = 3
_DECORATION = re.compile(r"^[“”\"]|[“”\"]$|[“”\"]?(?:类)?科目$")


def row_code(subject: str, titles: Sequence[str], resolve: Resolve, *, names_classes: bool) -> str | None:
    """Give the code of the row that a claim speaks of, or None; `titles` are those of the headings above it.

    `names_classes`: the subject can be the plain name of a class.
    """
    code = _CODE.search(subject) or _LEADING_CODE.match(subject)
    if code:
        return code.group(1)
    names = item_names(subject)
    if names:
        class_name = names.get("类") or next(
            (n["类"] for n in map(item_names, reversed(titles)) if "类" in n), None
        )
        return _resolved((class_name, names.get("款"), names.get("项")), resolve)
    if not names_classes:
        return None
    path = _DASH.split(_plain(subject))
    if len(path) > _DEEPEST:
        return None
    return _resolved((*path, *(None,) * (_DEEPEST - len(path))), resolve)


def _resolved(names: tuple[str | None, ...], resolve: Resolve) -> str | None:
    """Look names up as they stand, then with the class as the list calls it (`住房保障（类）` is 住房保障支出)."""
    first, second, third = names
    code = resolve(first, second, third)
    if code is None and first and not first.endswith("支出"):
        return resolve(f"{first}支出", second, third)
    return code


def item_names(subject: str) -> dict[str, str]:
    """Give the names by their level (类, 款, 项) that a subject is made of; empty where it bears no such levels."""
    parts = _LEVEL.split(subject)
    names = {
        level: _plain(name).removeprefix("支出") for name, level in zip(parts[::2], parts[1::2], strict=False)
    }
    return {level: name for level, name in names.items() if name}


def _plain(name: str) -> str:
    text = name
    while (shorter := _DECORATION.sub("", text)) != text:
        text = shorter
    return text
