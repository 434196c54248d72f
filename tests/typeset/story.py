"""What the narrative is told from: both years' postings, the tables and the projects of one disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.typeset.disclosure import Project, Table
from tests.typeset.facts import functional
from tests.typeset.ledger import Chosen, Ledger, total, under
from tests.typeset.phrases import Writer
from tests.typeset.sentences import Sentence
from tests.typeset.tables import Form


@dataclass(frozen=True)
class Story:
    """What the narrative is told from."""

    form: Form
    writer: Writer
    now: Ledger
    before: Ledger
    tables: Mapping[str, Table]
    projects: tuple[Project, ...]
    shares_add_up: bool

    @property
    def subject(self) -> str:
        """The department and the year, as most headings and sentences begin."""
        return f"{self.form.department}{self.form.year}年"

    def pair(self, chosen: Chosen) -> tuple[Decimal, Decimal]:
        """This year's and the year before's amount of the chosen postings."""
        return total(self.now, chosen), total(self.before, chosen)


def item_change(story: Story, section: str, code: str, years: tuple[Ledger, Ledger]) -> Sentence:
    """An item under its class and section, with its change."""
    names = functional()
    opening = (
        f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）：{story.form.year}年预算数为"
    )
    return story.writer.compared(
        section,
        names[code],
        total(years[0], under(code)),
        total(years[1], under(code)),
        code=code,
        opening=opening,
    )
