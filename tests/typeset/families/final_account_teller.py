"""How a final account words its figures: amounts, shares, the year before, parts, what was used of a budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.typeset.disclosure import Disclosure, printed
from tests.typeset.families.final_account_book import Book
from tests.typeset.families.final_account_ledger import CENT
from tests.typeset.phrases import Writer, percent
from tests.typeset.sentences import Figure, Sentence

Piece = str | Figure


@dataclass(frozen=True)
class Teller:
    """Words the figures of one ledger."""

    made: Disclosure
    book: Book
    writer: Writer
    rng: Random

    @property
    def year(self) -> int:
        """The year of the accounts."""
        return self.made.fiscal_year

    def before(self, now: Decimal) -> Decimal:
        """Invent the figure of the year before."""
        return (now * self.rng.randint(82, 118) / 100).quantize(CENT) if now else now

    def planned(self, now: Decimal) -> Decimal:
        """Invent the year's budget."""
        return (now * self.rng.randint(88, 121) / 100).quantize(CENT) if now else now

    def amount(self, value: Decimal, subject: str | None = None) -> Figure:
        """An amount: of the sentence's own subject, or of another."""
        return self.writer.amount(value, "breakdown" if subject else "amount", subject)

    def share(self, part: Decimal, whole: Decimal, subject: str | None = None) -> Figure:
        """A share in percent."""
        return Figure(printed(percent(part, whole), self.made.conventions), "share_pct", subject)

    def compared(self, section: str, subject: str, now: Decimal, opening: str, words: str) -> Sentence:
        """A sentence that compares with the year before."""
        before = self.before(now)
        changed = self.writer.change(now, before)
        reason = f"，{words}{self.writer.reason(now, before)}。"
        return Sentence((opening, *changed, reason), subject, None, section)

    def parts(
        self, section: str, subject: str, opening: str, whole: Decimal, parts: Iterable[tuple[str, Decimal]]
    ) -> Sentence:
        """A whole, and its parts with their shares."""
        pieces: list[Piece] = [opening, self.amount(whole), "万元，其中："]
        for number, (name, value) in enumerate(parts):
            pieces += [
                f"{'；' if number else ''}{name}",
                self.amount(value, name),
                "万元，占",
                self.share(value, whole, name),
                "%",
            ]
        return Sentence((*pieces, "。"), subject, None, section)

    def used(
        self,
        section: str,
        subject: str,
        opening: str,
        value: Decimal,
        planned: Decimal,
        *,
        code: str | None = None,
    ) -> Sentence:
        """A budget, the result, and how much of the budget that is."""
        more = "等于" if value == planned else "大于" if value > planned else "小于"
        reason = self.writer.reason(value, planned)
        pieces: tuple[Piece, ...] = (
            f"{opening}年初预算为",
            self.amount(planned, f"{subject}年初预算"),
            "万元，支出决算为",
            self.amount(value),
            "万元，完成年初预算的",
            self.share(value, planned),
            f"%。决算数{more}年初预算数的主要原因是{reason}。",
        )
        return Sentence(pieces, subject, code, section)
