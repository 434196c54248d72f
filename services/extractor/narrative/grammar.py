"""The grammar: from the tokens of a section's paragraphs to statements.

Sentences of disclosures are built alike everywhere: a subject and its amount, then what share it is (`占`), how it compares
(`比上年预算增加`), by how much it grew (`增长`), what for (`主要用于`) and why (`主要原因是`); then the next subject, or the parts
of this one (`其中：`). The reader walks the tokens once. Words since the start of the clause are the subject of the next
figure; a figure behind a word of direction, share or comparison belongs to the statement before, unless the clause names a
subject of its own. Figures in reasons and purposes belong to the reason and make no statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from services.extractor.narrative.asides import aside_end, explains, sentence
from services.extractor.narrative.lists import PartLists
from services.extractor.narrative.paragraphs import Paragraph
from services.extractor.narrative.statements import Reading, Statement, Subject
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.tokens import CLAUSE_ENDS, Kind, Token, tokenise

_MAX_TOPIC = 60
_MAX_NOUN = 12
_ATTRIBUTE = ("价值", "涉及", "金额", "资金", "原值")
"""Words that say what of the thing counted before is meant (`车辆 8 辆，价值 113.57 万元`)."""
_FORMAL = re.compile(r"(?:20\d\d年)?(?:年初|当年|调整|全年)*(?:支出|收入)?(?:预算|决算)(?:执行)?数?")
_ITEM = re.compile(r"（[类款项]）")
_OTHER_YEAR = ("去年", "上年", "上一年")


def read_section(paragraphs: Iterable[Paragraph], subjects: Subjects) -> Reading:
    """Give the statements of the paragraphs of one section, in reading order."""
    reading = Reading()
    lists = PartLists(reading.statements)
    for number, paragraph in enumerate(paragraphs):
        tokens = tokenise(paragraph.text)
        reading.tokens.append(tokens)
        lists.begin_paragraph(paragraph.style)
        _ParagraphReader(number, paragraph, tokens, subjects, reading, lists).read()
    for index in lists.refuted():
        reading.statements[index] = replace(reading.statements[index], parent=None)
    return reading


class _ParagraphReader:
    """The walk over one paragraph: where the clause started, which words wait for a figure, which statement is current."""

    def __init__(
        self, number: int, paragraph: Paragraph, tokens: list[Token], subjects: Subjects, reading: Reading, lists: PartLists
    ) -> None:
        self.number = number
        self.text = paragraph.text
        self.is_listed = paragraph.style is not None
        self.tokens = tokens
        self.subjects = subjects
        self.reading = reading
        self.lists = lists
        self.clause_start = 0
        self.before = ""
        self.topic = ""
        self.comparing: Token | None = None
        self.direction: Token | None = None
        self.sharing: Token | None = None
        self.current: int | None = None
        self.counted: int | None = None
        self.changed: int | None = None
        self.brackets: list[int | None] = []

    # -- the walk ---------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Take all tokens in order."""
        takers = {
            Kind.AMOUNT: self._take_figure,
            Kind.COUNT: self._take_figure,
            Kind.NUMBER: self._take_number,
            Kind.PERCENT: self._take_percent,
            Kind.COMPARE: self._take_compare,
            Kind.DIRECTION: self._take_direction,
            Kind.SHARE: self._take_share,
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
        position = 0
        while position < len(self.tokens):
            taker = takers.get(self.tokens[position].kind)
            position = (taker(position) if taker else None) or position + 1

    def _before(self, position: int) -> Token | None:
        return self.tokens[position - 1] if position else None

    def _words(self, end: int) -> str:
        """Give the words of the clause up to a place, not counting what a figure or mark has used."""
        return self.text[self.clause_start : max(end, self.clause_start)]

    # -- figures ----------------------------------------------------------------------------------------------------

    def _take_figure(self, position: int) -> None:
        token = self.tokens[position]
        if self.direction is not None:
            self._change(token)
        elif self.comparing is not None and self.comparing.start >= self.clause_start:
            self.reading.compared.append((self.number, token))
            return
        elif any(self._words(token.start).startswith(word) for word in _OTHER_YEAR) and self.brackets:
            self.reading.compared.append((self.number, token))
        else:
            self._state(position)
        self.clause_start = token.end

    def _take_number(self, position: int) -> None:
        """Take a number without a unit: a change without its unit, or a count or amount that ends its clause."""
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        if self.direction is not None:
            has_delta = self.changed is not None and self.changed == self.current
            self._change(self.tokens[position], is_growth=has_delta)
        elif (following is None or following.kind in CLAUSE_ENDS) and self._words(self.tokens[position].start):
            self._state(position)
        else:
            return
        self.clause_start = self.tokens[position].end

    def _take_percent(self, position: int) -> None:
        token = self.tokens[position]
        opener = self._before(position)
        if self.direction is not None:
            self._change(token, is_growth=True)
        elif self.sharing is not None:
            self._share(token)
        elif opener is not None and opener.kind is Kind.OPEN and self.changed is not None:
            self._revise(self.changed, growth=token, end=token.end)
        elif "完成" in self._words(token.start):
            self.reading.compared.append((self.number, token))
        else:
            return
        self.clause_start = token.end

    def _state(self, position: int) -> None:
        """Make a new statement of a figure that follows its subject."""
        token = self.tokens[position]
        subject, start = self._subject(token.start, token)
        if not subject.text and token.kind is Kind.COUNT:
            following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
            subject = Subject(following.text[:_MAX_NOUN] if following and following.kind is Kind.TEXT else "")
        index = self._add(Statement(self.number, start, token.end, subject, self._words(token.start), self.before, token))
        if not self.topic and _ITEM.search(subject.text):
            self.topic = subject.text  # what follows in the paragraph is said of the item
        if self.reading.statements[index].is_count:
            self.counted = index
        else:
            self.current, self.changed = index, None

    def _add(self, statement: Statement) -> int:
        index = len(self.reading.statements)
        self.reading.statements.append(statement)
        self.reading.statements[index] = replace(statement, parent=self.lists.add(index))
        return index

    def _revise(self, index: int, **changes: object) -> None:
        self.reading.statements[index] = replace(self.reading.statements[index], **changes)  # type: ignore[arg-type]

    def _subject(self, end: int, figure: Token) -> tuple[Subject, int]:
        """Give the subject of the clause up to a place, and where it starts; the topic where the clause names none."""
        raw = self._words(end)
        subject = self.subjects.clean(raw, is_listed=self.is_listed)
        counted = self.reading.statements[self.counted] if self.counted is not None else None
        is_attribute = not raw or subject.text.startswith(_ATTRIBUTE)
        if counted is not None and figure.kind is Kind.AMOUNT and is_attribute:
            return replace(counted.subject, text=counted.subject.text + subject.text, key=None), counted.start
        if self.topic and (not subject.text or (_FORMAL.fullmatch(subject.text) and _ITEM.search(self.topic))):
            topic = self.subjects.clean(self.topic, is_listed=self.is_listed)
            formal = subject.text or ("年初预算" if "年初" in raw and _ITEM.search(self.topic) else "")
            return replace(topic, text=topic.text + formal), max(0, self.text.find(self.topic))
        if subject.text:
            return subject, self.clause_start
        return self._subject_before(raw, figure, counted)

    def _subject_before(self, raw: str, figure: Token, counted: Statement | None) -> tuple[Subject, int]:
        """Give the subject of a clause that says only `预算数为`, from the clause, the count or the statement before."""
        before = self.subjects.clean(self.before, is_listed=self.is_listed)
        if before.text and self.is_listed:
            return before, max(0, self.text.find(self.before))
        is_latest = self.current is None or (self.counted or 0) > self.current
        if counted is not None and figure.kind is Kind.AMOUNT and is_latest:
            return replace(counted.subject, text=counted.subject.text + raw, key=None), counted.start
        if self.current is not None and figure.kind is not Kind.COUNT:
            return self.reading.statements[self.current].subject, self.clause_start
        return Subject(raw), self.clause_start

    # -- changes and shares -----------------------------------------------------------------------------------------

    def _change(self, token: Token, *, is_growth: bool = False) -> None:
        assert self.direction is not None
        words_end = self.direction.start
        if self.comparing is not None and self.comparing.start >= self.clause_start:
            words_end = self.comparing.start
        index = self._bearer(words_end, token, is_growth=is_growth)
        word, statement = self.direction.text, self.reading.statements[index]
        if is_growth:
            self._revise(
                index, growth=token, growth_direction=word, direction=statement.direction or word, end=token.end
            )
        else:
            self._revise(index, delta=token, direction=word, end=token.end)
        self.changed = index
        self.direction = None

    def _bearer(self, words_end: int, token: Token, *, is_growth: bool) -> int:
        """Give the statement that a change belongs to: the one before, or a new one where the clause names its own subject."""
        raw = self._words(words_end)
        subject = self.subjects.clean(raw, is_listed=self.is_listed)
        last = self.counted if token.kind is Kind.COUNT else self.current
        if is_growth and self.changed is not None:
            last = self.changed
        if last is not None and (not subject.text or self._is_same(subject, last)):
            whole = self.lists.whole_of(last) if not is_growth else last
            if is_growth or self.reading.statements[whole].delta is None:
                return whole
        named, start = self._subject(words_end, token)
        delta = None if is_growth else token
        index = self._add(Statement(self.number, start, token.end, named, raw, self.before, delta=delta))
        if token.kind is Kind.COUNT:
            self.counted = index
        else:
            self.current = index
        return index

    def _is_same(self, subject: Subject, index: int) -> bool:
        """Tell whether a clause repeats the subject before it in fewer words (`财政拨款支出` for `财政拨款预算支出`)."""
        before = self.reading.statements[index].subject
        if subject.key is not None and subject.key == before.key:
            return True
        remaining = iter(before.text)
        is_shortened = all(character in remaining for character in subject.text.replace("各", "").replace("总计", ""))
        return is_shortened and self.comparing is not None

    def _share(self, token: Token) -> None:
        assert self.sharing is not None
        subject = self.subjects.clean(self._words(self.sharing.start))
        if subject.text or self.current is None:
            named, start = self._subject(self.sharing.start, token)
            self.current = self._add(Statement(self.number, start, token.end, named, self._words(self.sharing.start)))
        self._revise(self.current, share=token, end=token.end)
        self.sharing = None

    def _take_compare(self, position: int) -> None:
        self.comparing = self.tokens[position]

    def _take_direction(self, position: int) -> None:
        self.direction = self.tokens[position]

    def _take_share(self, position: int) -> None:
        self.sharing = self.tokens[position]

    def _take_same(self, position: int) -> None:
        """Take `与上年持平`; `均与上年持平` speaks of all parts of the list."""
        token = self.tokens[position]
        if self.comparing is None or self.current is None:
            return
        is_all = "均" in self._words(token.start)
        for index in self.lists.siblings(self.current) if is_all else [self.current]:
            if self.reading.statements[index].direction is None:
                self._revise(index, direction=token.text, end=token.end)
        self.changed = self.current
        self.clause_start = token.end

    # -- parts, asides, punctuation -----------------------------------------------------------------------------------

    def _take_part(self, position: int) -> int:
        token = self.tokens[position]
        listed = sentence(self.tokens, position + 1)
        following = [t for t in listed if t.kind not in (Kind.COLON, Kind.COMMA)]
        first = next((t for t in listed if t.kind in (Kind.AMOUNT, Kind.COUNT)), None)
        has_own_words = bool(self.subjects.clean(self._words(token.start)).text)
        if following and first is None:
            return self._take_aside(position)  # `主要包括：办公费、印刷费` lists names alone
        wholes = self._wholes()
        if wholes and not has_own_words:
            opener = self._before(position)
            behind = opener is not None and opener.kind is Kind.SEMICOLON
            self.lists.open(wholes, at_end=not following, first=first, behind_semicolon=behind)
        self.clause_start = token.end
        return position + 1

    def _wholes(self) -> dict[Kind, int]:
        """Give what a list would be parts of: the last statement, and the count whose value it is."""
        if self.counted is None or self.current is None:
            last = self.current if self.counted is None else self.counted
            return {} if last is None else {Kind.AMOUNT if self.counted is None else Kind.COUNT: last}
        if self.counted > self.current:
            return {Kind.COUNT: self.counted}
        counted, current = self.reading.statements[self.counted], self.reading.statements[self.current]
        is_value = current.subject.text.startswith(counted.subject.text)
        return {Kind.AMOUNT: self.current, **({Kind.COUNT: self.counted} if is_value else {})}

    def _take_aside(self, position: int) -> int:
        """Skip a reason or a purpose; a reason is kept with the statement whose change it explains."""
        end = aside_end(self.tokens, position, self.subjects)
        target = self.changed if self.changed is not None else self.current
        token = self.tokens[position]
        inner = self.tokens[position + 1 : end]
        statement = self.reading.statements[target] if target is not None else None
        if target is not None and statement is not None and explains(token, statement):
            stop = inner[-1].end if inner else token.end
            self._revise(target, reason=self.text[token.end : stop].strip("：，；"), reason_end=stop)
        self.clause_start = self.tokens[end].start if end < len(self.tokens) else len(self.text)
        self.reading.asides.append((self.number, token.start, self.clause_start))
        self.comparing = self.direction = self.sharing = None
        return max(end, position + 1)

    def _take_mark(self, position: int) -> None:
        self.clause_start = self.tokens[position].end

    def _take_pause(self, position: int) -> None:
        """Take a `、`: behind a figure it parts a list, within words it belongs to a name."""
        token = self.tokens[position]
        if token.start == self.clause_start:
            self.clause_start = token.end

    def _take_end(self, position: int) -> None:
        token = self.tokens[position]
        words = self._words(token.start)
        if token.kind is Kind.STOP:
            has_stated = self.reading.statements and self.reading.statements[-1].paragraph == self.number
            if not has_stated and not self.topic and len(words) <= _MAX_TOPIC:
                self.topic = words
            self.lists.end_sentence()
        self.before = words if token.kind is Kind.COMMA else ""
        is_open = self.comparing is not None and self._before(position) is self.comparing
        if token.kind is not Kind.COMMA or not is_open:
            self.comparing = None
        self.direction = self.sharing = None
        self.clause_start = token.end

    def _take_colon(self, position: int) -> None:
        token = self.tokens[position]
        words = self._words(token.start)
        opener = self._before(position)
        if opener is not None and opener.kind is Kind.AMOUNT and self.current is not None:
            self.lists.open({Kind.AMOUNT: self.current}, at_end=position + 1 == len(self.tokens))
        elif words and len(words) <= _MAX_TOPIC:
            self.topic = words
        self.clause_start = token.end

    def _take_open(self, position: int) -> None:
        opener = self._before(position)
        self.brackets.append(self.current)
        if self.current is not None and opener is not None and opener.kind is Kind.AMOUNT:
            self.lists.open({Kind.AMOUNT: self.current}, bracketed=True)
        self.clause_start = self.tokens[position].end

    def _take_close(self, position: int) -> None:
        if self.brackets:
            self.current = self.brackets.pop()
            if any(opened.bracketed for opened in self.lists.open_lists):
                self.lists.close_bracket()
        self.clause_start = self.tokens[position].end
        self.comparing = self.direction = None
