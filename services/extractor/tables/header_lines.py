"""Which lines of a text extract are a table's header: words of the form, broken anywhere, up to the number row.

A header in text is a heap of words and parts of words (`款结`, `余类`), so it is recognised by its
vocabulary: each word must be a part of a header label, or the end of one run together with the beginning of
another. A number row (`※ ※ 1 2 3`) ends the header for certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.segment.region import PlacedLine
from shared.layout import Layout, TableDef
from shared.layout.label import normalise

_NUMBER_ROW = re.compile(r"^(?:[※*＊栏次]+\s*)*(?:\d{1,2}\s+)*\d{1,2}$")

_LEAST_REPEATED = 3
"""Lines of a header that count when they stand again; one or two may be the rest of a row's name."""
_YEAR = re.compile(r"20\d\d年度?")


class HeaderVocabulary:
    """The words of one table's header."""

    def __init__(self, definition: TableDef, layout: Layout) -> None:
        labels = [label for side in definition.sides for column in side.columns for label in column.labels]
        labels += [label for side in definition.sides for column in side.columns for label in column.under]
        labels += [label for side in definition.sides for label in side.row_header]
        parts = [part for label in (*labels, *layout.header_words) for part in label.split("/")]
        self.labels = frozenset(normalise(part) for part in parts)

    def contains(self, word: str) -> bool:
        """Tell whether a word is a part of a label, or the end of one and the beginning of another."""
        if any(word in label for label in self.labels):
            return True
        return any(
            any(label.endswith(word[:cut]) for label in self.labels)
            and any(label.startswith(word[cut:]) for label in self.labels)
            for cut in range(1, len(word))
        )

    def covers(self, text: str) -> bool:
        """Tell whether a line holds nothing but words of the header; the year before them plays no part."""
        return all(self.contains(normalise(_YEAR.sub("", word))) for word in text.split())


def is_number_row(text: str) -> bool:
    """Tell whether a line is the row of column numbers below a header: `※ ※ 1 2 3`, `1 2 3 4`."""
    label = text.strip()
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    is_sequence = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return is_sequence and bool(_NUMBER_ROW.match(label))


def strip_header(
    page: Sequence[PlacedLine], vocabulary: HeaderVocabulary
) -> tuple[list[PlacedLine], list[PlacedLine]]:
    """Split the lines that a table has on one page into its header and its data.

    A header stands at the top; where an extract does not mark its pages, it stands again between rows: its number row
    gives it away, or that all its lines are the same.
    """
    is_header = [False] * len(page)
    for index, line in enumerate(page):
        if is_number_row(line.text):
            start = index
            while start > 0 and not is_header[start - 1] and vocabulary.covers(page[start - 1].text):
                start -= 1
            is_header[start : index + 1] = [True] * (index + 1 - start)
    has_number_row = any(is_header)
    if not has_number_row:
        cut = 0
        while cut < len(page) and vocabulary.covers(page[cut].text):
            cut += 1
        _mark_header(is_header, page, cut)
    elif not any(_has_amount(line.text) for line in page[: is_header.index(True)]):
        # What stands above the first number row without an amount is header too, in words that the form does
        # not list.
        is_header[: is_header.index(True)] = [True] * is_header.index(True)
    header = [line for line, marked in zip(page, is_header, strict=True) if marked]
    return header, [line for line, marked in zip(page, is_header, strict=True) if not marked]


def _mark_header(is_header: list[bool], page: Sequence[PlacedLine], length: int) -> None:
    """Mark the first lines of a page as header, and all of them again where they stand between rows once more."""
    is_header[:length] = [True] * length
    texts = [normalise(line.text) for line in page]
    if length < _LEAST_REPEATED:
        return
    for start in range(length, len(page) - length + 1):
        if texts[start : start + length] == texts[:length]:
            is_header[start : start + length] = [True] * length


def _has_amount(text: str) -> bool:
    return bool(re.search(r"\d\.\d\d(?!\d)", text))
