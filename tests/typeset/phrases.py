"""Sentences that state figures: an amount, its share, and how it changed since the year before.

In: amounts of this year and the year before, in 万元 as printed. Out: sentences whose figures are marked. Growth
is computed from the printed amounts; a start from zero is 100.00% and no change is an increase of 0.00, as authors
print it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.typeset import wording
from tests.typeset.disclosure import Conventions, printed
from tests.typeset.ledger import CENT
from tests.typeset.sentences import Figure, Paragraph, Part, Sentence


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A share or growth in percent with two decimals; of nothing it is 100 where there is a part, else 0."""
    if not whole:
        return Decimal("100.00") if part else Decimal("0.00")
    return (part * 100 / whole).quantize(CENT, rounding=ROUND_HALF_UP)


def shares(amounts: Sequence[Decimal], whole: Decimal, add_up: bool) -> list[Decimal]:
    """The shares of a whole; where they are to add up to 100 the largest is shaded."""
    found = [percent(amount, whole) for amount in amounts]
    if add_up and found and sum(amounts) == whole:
        largest = found.index(max(found))
        found[largest] += 100 - sum(found)
    return found


@dataclass(frozen=True)
class Writer:
    """Writes the sentences of one disclosure."""

    conventions: Conventions
    rng: Random

    def amount(self, value: Decimal, part: Part = "amount", subject: str | None = None) -> Figure:
        """An amount as a marked figure."""
        if not value and part in {"amount", "breakdown"}:
            return Figure(self.conventions.zero_figure, part, subject)
        return Figure(printed(value, self.conventions), part, subject)

    def reason(self, now: Decimal, before: Decimal) -> str:
        """An invented reason that agrees with the direction of the change."""
        words = (
            wording.INCREASES if now > before else wording.DECREASES if now < before else wording.UNCHANGED
        )
        return self.rng.choice(words)

    def change(self, now: Decimal, before: Decimal) -> tuple[str | Figure, ...]:
        """The direction, the difference and the growth."""
        more = now >= before
        delta = abs(now - before)
        growth = percent(delta, before)
        return (
            Figure("增加" if more else "减少", "direction"),
            " ",
            self.amount(delta, "delta"),
            f"万元，{'增长' if more else '下降'} ",
            Figure(printed(growth, self.conventions), "growth_pct"),
            "%",
        )

    def compared(
        self,
        section: str,
        subject: str,
        now: Decimal,
        before: Decimal,
        *,
        share: Decimal | None = None,
        code: str | None = None,
        opening: str | None = None,
    ) -> Sentence:
        """“subject amount, (share,) more or less than the year before, mainly because”."""
        pieces: list[str | Figure] = [
            opening if opening is not None else subject,
            " ",
            self.amount(now),
            "万元，",
        ]
        if share is not None:
            pieces += ["占 ", Figure(printed(share, self.conventions), "share_pct"), "%，"]
        pieces += [
            "比上年预算",
            *self.change(now, before),
            f"{self.conventions.reason_mark}{self.reason(now, before)}。",
        ]
        return Sentence(tuple(pieces), subject, code, section)

    def stated(
        self, section: str, subject: str, value: Decimal, before: str, after: str, *, code: str | None = None
    ) -> Sentence:
        """A sentence that states one amount between two runs of words."""
        return Sentence((before, " ", self.amount(value), "万元" + after), subject, code, section)

    def parts(
        self,
        section: str,
        subject: str,
        before: str,
        parts: Sequence[tuple[str, Decimal, str]],
        *,
        whole: Decimal | None = None,
        join: str = "，",
        after: str = "。",
        code: str | None = None,
    ) -> Sentence:
        """A whole (stated or not) and its parts: name, amount and the words that follow each."""
        pieces: list[str | Figure] = [before]
        if whole is not None:
            pieces += [" ", self.amount(whole), "万元，其中："]
        for number, (name, value, words) in enumerate(parts):
            pieces += [
                f"{join if number else ''}{name} ",
                self.amount(value, "breakdown", name),
                f"万元{words}",
            ]
        return Sentence((*pieces, after), subject, code, section)


def plain(text: str) -> Sentence:
    """A sentence that states no claim."""
    return Sentence((text,))


def paragraph(*sentences: Sentence | str) -> Paragraph:
    """A paragraph of sentences; bare words are plain text."""
    return Paragraph(tuple(plain(s) if isinstance(s, str) else s for s in sentences))
