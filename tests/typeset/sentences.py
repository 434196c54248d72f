"""The sentences of the narrative: words, the figures among them, and what each sentence claims.

Every figure inside a sentence is a :class:`Figure`, so that a test can change a single printed figure and still know
which one it was; the claim is read off the figures as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Part = Literal["amount", "share_pct", "direction", "delta", "growth_pct", "breakdown", "other"]


@dataclass(frozen=True)
class Figure:
    """A figure (or a direction word) as printed inside a sentence, and the part it plays in the sentence's claim."""

    printed: str
    part: Part = "other"
    subject: str | None = None
    """The named part, for ``breakdown`` figures."""

    @property
    def value(self) -> Decimal:
        """The figure without thousands separators."""
        return Decimal(self.printed.replace(",", ""))


@dataclass(frozen=True)
class Claim:
    """What one sentence states. Signs are unsigned as printed; ``direction`` is 增加 or 减少."""

    section: str
    subject: str
    code: str | None
    amount: Decimal | None
    share_pct: Decimal | None
    direction: str | None
    delta: Decimal | None
    growth_pct: Decimal | None
    breakdown: tuple[tuple[str, Decimal], ...]
    quote: str


@dataclass(frozen=True)
class Sentence:
    """A run of words and figures. With a ``subject`` it states a claim; without one it is plain text."""

    pieces: tuple[str | Figure, ...]
    subject: str | None = None
    code: str | None = None
    section: str = ""

    @property
    def text(self) -> str:
        """The sentence as printed."""
        return "".join(piece if isinstance(piece, str) else piece.printed for piece in self.pieces)

    def figures(self) -> Iterator[Figure]:
        """The figures, in order."""
        return (piece for piece in self.pieces if isinstance(piece, Figure))

    @property
    def claim(self) -> Claim | None:
        """What the sentence states, or None for plain text."""
        if self.subject is None:
            return None
        first = {figure.part: figure for figure in reversed(tuple(self.figures()))}

        def number(part: Part) -> Decimal | None:
            return first[part].value if part in first else None

        breakdown = tuple((f.subject or "", f.value) for f in self.figures() if f.part == "breakdown")
        direction = first["direction"].printed if "direction" in first else None
        return Claim(
            self.section,
            self.subject,
            self.code,
            number("amount"),
            number("share_pct"),
            direction,
            number("delta"),
            number("growth_pct"),
            breakdown,
            self.text[:30],
        )


@dataclass(frozen=True)
class Paragraph:
    """Sentences printed as one paragraph."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The paragraph as printed."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Section:
    """One numbered section of part three: its heading and its paragraphs. ``level`` 2 marks （一） under 一、."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    level: Literal[1, 2] = 1

    def claims(self) -> Iterator[Claim]:
        """Every claim that the section states, in order."""
        for paragraph in self.paragraphs:
            for sentence in paragraph.sentences:
                if sentence.claim is not None:
                    yield sentence.claim
