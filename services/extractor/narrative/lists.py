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

_HALF_UNIT = Decimal("0.005")


@dataclass(slots=True)
class OpenList:
    """A list that further statements may belong to; `head` and `parts` are indexes of statements."""

    head: int
    inline: bool
    style: str | None = None
    bracketed: bool = False
    implied: bool = False
    """True where only the numbering says that it is a list; it stands if the parts add up."""
    sentence_over: bool = False
    parts: list[int] = field(default_factory=list)


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
            opened = OpenList(amounts[0], inline=False, style=style, implied=True)
            self.open_lists.append(opened)
            self.implied.append(opened)

    def open(self, head: int, *, at_end: bool, bracketed: bool = False) -> None:
        """Open a list of the parts of a statement; `at_end`: the parts follow in paragraphs of their own."""
        inner = self.open_lists[-1] if self.open_lists else None
        if at_end and inner is not None and inner.inline and head in inner.parts:
            # `…，包括：甲 1 元，乙 2 元，其中：` at the end of a paragraph speaks of the whole, not of 乙.
            head = inner.head
            self.open_lists.pop()
        self.open_lists.append(OpenList(head, inline=not at_end, bracketed=bracketed))

    def close_bracket(self) -> None:
        """Close the lists that were opened inside a bracket."""
        while self.open_lists and not self.open_lists.pop().bracketed:
            pass

    def end_sentence(self) -> None:
        """Note that a sentence is over: what follows is a part only if it reads on like one."""
        for opened in self.open_lists:
            opened.sentence_over = True

    def whole_of(self, index: int) -> int:
        """Give the statement that a change behind a statement speaks of: its list's whole, where the parts are bare amounts."""
        opened = self.open_lists[-1] if self.open_lists else None
        if opened is None or index not in opened.parts or len(opened.parts) < 2:
            return index
        bare = all(s.delta is None and s.direction is None and s.share is None for s in self._parts(opened))
        return opened.head if bare and self.statements[opened.head].delta is None else index

    def add(self, index: int) -> int | None:
        """Give the whole that a new statement is a part of, or None; lists that it cannot belong to are closed."""
        statement = self.statements[index]
        while self.open_lists:
            opened = self.open_lists[-1]
            if opened.head < index and self._takes(opened, statement):
                opened.parts.append(index)
                return opened.head
            if opened.style is not None and not opened.inline:
                return None
            self.open_lists.pop()
        return None

    def _takes(self, opened: OpenList, statement: Statement) -> bool:
        if opened.sentence_over and statement.subject.led and opened.style is None:
            return False
        head = self.statements[opened.head]
        if statement.is_change:
            return head.delta is not None
        if statement.quantity is None or head.quantity is None or head.quantity.kind is not statement.quantity.kind:
            return False
        return not (self._adds_up(opened) and statement.quantity.value)

    def _adds_up(self, opened: OpenList) -> bool:
        return bool(opened.parts) and adds_up(self.statements[opened.head], self._parts(opened))

    def _parts(self, opened: OpenList) -> list[Statement]:
        return [self.statements[index] for index in opened.parts]

    def refuted(self) -> list[int]:
        """Give the parts of lists that only the numbering spoke for and whose parts do not add up."""
        return [index for opened in self.implied if not self._adds_up(opened) for index in opened.parts]


def adds_up(whole: Statement, parts: Sequence[Statement]) -> bool:
    """Tell whether the amounts of parts add up to that of their whole, within what rounding of each explains."""
    amounts = [part.quantity.value for part in parts if part.quantity is not None and part.quantity.value is not None]
    if whole.quantity is None or whole.quantity.value is None:
        return False
    tolerance = _HALF_UNIT * (len(amounts) + 1)
    return abs(sum(amounts, Decimal(0)) - whole.quantity.value) <= tolerance


def _is_deeper(style: str | None, than: str) -> bool:
    return style is not None and LEVELS.index(style) > LEVELS.index(than)
