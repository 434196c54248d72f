"""Statements: what the grammar makes of sentences, before it is decided which are claims and which are figures.

A statement says something of one subject: an amount or a count, its share of a whole, how it changed and why.
Everything keeps its place in the paragraph, so that a claim can point at the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.extractor.narrative.tokens import Kind, Token

_MONEY = re.compile(r"预算|支出|收入|经费|拨款|资金|决算|费$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement is about: the words as printed and the layout's key for them."""

    text: str
    key: str | None = None
    led: bool = False
    """True where a year or the department's name stood before the words, as at the start of a new thought."""
    is_past: bool = False
    """True where the words name the year before the fiscal year: what they say is no figure of this document's year."""

    def repeats(self, before: Subject, *, is_shortened: bool) -> bool:
        """Tell whether this names the subject before it again, `is_shortened`: maybe in fewer of its words."""
        if self.key is not None and self.key == before.key:
            return True
        remaining = iter(before.text)
        words = self.text.replace("各", "").replace("总计", "")
        return is_shortened and all(character in remaining for character in words)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of one subject. The figures are tokens of the paragraph with the number `paragraph`."""

    paragraph: int
    start: int
    end: int
    subject: Subject
    raw: str
    """The words before the figure as they stand, from the start of the clause."""
    before: str = ""
    """The clause before, where it holds no figure: a name can go over a comma."""
    quantity: Token | None = None
    previous: Token | None = None
    """The amount that a comparison names, which the change starts from."""
    completed: Token | None = None
    """How much of what was planned this is, in percent (完成年初预算的 98 %)."""
    planned: int | None = None
    """The statement of what was planned, by its index among the statements of the section."""
    share: Token | None = None
    direction: str | None = None
    delta: Token | None = None
    growth_direction: str | None = None
    growth: Token | None = None
    reason: str | None = None
    reason_end: int | None = None
    parent: int | None = None
    """The statement that this one is a part of, by its index among the statements of the section."""

    @property
    def is_count(self) -> bool:
        """Tell whether it counts things or people; a bare 0 behind a word for money is money (`支出预算为 0`)."""
        figure = self.quantity or self.delta
        if figure is None or figure.kind is Kind.AMOUNT:
            return False
        is_bare_delta = self.quantity is None and figure.kind is Kind.NUMBER
        is_bare_zero = (
            figure.kind is Kind.NUMBER and not figure.value and bool(_MONEY.search(self.subject.text))
        )
        return not (is_bare_delta or is_bare_zero)

    @property
    def is_change(self) -> bool:
        """Tell whether it states a change alone, without the amount that changed."""
        return self.quantity is None and self.delta is not None

    def figures(self) -> Iterator[Token]:
        """Give all figures of the statement."""
        return (
            token
            for token in (self.quantity, self.share, self.previous, self.delta, self.growth, self.completed)
            if token is not None
        )


@dataclass(slots=True)
class Reading:
    """What was read from the paragraphs of one section."""

    tokens: list[list[Token]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    asides: list[tuple[int, int, int]] = field(default_factory=list)
    """The places of reasons and purposes: the number of the paragraph, start and end."""
    compared: list[tuple[int, Token]] = field(default_factory=list)
    """Figures of another year or of the budget fulfilled, said of a claim but no part of it."""
