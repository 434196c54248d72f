"""The grammar: from the tokens of a section's paragraphs to statements.

Sentences of disclosures are built alike everywhere: a subject and its amount, then what share it is (`占`), how it
compares (`比上年预算增加`), by how much it grew (`增长`), what for (`主要用于`) and why (`主要原因是`); then the next
subject, or the parts of this one (`其中：`). The reader walks the tokens once. Words since the start of the clause
are the subject of the next figure; a figure behind a word of direction, share or comparison belongs to the statement
before, unless the clause names a subject of its own. Figures in reasons and purposes belong to the reason and make no
statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from services.extractor.narrative.asides import aside_end, explains, sentence
from services.extractor.narrative.changes import (
    take_change,
    take_completion,
    take_plan,
    take_same,
    take_share,
)
from services.extractor.narrative.clause import Clause
from services.extractor.narrative.lists import PartLists
from services.extractor.narrative.paragraphs import Paragraph
from services.extractor.narrative.progress import Progress
from services.extractor.narrative.statements import Reading, Statement, Subject
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.tokens import CLAUSE_ENDS, Kind, Token, tokenise

_MAX_NOUN = 12
_SECOND = 2
_BESIDE = re.compile(
    r"(?:大于|小于|高于|低于|超过|超)(?:年初|全年|调整)?预算数?$|^[由从](?:上年|去年|20\d\d年)"
    r"|(?:增加?|增长|提高|减少?|下降?|降)[到至]$"
)
"""Words before an amount that says something again: `决算数大于预算数 2.00 万元`, `由上年的 8.00 万元增加到`."""
_COUNTS = re.compile(r"(?:共有?|共?设置|共?设立|共?编制|涉及|纳入)$")
"""Words that end in a verb count what stands behind the figure (`共设置 5 个项目绩效目标`)."""
_EACH = re.compile("(?:分别|各自?)$")
_COMPLETED = re.compile("完成|执行率")
_OUTRUN = re.compile(
    r"(?:大于|小于|高于|低于|多于|少于|等于|超过|超|未达到?)(?:年初|全年|调整|上年)?(?:预算|决算)数?的?$"
)
"""`决算数大于预算数的`, before the reason why."""
_OTHER_YEAR = ("去年", "上年", "上一年")
_YEAR_BEFORE = re.compile(
    r"(?:上一?年|去年)度?(?:同期)?(?:年初|调整|全年)*(?:预算|决算|执行|安排|支出|实际)*(?:数|金额)?(?:为|是|：)?"
)
"""The words before the amount of the year before: `购置费 0 万元，上年 18.00 万元，减少 18.00 万元`."""


def read_section(paragraphs: Iterable[Paragraph], subjects: Subjects, heading: str = "") -> Reading:
    """Give the statements of the paragraphs of one section, in reading order.

    `heading` is the title above them: what it names, a sentence below need not (`（一）公务接待费` / `预算 2.00 万元`).
    """
    reading = Reading()
    lists = PartLists(reading.statements)
    for number, paragraph in enumerate(paragraphs):
        tokens = tokenise(paragraph.text)
        reading.tokens.append(tokens)
        lists.begin_paragraph(paragraph.style)
        clause = Clause(paragraph.text, subjects, is_listed=paragraph.style is not None, heading=heading)
        _ParagraphReader(tokens, Progress(number, clause, reading, lists)).read()
    for index in lists.refuted():
        reading.statements[index] = replace(reading.statements[index], parent=None)
    return reading


class _ParagraphReader:
    """The walk over one paragraph."""

    def __init__(self, tokens: list[Token], progress: Progress) -> None:
        self.tokens = tokens
        self.progress = progress
        self.clause = progress.clause
        self.reading = progress.reading
        self.lists = progress.lists

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

    # -- figures -----------------------------------------------------------------------------------------------

    def _take_figure(self, position: int) -> None:
        token = self.tokens[position]
        if self.clause.direction is not None:
            take_change(self.progress, token, self.clause.direction)
        elif self.clause.is_comparing():
            self.clause.compared = token if token.kind is Kind.AMOUNT else None
            self.reading.compared.append((self.progress.number, token))
            return
        elif self._is_beside(position) or self._starts_from(token):
            self.reading.compared.append((self.progress.number, token))
        elif token.kind is Kind.AMOUNT and take_plan(self.progress, token):
            pass
        else:
            self._state(position)
        self.clause.move(token.end)

    def _is_beside(self, position: int) -> bool:
        """Tell whether an amount states nothing of its own: one of another year, or one that says something again."""
        words = self.clause.words(self.tokens[position].start)
        is_past = bool(self.progress.brackets) and words.startswith(_OTHER_YEAR)
        return is_past or bool(_BESIDE.search(words)) or self._repeats_change(position)

    def _starts_from(self, token: Token) -> bool:
        """Take the amount of the year before, told behind this year's; False where it is none."""
        current = self.progress.at(self.progress.current)
        if current is None or current.quantity is None or token.kind is not Kind.AMOUNT:
            return False
        if not _YEAR_BEFORE.fullmatch(self.clause.words(token.start)):
            return False
        if current.previous is None and self.progress.current is not None:
            self.progress.revise(self.progress.current, replace(current, previous=token))
        return True

    def _repeats_change(self, position: int) -> bool:
        """Tell whether a figure is the change of a second whole (`分别增加 1.00 万元、1.00 万元`)."""
        changed = self.progress.at(self.progress.changed)
        if changed is None or position < _SECOND or not self._previous(position, Kind.PAUSE):
            return False
        return self.tokens[position - _SECOND] in (changed.delta, changed.growth)

    def _take_number(self, position: int) -> None:
        """Take a number without a unit: a change without its unit, or a count or amount that ends its clause."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        if self.clause.direction is not None:
            has_delta = self.progress.changed is not None and self.progress.changed == self.progress.current
            take_change(self.progress, token, self.clause.direction, is_growth=has_delta)
        elif (following is None or following.kind in CLAUSE_ENDS) and self.clause.words(token.start):
            self._state(position)
        else:
            return
        self.clause.move(token.end)

    def _take_percent(self, position: int) -> None:
        token = self.tokens[position]
        if self.clause.direction is not None:
            take_change(self.progress, token, self.clause.direction, is_growth=True)
        elif self.clause.sharing is not None and _EACH.search(self.clause.text[: self.clause.sharing.start]):
            self.reading.compared.append((self.progress.number, token))  # `分别占 20%、80%`
        elif self.clause.sharing is not None:
            take_share(self.progress, token, self.clause.sharing)
        elif self._previous(position, Kind.OPEN) and self.progress.changed is not None:
            self.progress.revise(
                self.progress.changed,
                replace(self.reading.statements[self.progress.changed], growth=token, end=token.end),
            )
        elif _COMPLETED.search(self.clause.words(token.start)) or self.progress.awaits_rate(token):
            if not take_completion(self.progress, token):
                self.reading.compared.append((self.progress.number, token))
        elif self._repeats_change(position):
            self.reading.compared.append((self.progress.number, token))
        else:
            return
        self.clause.move(token.end)

    def _state(self, position: int) -> None:
        """Make a new statement of a figure that follows its subject."""
        token = self.tokens[position]
        subject, start = self.progress.named(token.start, token)
        if token.kind is Kind.COUNT and (not subject.text or _COUNTS.search(subject.text)):
            following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
            noun = following.text[:_MAX_NOUN] if following and following.kind is Kind.TEXT else ""
            subject = Subject(noun) if noun or not subject.text else subject
        raw = self.clause.words(token.start)
        statement = Statement(
            self.progress.number,
            start,
            token.end,
            subject=subject,
            raw=raw,
            before=self.clause.before,
            quantity=token,
        )
        self.progress.add(statement)
        self.clause.remember_item(subject)
        self.progress.changed = self.progress.changed if statement.is_count else None

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

    def _take_same(self, position: int) -> None:
        take_same(self.progress, self.tokens[position])

    # -- parts and asides --------------------------------------------------------------------------------------

    def _take_part(self, position: int) -> int:
        token = self.tokens[position]
        listed = sentence(self.tokens, position + 1)
        following = [t for t in listed if t.kind not in (Kind.COLON, Kind.COMMA)]
        first = next((t for t in listed if t.kind in (Kind.AMOUNT, Kind.COUNT)), None)
        if following and first is None and not any(t.kind is Kind.SAME for t in following):
            return self._take_aside(position)  # `主要包括：办公费、印刷费` lists names alone
        if token.text.startswith("分别") and self.clause.subject(token.start).key is not None:
            return position + 1  # `收入、支出总计分别为 90.00 万元、90.00 万元` is one thing said of two
        wholes = self.lists.wholes(self.progress.counted, self.progress.current)
        if wholes and not self.clause.subject(token.start).text:
            behind = self._previous(position, Kind.SEMICOLON) is not None
            self.lists.open(wholes, at_end=not following, first=first, behind_semicolon=behind)
        self.clause.move(token.end)
        return position + 1

    def _take_aside(self, position: int) -> int:
        """Skip a reason or a purpose; a reason is kept with the statement whose change it explains."""
        token = self.tokens[position]
        end = aside_end(self.tokens, position, self.clause.subjects)
        target = self._explained(token)
        statement = self.progress.at(target)
        if target is not None and statement is not None and explains(token, statement):
            stop = self.tokens[end - 1].end
            reason = self.clause.text[token.end : stop].strip("：，；")
            self.progress.revise(target, replace(statement, reason=reason, reason_end=stop))
        after = self.tokens[end].start if end < len(self.tokens) else len(self.clause.text)
        self.reading.asides.append((self.progress.number, token.start, after))
        self.clause.drop(after)
        return max(end, position + 1)

    def _explained(self, reason: Token) -> int | None:
        """Give the statement that a reason belongs to: the last that says a change, or the one that its words name."""
        target = self.progress.changed if self.progress.changed is not None else self.progress.current
        named = self.clause.subjects.clean(_OUTRUN.sub("", self.clause.words(reason.start)))
        return target if target is None else self.progress.spoken_of(named, target)

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
            if not self.clause.topic and (last is None or last.paragraph != self.progress.number):
                self.clause.set_topic(self.clause.words(token.start))
            self.progress.fresh_count = None
            self.lists.end_sentence()
        elif token.kind is Kind.COMMA:
            self.progress.open_named(self.clause.words(token.start))
        self.clause.end(token, self._previous(position))

    def _take_colon(self, position: int) -> None:
        token = self.tokens[position]
        if self.progress.current is not None and self._previous(position, Kind.AMOUNT):
            self.lists.open({Kind.AMOUNT: self.progress.current}, at_end=position + 1 == len(self.tokens))
        else:
            self.clause.set_topic(self.clause.words(token.start))
        self.clause.move(token.end)

    def _take_open(self, position: int) -> None:
        self.progress.brackets.append(self.progress.current)
        if self.progress.current is not None and self._previous(position, Kind.AMOUNT):
            self.lists.open({Kind.AMOUNT: self.progress.current}, bracketed=True)
        self.clause.move(self.tokens[position].end)

    def _take_close(self, position: int) -> None:
        if self.progress.brackets:
            self.progress.current = self.progress.brackets.pop()
            self.lists.close_bracket()
        self.clause.comparing = self.clause.direction = None
        self.clause.move(self.tokens[position].end)
