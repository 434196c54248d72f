"""Items of the functional classification named in sentences, and the codes that their names stand for.

The subject of a claim goes in; the code of its row comes out, from the digits printed behind the name
(`行政运行（2010301）`) or from the names of class, section and item (`…（类）…（款）…（项）`), which a lookup turns
into a code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Resolve = Callable[[str | None, str | None, str | None], str | None]
"""A lookup from the names of class, section and item (None where a sentence does not name one) to the code, or None."""

_CODE = re.compile(r"[（〔](\d{3}(?:\d{2}){0,2})[）〕]")
_LEVEL = re.compile(r"（([类款项])）")
_DECORATION = re.compile(r"^[“”\"]|[“”\"]$|[“”\"]?科目$")
_CLASS_SECTIONS = ("appropriation", "general_public", "expenditure", "overall")
"""Sections whose plain subjects can be classes (`住房保障支出 11.09 万元`)."""


def row_code(subject: str, section_key: str | None, titles: Sequence[str], resolve: Resolve) -> str | None:
    """Give the code of the row that a claim speaks of, or None; `titles` are those of the headings above it."""
    code = _CODE.search(subject)
    if code:
        return code.group(1)
    names = item_names(subject)
    if names:
        class_name = names.get("类") or next(
            (n["类"] for n in map(item_names, reversed(titles)) if "类" in n), None
        )
        return resolve(class_name, names.get("款"), names.get("项"))
    if section_key is not None and section_key.split(".")[0] in _CLASS_SECTIONS:
        return resolve(_plain(subject), None, None)
    return None


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
