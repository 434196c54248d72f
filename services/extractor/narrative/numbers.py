"""The account of the numbers in narrative lines: for each printed number, what it is.

The lines, their furniture, the outline and what the grammar used go in; one entry for each number of each line comes
out. A number is one run of digits with its separators on one line, so the parts of a number broken over lines are
entries of their own. Money and percentages of the narrative that nothing took are `UNUSED`; they are what a reader
must look at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from services.extractor.narrative.outline import Zone
from services.extractor.narrative.sections import Section
from services.extractor.narrative.statements import Reading, Statement
from services.extractor.narrative.tokens import Kind, Token
from services.extractor.reading.page import Line

NUMBER = re.compile(r"\d[\d,，]*(?:[.．]\d+)?|[.．]\d+")
"""A number as the ledger of the document counts it."""


class NumberRole(StrEnum):
    """What a number in a narrative line is."""

    CLAIM = "claim"
    FIGURE = "figure"
    REASON = "reason"
    DATE = "date"
    CODE = "code"
    REFERENCE = "reference"
    THRESHOLD = "threshold"
    NAME = "name"
    LIST_NUMBER = "list_number"
    HEADING = "heading"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    CONTENTS = "contents"
    CAPTION = "caption"
    PROSE = "prose"
    UNUSED = "unused"
    OUTSIDE = "outside"
    """In a line of a table or performance table, which is not the narrative's to explain."""


@dataclass(frozen=True, slots=True)
class NumberUse:
    """One number: the index of its line, its place in the text of the line, and what it is."""

    line: int
    start: int
    end: int
    role: NumberRole


_BY_KIND = {
    Kind.DATE: NumberRole.DATE,
    Kind.CODE: NumberRole.CODE,
    Kind.REFERENCE: NumberRole.REFERENCE,
    Kind.THRESHOLD: NumberRole.THRESHOLD,
    Kind.MARK: NumberRole.LIST_NUMBER,
}


@dataclass(slots=True)
class NumberAccount:
    """The roles that characters and lines have been given so far; the first role stays."""

    characters: dict[tuple[int, int], NumberRole] = field(default_factory=dict)
    whole_lines: dict[int, NumberRole] = field(default_factory=dict)

    def give_line(self, line: int, role: NumberRole) -> None:
        """Give all numbers of a line a role."""
        self.whole_lines.setdefault(line, role)

    def give_section(
        self, section: Section, reading: Reading, claimed: Mapping[int, Statement], keyed: Iterable[int]
    ) -> None:
        """Give the numbers of a section's paragraphs their roles.

        `claimed` are the statements that became claims, by their index; `keyed` the indexes of those that became
        figures.
        """
        roles = {
            (s.paragraph, token.start): NumberRole.CLAIM for s in claimed.values() for token in s.figures()
        }
        for index in keyed:
            statement = reading.statements[index]
            for token in statement.figures():
                roles.setdefault((statement.paragraph, token.start), NumberRole.FIGURE)
        roles.update({(number, token.start): NumberRole.CLAIM for number, token in reading.compared})
        named: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for statement in claimed.values():
            named[statement.paragraph].append((statement.start, statement.end))
        for number, tokens in enumerate(reading.tokens):
            asides = [(start, end) for paragraph, start, end in reading.asides if paragraph == number]
            for token in tokens:
                role = roles.get((number, token.start)) or _role(token, section.zone, asides, named[number])
                self._give_token(section, number, token, role)

    def _give_token(self, section: Section, number: int, token: Token, role: NumberRole) -> None:
        for origin in section.paragraphs[number].origins[token.start : token.end]:
            self.characters.setdefault((origin.line, origin.offset), role)

    def uses(self, lines: Sequence[Line]) -> tuple[NumberUse, ...]:
        """Give the use of every number of the lines."""
        return tuple(
            NumberUse(index, match.start(), match.end(), self._role_at(index, match.start(), match.end()))
            for index, line in enumerate(lines)
            for match in NUMBER.finditer(line.text)
        )

    def _role_at(self, line: int, start: int, end: int) -> NumberRole:
        if line in self.whole_lines:
            return self.whole_lines[line]
        roles = (self.characters.get((line, offset)) for offset in range(start, end))
        return next((role for role in roles if role is not None), NumberRole.OUTSIDE)


def _role(
    token: Token, zone: Zone, asides: Iterable[tuple[int, int]], named: Iterable[tuple[int, int]]
) -> NumberRole:
    if token.kind in _BY_KIND:
        return _BY_KIND[token.kind]
    if any(start <= token.start < end for start, end in asides):
        return NumberRole.REASON
    if token.kind in (Kind.AMOUNT, Kind.PERCENT):
        return NumberRole.UNUSED if zone is Zone.NARRATIVE else NumberRole.PROSE
    if token.kind in (Kind.NUMBER, Kind.TEXT) and any(start <= token.start < end for start, end in named):
        return NumberRole.NAME
    return NumberRole.PROSE
