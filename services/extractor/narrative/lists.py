"""Lists of parts: which statements say what a whole is made of.

`其中：` and `包括：` open a list; the statements behind them are its parts, in the same sentence, in the sentences
after it or in numbered paragraphs below. Where a list ends is not printed: it ends where its parts add up to the
whole, where a new thought names the department or the year again, where the numbering goes back, and with its
section.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.extractor.narrative.paragraphs import LEVELS
from services.extractor.narrative.statements import Statement
from services.extractor.narrative.tokens import Kind, Token

_HALF_UNIT = Decimal("0.005")
_BARE_PARTS = 2
"""One part before a comparison is what the comparison speaks of; from two on it can be the whole."""


@dataclass(slots=True)
class OpenList:
    """A list that further statements may belong to: the wholes of its amounts and counts, and their parts.

    Wholes and parts are indexes of statements (`车辆 3 辆，价值 30.00 万元；其中：` has two wholes).
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
    all_lists: list[OpenList] = field(default_factory=list)
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
        amounts = [
            index
            for index in stated
            if self.statements[index].quantity and not self.statements[index].is_count
        ]
        if len(amounts) == 1:
            opened = OpenList({Kind.AMOUNT: amounts[0]}, inline=False, style=style, implied=True)
            self._push(opened)

    def _push(self, opened: OpenList) -> None:
        self.open_lists.append(opened)
        self.all_lists.append(opened)

    def wholes(self, counted: int | None, current: int | None) -> dict[Kind, int]:
        """Give what a list would take apart: the last statement, and the count whose value that is."""
        if counted is None or current is None:
            amounts = {} if current is None else {Kind.AMOUNT: current}
            return amounts if counted is None else {Kind.COUNT: counted}
        if counted > current:
            return {Kind.COUNT: counted}
        is_value = self.statements[current].subject.text.startswith(self.statements[counted].subject.text)
        return {Kind.AMOUNT: current, **({Kind.COUNT: counted} if is_value else {})}

    def open(
        self,
        wholes: dict[Kind, int],
        *,
        at_end: bool = False,
        bracketed: bool = False,
        behind_semicolon: bool = False,
        first: Token | None = None,
    ) -> None:
        """Open a list of the parts of statements.

        `at_end`: the parts follow in paragraphs of their own; `first`: the first figure of the list, where it follows.
        Behind a list that is complete, the new one can take apart its whole once more instead of its last part.
        """
        inner = self.open_lists[-1] if self.open_lists else None
        kind, last = max(wholes.items(), key=lambda whole: whole[1])
        if inner is not None and inner.inline and last in inner.parts[kind]:
            amount = self.statements[last].quantity
            exceeds = first is not None and amount is not None and (first.value or 0) > (amount.value or 0)
            if at_end or exceeds or (behind_semicolon and self._adds_up(inner, kind)):
                wholes = inner.wholes
                self.open_lists.pop()
        self._push(OpenList(wholes, inline=not at_end, bracketed=bracketed))

    def close_bracket(self) -> None:
        """Close the list that a bracket opened, if it did, and those inside it."""
        if any(opened.bracketed for opened in self.open_lists):
            while not self.open_lists.pop().bracketed:
                pass

    def end_sentence(self) -> None:
        """Note that a sentence is over: what follows is a part only if it reads on like one."""
        while self.open_lists and self.open_lists[-1].inline and not any(self.open_lists[-1].parts.values()):
            self.open_lists.pop()  # `主要包括：办公费、印刷费。` lists no amounts
        for opened in self.open_lists:
            opened.sentence_over = True

    def whole_of(self, index: int) -> int:
        """Give what a change behind a statement speaks of: its list's whole, where the parts are bare amounts.

        A part in a numbered paragraph of its own has its own change (`2.上年结转 10.00 万元。与上年相比，增加 …`).
        """
        opened = self.open_lists[-1] if self.open_lists else None
        kind = _kind(self.statements[index])
        if opened is None or index not in opened.parts[kind] or len(opened.parts[kind]) < _BARE_PARTS:
            return index
        parts = [self.statements[part] for part in opened.parts[kind]]
        is_bare = all(part.delta is None and part.direction is None and part.share is None for part in parts)
        whole, paragraph = self.statements[opened.wholes[kind]], self.statements[index].paragraph
        beside = sum(part.paragraph == paragraph for part in parts)
        is_apart = paragraph != whole.paragraph and beside < _BARE_PARTS
        speaks_of_whole = is_bare and not is_apart and whole.delta is None and whole.direction is None
        return opened.wholes[kind] if speaks_of_whole else index

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
            if not is_new_thought and (kind not in opened.wholes or self._is_planned_part(opened, statement)):
                return None
            if not is_new_thought and self._takes(opened, statement, kind):
                opened.parts[kind].append(index)
                return opened.wholes[kind]
            if opened.style is not None and not opened.inline:
                return None
            self.open_lists.pop()
        return None

    def _is_planned_part(self, opened: OpenList, statement: Statement) -> bool:
        """Tell whether a part says what was planned where the whole says what was spent (final accounts print both)."""
        whole = self.statements[opened.wholes[_kind(statement)]]
        return whole.subject.text.endswith("决算") and statement.subject.text.endswith("年初预算")

    def _takes(self, opened: OpenList, statement: Statement, kind: Kind) -> bool:
        whole = self.statements[opened.wholes[kind]]
        if statement.is_change:
            return whole.delta is not None
        if statement.quantity is None and statement.share is None:
            return True  # `其中：公务接待费与上年持平`
        if statement.quantity is None or whole.quantity is None:
            return False
        return not (self._adds_up(opened, kind) and statement.quantity.value)

    def _adds_up(self, opened: OpenList, kind: Kind) -> bool:
        parts = [self.statements[index] for index in opened.parts[kind]]
        return bool(parts) and adds_up(self.statements[opened.wholes[kind]], parts)

    def refuted(self) -> list[int]:
        """Give the parts that do not add up although nothing else says that they should be all.

        That is where only the numbering made them a list, and where the whole had been taken apart already
        (`…；其中一般公共预算拨款政府采购 30.00 万元` behind goods, works and services).
        """
        refuted: list[int] = []
        taken_apart: set[int] = set()
        for opened in self.all_lists:
            for kind, parts in opened.parts.items():
                if (
                    parts
                    and (opened.implied or opened.wholes[kind] in taken_apart)
                    and not self._adds_up(opened, kind)
                ):
                    refuted.extend(parts)
                elif parts:
                    taken_apart.add(opened.wholes[kind])
        return refuted


def _kind(statement: Statement) -> Kind:
    return Kind.COUNT if statement.is_count else Kind.AMOUNT


def adds_up(whole: Statement, parts: Sequence[Statement]) -> bool:
    """Tell whether the amounts of parts add up to that of their whole, within what rounding of each explains."""
    amounts = [
        part.quantity.value for part in parts if part.quantity is not None and part.quantity.value is not None
    ]
    if whole.quantity is None or whole.quantity.value is None:
        return False
    tolerance = _HALF_UNIT * (len(amounts) + 1)
    return abs(sum(amounts, Decimal(0)) - whole.quantity.value) <= tolerance


def _is_deeper(style: str | None, than: str) -> bool:
    return style is not None and LEVELS.index(style) > LEVELS.index(than)
