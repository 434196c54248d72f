"""What stands on a page beside its text: page numbers, running heads, captions of charts, contents pages.

The lines of a document go in; for each line comes out what it is, or None where it is text. A table of contents names
the same headings as the document itself, so it must be known for what it is before headings are looked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from services.extractor.narrative.paragraphs import MARK
from services.extractor.reading.page import Line

_PAGE_NUMBER = re.compile(r"[-−—·\s]*\d{1,4}[-—·\s]*|第\d+页(?:，?共\d+页)?|页（\d+）|\d+/\d+")
_DIGITS = re.compile(r"\d{1,4}")
_UNIT = re.compile(r"(?:万|亿|元|%|人|辆|台|个|平方米|年)")
_DOT_LEADER = re.compile(r"[.…·]{4,}\d*$")
_CAPTION = re.compile(r"图\d{1,2}[：、 ]?[^，。；]{0,40}")
_CONTENTS = re.compile(r"目录|报表目录")
_SENTENCE = re.compile(r"[。；，]|\d(?:万元|%)")
_FIRST_PART = re.compile(r"第一部分")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_MIN_PARTS = 3
"""So many parts without a sentence between them are a table of contents, also where its head 目录 is lost."""
_WHOLE = re.compile(r"\.\d\d$|[万亿]$")
"""What a line ends in that no digits on the next can continue."""
_LONGEST_REST = 12
"""The rest of a broken contents entry is a few words; a line of text is longer."""
_NEAR = 6
_MIN_RUNNING = 4
"""Fewer repetitions than this can be a table title that is printed again on each page."""
_RUNNING_SHARE = 0.3
_TITLE = re.compile(r"表(?:（[^）]*）)?$")


class Furniture(StrEnum):
    """What a line is that is not part of the text."""

    BLANK = "blank"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    CONTENTS = "contents"
    CAPTION = "caption"


def sift(lines: Sequence[Line], texts: Sequence[str]) -> list[Furniture | None]:
    """Tell for each line what it is; None is text. `texts` are the lines in canonical form."""
    kinds: list[Furniture | None] = [None if text else Furniture.BLANK for text in texts]
    counted = _counted_pages(lines, texts)
    for index, text in enumerate(texts):
        if kinds[index] is None and (
            index in counted or _is_page_number(text, _previous_text(texts, index), _next_text(texts, index))
        ):
            kinds[index] = Furniture.PAGE_NUMBER
        elif kinds[index] is None and _CAPTION.fullmatch(text):
            kinds[index] = Furniture.CAPTION
    for index in _running_heads(lines, texts, kinds):
        kinds[index] = Furniture.RUNNING_HEAD
    for index in _contents(lines, texts, kinds):
        kinds[index] = Furniture.CONTENTS
    return kinds


def _counted_pages(lines: Sequence[Line], texts: Sequence[str]) -> frozenset[int]:
    """Find the numbers first or last on their pages that count up with them: those are sure to be page numbers."""
    ends: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if texts[index]:
            ends.setdefault(line.page, []).append(index)
    edges = {index for indexes in ends.values() for index in (indexes[0], indexes[-1])}
    before = {
        index: int(digits.group()) - lines[index].page
        for index in edges
        if _PAGE_NUMBER.fullmatch(texts[index]) and (digits := _DIGITS.search(texts[index])) is not None
    }
    offset, count = next(iter(Counter(before.values()).most_common(1)), (0, 0))
    return (
        frozenset(index for index, own in before.items() if own == offset)
        if count >= _MIN_RUNNING
        else frozenset()
    )


def _next_text(texts: Sequence[str], index: int) -> str:
    return next((text for text in texts[index + 1 : index + 1 + _NEAR] if text), "")


def _previous_text(texts: Sequence[str], index: int) -> str:
    return next((text for text in reversed(texts[max(0, index - _NEAR) : index]) if text), "")


def _is_page_number(text: str, before: str, following: str) -> bool:
    """Tell whether a line is a page number and not (a part of) a number cut off from the unit on the next line."""
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    is_cut_off = text.isdigit() and bool(_UNIT.match(following)) and not _WHOLE.search(before)
    return not is_cut_off


def _running_heads(
    lines: Sequence[Line], texts: Sequence[str], kinds: Sequence[Furniture | None]
) -> list[int]:
    """Find the lines that stand first or last on many pages and are no titles of tables.

    Some extracts join printed pages, so that the same line stands within a page too.
    """
    ends: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if kinds[index] is None:
            ends.setdefault(line.page, []).append(index)
    edges = {index for indexes in ends.values() for index in (indexes[0], indexes[-1])}
    counts = Counter(texts[index] for index in edges)
    needed = max(_MIN_RUNNING, _RUNNING_SHARE * len(ends))
    running = {text for text, count in counts.items() if count >= needed and not _TITLE.search(text)}
    return [index for index, text in enumerate(texts) if text in running and kinds[index] is None]


def _contents(lines: Sequence[Line], texts: Sequence[str], kinds: Sequence[Furniture | None]) -> list[int]:
    """Find the lines of contents: those with dot leaders, and the numbered ones below 目录 up to the first repeat."""
    found = [index for index, text in enumerate(texts) if kinds[index] is None and _DOT_LEADER.search(text)]
    for start, text in enumerate(texts):
        if _CONTENTS.fullmatch(text):
            found.extend(_contents_below(lines, texts, kinds, start))
        elif _FIRST_PART.match(text) and start not in found:
            region = _contents_below(lines, texts, kinds, start)
            if sum(bool(_PART.match(texts[index])) for index in region) >= _MIN_PARTS:
                found.extend(region)
    return sorted(set(found))


def _contents_below(
    lines: Sequence[Line], texts: Sequence[str], kinds: Sequence[Furniture | None], start: int
) -> list[int]:
    region = [start]
    seen: set[str] = {texts[start]}
    for index in range(start + 1, len(lines)):
        if kinds[index] is not None:
            continue
        entry = texts[index]
        is_continuation = not MARK.match(entry) and (
            lines[index].page == lines[region[-1]].page or _ends_an_entry(entry, texts, kinds, index)
        )
        # Only whole lines tell that the document itself begins: `第一部分` alone on a line is enough of one.
        repeats = any(known.startswith(entry) for known in seen) and bool(MARK.match(entry))
        # The words of a part may differ between contents and document; its number counts up only once.
        part = _PART.match(entry)
        repeats = repeats or (part is not None and any(known.startswith(part.group()) for known in seen))
        # On a page of its own, headings numbered in another way than all entries are those of the document.
        begins = lines[index].page != lines[region[-1]].page and _is_numbered_anew(entry, region[1:], texts)
        if repeats or begins or _SENTENCE.search(entry) or not (MARK.match(entry) or is_continuation):
            break
        seen.add(entry)
        region.append(index)
    return region


def _is_numbered_anew(entry: str, region: Sequence[int], texts: Sequence[str]) -> bool:
    """Tell whether an entry's numbering (`一、`, `1.`) is of another kind than that of all entries above.

    Where parts are listed, what stands below them is numbered in its own way.
    """
    mark = MARK.match(entry)
    styles = {known.lastgroup for index in region if (known := MARK.match(texts[index])) is not None}
    return (
        mark is not None and bool(styles) and "part" not in styles and mark.lastgroup not in styles | {"part"}
    )


def _ends_an_entry(entry: str, texts: Sequence[str], kinds: Sequence[Furniture | None], index: int) -> bool:
    """Tell whether a line at the top of a page is the rest of a contents entry that began on the page before."""
    following = next((i for i in range(index + 1, len(texts)) if kinds[i] is None), None)
    is_short = len(entry) <= _LONGEST_REST
    return is_short and following is not None and bool(MARK.match(texts[following]))
