"""The grammar: from the tokens of a section's paragraphs to statements.

Sentences of disclosures are built alike everywhere: a subject and its amount, then what share it is (`占`), how it
compares (`比上年预算增加`), by how much it grew (`增长`), what for (`主要用于`) and why (`主要原因是`); then the next
subject, or the parts of this one (`其中：`). The reader walks the tokens once. Words since the start of the clause
are the subject of the next figure; a figure behind a word of direction, share or comparison belongs to the statement
before, unless the clause names a subject of its own. Figures in reasons and purposes belong to the reason and make no
statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from services.extractor.narrative.asides import aside_end, explains, sentence
from services.extractor.narrative.clause import Clause
from services.extractor.narrative.lists import PartLists
from services.extractor.narrative.paragraphs import Paragraph
from services.extractor.narrative.statements import Reading, Statement, Subject
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.tokens import CLAUSE_ENDS, Kind, Token, tokenise

_MAX_NOUN = 12
_OTHER_YEAR = ("去年", "上年", "上一年")


def read_section(paragraphs: Iterable[Paragraph], subjects: Subjects) -> Reading:
    """Give the statements of the paragraphs of one section, in reading order."""
    reading = Reading()
    lists = PartLists(reading.statements)
    for number, paragraph in enumerate(paragraphs):
        tokens = tokenise(paragraph.text)
        reading.tokens.append(tokens)
        lists.begin_paragraph(paragraph.style)
        clause = Clause(paragraph.text, subjects, is_listed=paragraph.style is not None)
        _ParagraphReader(number, tokens, clause, reading=reading, lists=lists).read()
    for index in lists.refuted():
        reading.statements[index] = replace(reading.statements[index], parent=None)
    return reading


@dataclass(slots=True)
class _ParagraphReader:
    """The walk over one paragraph. Statements are known by their index among those of the section."""

    number: int
    tokens: list[Token]
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
    brackets: list[int | None] = field(default_factory=list)
    """What was current before each open bracket."""

    def read(self) -> None:
        """Take all tokens in order."""
        takers = self._takers()
        position = 0
        while position < len(self.tokens):
            taker = takers.get(self.tokens[position].kind)
            position = (taker(position) if taker else None) or position + 1

    def _takers(self) -> Mapping[Kind, Callable[[int], int | None]]:
        """Give what takes each kind of token; a taker gives the position to go on at, None for the next."""
        return {
            Kind.AMOUNT: self._take_figure,
            Kind.COUNT: self._take_figure,
            Kind.NUMBER: self._take_number,
            Kind.PERCENT: self._take_percent,
            Kind.COMPARE: self._take_waiting,
            Kind.DIRECTION: self._take_waiting,
            Kind.SHARE: self._take_waiting,
            Kind.SAME: self._take_same,
            Kind.PART: self._take_part,
            Kind.REASON: self._take_aside,
            Kind.PURPOSE: self._take_aside,
            Kind.MARK: self._take_mark,
            Kind.PAUSE: self._take_pause,
            Kind.COMMA: self._take_end,
            Kind.SEMICOLON: self._take_end,
            Kind.STOP: self._take_end,
            Kind.COLON: self._take_colon,
            Kind.OPEN: self._take_open,
            Kind.CLOSE: self._take_close,
        }

    def _previous(self, position: int, *kinds: Kind) -> Token | None:
        """Give the token before a position if it is of one of these kinds."""
        previous = self.tokens[position - 1] if position else None
        return previous if previous is not None and (not kinds or previous.kind in kinds) else None

    def _at(self, index: int | None) -> Statement | None:
        return None if index is None else self.reading.statements[index]

    # -- figures -----------------------------------------------------------------------------------------------

    def _take_figure(self, position: int) -> None:
        token = self.tokens[position]
        if self.clause.direction is not None:
            self._change(token, self.clause.direction)
        elif self.clause.is_comparing():
            self.reading.compared.append((self.number, token))
            return
        elif self.brackets and self.clause.words(token.start).startswith(_OTHER_YEAR):
            self.reading.compared.append((self.number, token))
        else:
            self._state(position)
        self.clause.move(token.end)

    def _take_number(self, position: int) -> None:
        """Take a number without a unit: a change without its unit, or a count or amount that ends its clause."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        if self.clause.direction is not None:
            has_delta = self.changed is not None and self.changed == self.current
            self._change(token, self.clause.direction, is_growth=has_delta)
        elif (following is None or following.kind in CLAUSE_ENDS) and self.clause.words(token.start):
            self._state(position)
        else:
            return
        self.clause.move(token.end)

    def _take_percent(self, position: int) -> None:
        token = self.tokens[position]
        if self.clause.direction is not None:
            self._change(token, self.clause.direction, is_growth=True)
        elif self.clause.sharing is not None:
            self._share(token, self.clause.sharing)
        elif self._previous(position, Kind.OPEN) and self.changed is not None:
            self._revise(
                self.changed, replace(self.reading.statements[self.changed], growth=token, end=token.end)
            )
        elif "完成" in self.clause.words(token.start):
            self.reading.compared.append((self.number, token))
        else:
            return
        self.clause.move(token.end)

    def _state(self, position: int) -> None:
        """Make a new statement of a figure that follows its subject."""
        token = self.tokens[position]
        subject, start = self._named(token.start, token)
        if not subject.text and token.kind is Kind.COUNT:
            following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
            subject = Subject(following.text[:_MAX_NOUN] if following and following.kind is Kind.TEXT else "")
        raw = self.clause.words(token.start)
        statement = Statement(
            self.number, start, token.end, subject=subject, raw=raw, before=self.clause.before, quantity=token
        )
        self._add(statement)
        self.clause.remember_item(subject)
        self.changed = self.changed if statement.is_count else None

    def _named(self, end: int, figure: Token) -> tuple[Subject, int]:
        return self.clause.named(end, figure, self._at(self.fresh_count), self._at(self.current))

    def _add(self, statement: Statement) -> int:
        """Add a statement as the current one of its kind; give its index."""
        index = len(self.reading.statements)
        self.reading.statements.append(statement)
        self._revise(index, replace(statement, parent=self.lists.add(index)))
        if statement.is_count:
            self.counted = self.fresh_count = index
        else:
            self.current = index
        return index

    def _revise(self, index: int, statement: Statement) -> None:
        self.reading.statements[index] = statement

    # -- changes and shares ------------------------------------------------------------------------------------

    def _take_waiting(self, position: int) -> None:
        """Take a word of comparison, direction or share, which waits for its figure."""
        token = self.tokens[position]
        if token.kind is Kind.COMPARE:
            self.clause.comparing = token
        elif token.kind is Kind.DIRECTION:
            self.clause.direction = token
        else:
            self.clause.sharing = token

    def _change(self, token: Token, direction: Token, *, is_growth: bool = False) -> None:
        index = self._bearer(token, direction, is_growth=is_growth)
        statement, word = self.reading.statements[index], direction.text
        if is_growth:
            changed = replace(
                statement,
                growth=token,
                growth_direction=word,
                direction=statement.direction or word,
                end=token.end,
            )
        else:
            changed = replace(statement, delta=token, direction=word, end=token.end)
        self._revise(index, changed)
        self.changed = index
        self.clause.direction = None

    def _bearer(self, token: Token, direction: Token, *, is_growth: bool) -> int:
        """Give the statement that a change belongs to: the one before, or a new one if the clause names a subject."""
        end = self.clause.change_start(direction)
        subject = self.clause.subject(end)
        last = self.counted if token.kind is Kind.COUNT else self.current
        if is_growth and self.changed is not None:
            last = self.changed
        if last is not None and (not subject.text or self._repeats(subject, last)):
            whole = last if is_growth else self.lists.whole_of(last)
            if is_growth or self.reading.statements[whole].delta is None:
                return whole
        named, start = self._named(end, token)
        return self._add(
            Statement(
                self.number,
                start,
                token.end,
                subject=named,
                raw=self.clause.words(end),
                before=self.clause.before,
                delta=None if is_growth else token,
            )
        )

    def _repeats(self, subject: Subject, index: int) -> bool:
        is_shortened = self.clause.comparing is not None
        return subject.repeats(self.reading.statements[index].subject, is_shortened=is_shortened)

    def _share(self, token: Token, sharing: Token) -> None:
        index = self.current
        if index is None or self.clause.subject(sharing.start).text:
            named, start = self._named(sharing.start, token)
            raw = self.clause.words(sharing.start)
            index = self._add(Statement(self.number, start, token.end, subject=named, raw=raw, share=token))
        self._revise(index, replace(self.reading.statements[index], share=token, end=token.end))
        self.clause.sharing = None

    def _take_same(self, position: int) -> None:
        """Take `与上年持平`; `均与上年持平` speaks of all parts of the list."""
        token = self.tokens[position]
        if self.clause.comparing is None or self.current is None:
            return
        is_all = "均" in self.clause.words(token.start)
        for index in self.lists.siblings(self.current) if is_all else [self.current]:
            statement = self.reading.statements[index]
            if statement.direction is None:
                self._revise(index, replace(statement, direction=token.text, end=token.end))
        self.changed = self.current
        self.clause.move(token.end)

    # -- parts and asides --------------------------------------------------------------------------------------

    def _take_part(self, position: int) -> int:
        token = self.tokens[position]
        listed = sentence(self.tokens, position + 1)
        following = [t for t in listed if t.kind not in (Kind.COLON, Kind.COMMA)]
        first = next((t for t in listed if t.kind in (Kind.AMOUNT, Kind.COUNT)), None)
        if following and first is None:
            return self._take_aside(position)  # `主要包括：办公费、印刷费` lists names alone
        wholes = self.lists.wholes(self.counted, self.current)
        if wholes and not self.clause.subject(token.start).text:
            behind = self._previous(position, Kind.SEMICOLON) is not None
            self.lists.open(wholes, at_end=not following, first=first, behind_semicolon=behind)
        self.clause.move(token.end)
        return position + 1

    def _take_aside(self, position: int) -> int:
        """Skip a reason or a purpose; a reason is kept with the statement whose change it explains."""
        token = self.tokens[position]
        end = aside_end(self.tokens, position, self.clause.subjects)
        target = self.changed if self.changed is not None else self.current
        statement = self._at(target)
        if target is not None and statement is not None and explains(token, statement):
            stop = self.tokens[end - 1].end
            reason = self.clause.text[token.end : stop].strip("：，；")
            self._revise(target, replace(statement, reason=reason, reason_end=stop))
        after = self.tokens[end].start if end < len(self.tokens) else len(self.clause.text)
        self.reading.asides.append((self.number, token.start, after))
        self.clause.drop(after)
        return max(end, position + 1)

    # -- punctuation -------------------------------------------------------------------------------------------

    def _take_mark(self, position: int) -> None:
        self.clause.move(self.tokens[position].end)

    def _take_pause(self, position: int) -> None:
        """Take a `、`: behind a figure it parts a list, within words it belongs to a name."""
        token = self.tokens[position]
        if token.start == self.clause.start:
            self.clause.move(token.end)

    def _take_end(self, position: int) -> None:
        token = self.tokens[position]
        if token.kind is Kind.STOP:
            last = self.reading.statements[-1] if self.reading.statements else None
            if not self.clause.topic and (last is None or last.paragraph != self.number):
                self.clause.set_topic(self.clause.words(token.start))
            self.fresh_count = None
            self.lists.end_sentence()
        self.clause.end(token, self._previous(position))

    def _take_colon(self, position: int) -> None:
        token = self.tokens[position]
        if self.current is not None and self._previous(position, Kind.AMOUNT):
            self.lists.open({Kind.AMOUNT: self.current}, at_end=position + 1 == len(self.tokens))
        else:
            self.clause.set_topic(self.clause.words(token.start))
        self.clause.move(token.end)

    def _take_open(self, position: int) -> None:
        self.brackets.append(self.current)
        if self.current is not None and self._previous(position, Kind.AMOUNT):
            self.lists.open({Kind.AMOUNT: self.current}, bracketed=True)
        self.clause.move(self.tokens[position].end)

    def _take_close(self, position: int) -> None:
        if self.brackets:
            self.current = self.brackets.pop()
            self.lists.close_bracket()
        self.clause.comparing = self.clause.direction = None
        self.clause.move(self.tokens[position].end)
