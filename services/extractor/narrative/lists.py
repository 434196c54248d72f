"""Lists of parts: which statements say what a whole is made of.

`其中：` and `包括：` open a list; the statements behind them are its parts, in the same sentence, in the sentences after it or
in numbered paragraphs below. Where a list ends is not printed: it ends where its parts add up to the whole, where a new
thought names the department or the year again, where the numbering goes back, and with its section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.extractor.narrative.paragraphs import LEVELS
from services.extractor.narrative.statements import Statement
from services.extractor.narrative.tokens import Kind

_HALF_UNIT = Decimal("0.005")
_BARE_PARTS = 2
"""One part before a comparison is what the comparison speaks of; from two on it can be the whole."""


@dataclass(slots=True)
class OpenList:
    """A list that further statements may belong to: the whole of its amounts, that of its counts, and the parts of either.

    Wholes and parts are indexes of statements (`车辆 8 辆，价值 113.57 万元；其中：` has two wholes).
    """

    wholes: dict[Kind, int]
    inline: bool
    style: str | None = None
    bracketed: bool = False
    implied: bool = False
    """True where only the numbering says that it is a list; it stands if the parts add up."""
    sentence_over: bool = False
    parts: dict[Kind, list[int]] = field(default_factory=lambda: {Kind.AMOUNT: [], Kind.COUNT: []})


@dataclass(slots=True)
class PartLists:
    """The open lists of one section, the innermost last. `statements` is the section's growing list of statements."""

    statements: list[Statement]
    open_lists: list[OpenList] = field(default_factory=list)
    implied: list[OpenList] = field(default_factory=list)
    style: str | None = None
    """The numbering of the paragraph before."""
    first_in_paragraph: int = 0

    def begin_paragraph(self, style: str | None) -> None:
        """Close the lists that a paragraph with this numbering cannot belong to, and open the one that it begins."""
        if style is not None:
            while self.open_lists and self.open_lists[-1].inline:
                self.open_lists.pop()
            self._go_to(style)
            self.style = style
        self.first_in_paragraph = len(self.statements)

    def _go_to(self, style: str) -> None:
        while any(opened.style == style for opened in self.open_lists) and self.open_lists[-1].style != style:
            self.open_lists.pop()
        if self.open_lists and self.open_lists[-1].style is None:
            self.open_lists[-1].style = style
        elif not any(opened.style == style for opened in self.open_lists):
            while self.open_lists and _is_deeper(self.open_lists[-1].style, style):
                self.open_lists.pop()
            if self.style is not None and _is_deeper(style, self.style):
                self._imply(style)

    def _imply(self, style: str) -> None:
        stated = range(self.first_in_paragraph, len(self.statements))
        amounts = [index for index in stated if self.statements[index].quantity and self.statements[index].is_money]
        if len(amounts) == 1:
            opened = OpenList({Kind.AMOUNT: amounts[0]}, inline=False, style=style, implied=True)
            self.open_lists.append(opened)
            self.implied.append(opened)

    def open(self, wholes: dict[Kind, int], *, at_end: bool, bracketed: bool = False) -> None:
        """Open a list of the parts of statements; `at_end`: the parts follow in paragraphs of their own."""
        inner = self.open_lists[-1] if self.open_lists else None
        last = max(wholes.values())
        if at_end and inner is not None and inner.inline and any(last in parts for parts in inner.parts.values()):
            # `…，包括：甲 1 元，乙 2 元，其中：` at the end of a paragraph speaks of the whole, not of 乙.
            wholes = inner.wholes
            self.open_lists.pop()
        self.open_lists.append(OpenList(wholes, inline=not at_end, bracketed=bracketed))

    def close_bracket(self) -> None:
        """Close the lists that were opened inside a bracket."""
        while self.open_lists and not self.open_lists.pop().bracketed:
            pass

    def end_sentence(self) -> None:
        """Note that a sentence is over: what follows is a part only if it reads on like one."""
        while self.open_lists and self.open_lists[-1].inline and not any(self.open_lists[-1].parts.values()):
            self.open_lists.pop()  # `主要包括：办公费、印刷费。` lists no amounts
        for opened in self.open_lists:
            opened.sentence_over = True

    def whole_of(self, index: int) -> int:
        """Give the statement that a change behind a statement speaks of: its list's whole, where the parts are bare amounts."""
        opened = self.open_lists[-1] if self.open_lists else None
        kind = _kind(self.statements[index])
        if opened is None or index not in opened.parts[kind] or len(opened.parts[kind]) < _BARE_PARTS:
            return index
        parts = [self.statements[part] for part in opened.parts[kind]]
        is_bare = all(part.delta is None and part.direction is None and part.share is None for part in parts)
        return opened.wholes[kind] if is_bare and self.statements[opened.wholes[kind]].delta is None else index

    def siblings(self, index: int) -> list[int]:
        """Give the parts of the list that a statement is in, or the statement alone."""
        opened = self.open_lists[-1] if self.open_lists else None
        parts = opened.parts[_kind(self.statements[index])] if opened else []
        return parts if index in parts else [index]

    def add(self, index: int) -> int | None:
        """Give the whole that a new statement is a part of, or None; lists that it cannot belong to are closed."""
        statement, kind = self.statements[index], _kind(self.statements[index])
        while self.open_lists:
            opened = self.open_lists[-1]
            is_new_thought = opened.sentence_over and statement.subject.led and opened.style is None
            if not is_new_thought and kind not in opened.wholes:
                return None
            if not is_new_thought and self._takes(opened, statement, kind):
                opened.parts[kind].append(index)
                return opened.wholes[kind]
            if opened.style is not None and not opened.inline:
                return None
            self.open_lists.pop()
        return None

    def _takes(self, opened: OpenList, statement: Statement, kind: Kind) -> bool:
        whole = self.statements[opened.wholes[kind]]
        if statement.is_change:
            return whole.delta is not None
        if statement.quantity is None or whole.quantity is None:
            return False
        return not (self._adds_up(opened, kind) and statement.quantity.value)

    def _adds_up(self, opened: OpenList, kind: Kind) -> bool:
        parts = [self.statements[index] for index in opened.parts[kind]]
        return bool(parts) and adds_up(self.statements[opened.wholes[kind]], parts)

    def refuted(self) -> list[int]:
        """Give the parts of lists that only the numbering spoke for and whose parts do not add up."""
        return [
            index
            for opened in self.implied
            if not self._adds_up(opened, Kind.AMOUNT)
            for index in opened.parts[Kind.AMOUNT]
        ]


def _kind(statement: Statement) -> Kind:
    figure = statement.quantity or statement.delta
    is_count = figure is not None and (figure.kind is Kind.COUNT or statement.is_plain_number)
    return Kind.COUNT if is_count else Kind.AMOUNT


def adds_up(whole: Statement, parts: Sequence[Statement]) -> bool:
    """Tell whether the amounts of parts add up to that of their whole, within what rounding of each explains."""
    amounts = [part.quantity.value for part in parts if part.quantity is not None and part.quantity.value is not None]
    if whole.quantity is None or whole.quantity.value is None:
        return False
    tolerance = _HALF_UNIT * (len(amounts) + 1)
    return abs(sum(amounts, Decimal(0)) - whole.quantity.value) <= tolerance


def _is_deeper(style: str | None, than: str) -> bool:
    return style is not None and LEVELS.index(style) > LEVELS.index(than)
