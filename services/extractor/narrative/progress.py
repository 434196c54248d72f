"""Where the reading of a paragraph stands: what was stated last, what counts, what changed, what waits.

The grammar walks the tokens and keeps this up to date. Statements are known by their index among those of the
section, so that what follows in the paragraph (a share, a change, a reason) can still revise them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from services.extractor.narrative.clause import PLANNED, Clause
from services.extractor.narrative.lists import PartLists
from services.extractor.narrative.statements import Reading, Statement, Subject
from services.extractor.narrative.tokens import Kind, Token

_OF_IT = "中"
"""The end of a clause that names a whole, before its parts."""


@dataclass(slots=True)
class Progress:
    """The state of the walk over one paragraph, `number` among those of its section."""

    number: int
    clause: Clause
    reading: Reading
    lists: PartLists
    current: int | None = None
    """The last statement about money."""
    counted: int | None = None
    """The last statement that counts."""
    fresh_count: int | None = None
    """The last statement that counts in the same sentence."""
    changed: int | None = None
    """The current statement, once it says a change: what a growth rate or reason behind it belongs to."""
    lent: tuple[Statement, int] | None = None
    """A whole as it was before it was given the change behind the last of its parts, and that part."""
    planned: int | None = None
    """A plan that was told behind its result, until the rate of completion comes."""
    brackets: list[int | None] = field(default_factory=list)
    """What was current before each open bracket."""

    def at(self, index: int | None) -> Statement | None:
        """Give a statement by its index."""
        return None if index is None else self.reading.statements[index]

    def named(self, end: int, figure: Token) -> tuple[Subject, int]:
        """Give the subject of a figure whose words end at a place, and where its statement starts."""
        return self.clause.named(end, figure, self.at(self.fresh_count), self.at(self.current))

    def spoken_of(self, subject: Subject, index: int) -> int | None:
        """Give the statement that words speak of: that with the index, or the last with the subject they name.

        None where they name a known subject of which the paragraph has stated nothing.
        """
        statements = self.reading.statements
        if subject.key is None or subject.key == statements[index].subject.key:
            return index
        own = (i for i in range(len(statements) - 1, -1, -1) if statements[i].paragraph == self.number)
        return next((i for i in own if statements[i].subject.key == subject.key), None)

    def open_named(self, words: str) -> None:
        """Open the list of parts of what a clause names again (`财政拨款支出中，一般公共预算支出 6.00 万元`)."""
        named = self.clause.subjects.clean(words.removesuffix(_OF_IT)) if words.endswith(_OF_IT) else None
        if named is None or named.key is None or self.current is None:
            return
        whole = self.spoken_of(named, self.current)
        if whole is not None:
            self.lists.open({Kind.AMOUNT: whole})

    def plan_before(self, index: int | None) -> int | None:
        """Give the statement of a plan right before a result in its paragraph, by the index of the result."""
        own = [
            i
            for i, statement in enumerate(self.reading.statements[: index or 0])
            if statement.paragraph == self.number and not statement.is_count
        ]
        is_plan = bool(own) and PLANNED.search(self.reading.statements[own[-1]].raw)
        return own[-1] if is_plan else None

    def awaits_rate(self, token: Token) -> bool:
        """Tell whether a percentage is the rate of a plan told right before it (`完成预算 2.00 万元的 75%`)."""
        return self.planned is not None and self.clause.words(token.start) == "的"

    def year_before(self, index: int) -> Token | None:
        """Give the amount of the year before that was stated of the same thing right before, in the same paragraph."""
        statement, before = self.reading.statements[index], self.at(index - 1 if index else None)
        if before is None or before.paragraph != self.number or not before.subject.is_past:
            return None
        return before.quantity if before.subject.text.startswith(statement.subject.text) else None

    def add(self, statement: Statement) -> int:
        """Add a statement as the current one of its kind; give its index. A part of what is past is past."""
        index = len(self.reading.statements)
        self.reading.statements.append(statement)
        parent = self.lists.add(index)
        whole = self.at(parent)
        subject = statement.subject
        if whole is not None and whole.subject.is_past:
            subject = replace(subject, key=None, is_past=True)
        self.revise(index, replace(statement, parent=parent, subject=subject))
        if statement.is_count:
            self.counted = self.fresh_count = index
        else:
            self.current = index
        return index

    def revise(self, index: int, statement: Statement) -> None:
        """Put another statement in the place of one."""
        self.reading.statements[index] = statement
