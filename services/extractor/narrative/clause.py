"""The clause being read: its words so far, what waits for a figure, and what its figure would be about.

The grammar moves a clause along a paragraph. From it come the words before a figure and the subject they name; where
a clause says only `预算数为` its subject is the topic of the paragraph (`行政运行（项）：`), what was counted before
(`车辆 3 辆，价值 30.00 万元`), or the statement before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from services.extractor.narrative.statements import Statement, Subject
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.tokens import COMPARED, Kind, Token

_MAX_TOPIC = 60
_ATTRIBUTES = ("价值", "涉及", "金额", "资金", "原值")
_FORMAL = re.compile(r"(?:20\d\d年)?(?:年初|当年|调整|全年)*(?:支出|收入)?(?:预算|决算)(?:执行)?数?")
_GOES_ON = re.compile(r"(?:支出|收入)?决算数?|(?:全年|调整)预算数?")
"""What follows the first budget of the same thing."""
PLANNED = re.compile(r"(?:年初|全年|调整|支出)预算(?:数|安排)?(?:为|是|：)?$")
_ITEM = re.compile(r"（[类款项]）")
_HEADED = re.compile(r"(?:支出|安排)?(?:预算|决算)?(?:安排)?(?:情况)?(?:的)?(?:说明)?$")
_CODED = re.compile(r"（[类款项]）|[（〔]\d{3,7}[）〕]")


@dataclass(slots=True)
class Clause:
    """Where the clause starts, and the words of comparison, direction and share that wait for their figure."""

    text: str
    subjects: Subjects
    is_listed: bool
    """True in a numbered paragraph, where another year than the fiscal year belongs to a name."""
    heading: str = ""
    """The title above the paragraph."""
    start: int = 0
    before: str = ""
    """The clause before in the same sentence, where it stated nothing."""
    topic: str = ""
    """The words that open the paragraph, before a colon or as a sentence of their own."""
    comparing: Token | None = None
    compared: Token | None = None
    """The amount that the comparison names."""
    direction: Token | None = None
    sharing: Token | None = None

    def words(self, end: int) -> str:
        """Give the words of the clause up to a place that no figure or mark has used."""
        return self.text[self.start : max(end, self.start)]

    def subject(self, end: int) -> Subject:
        """Give the subject that the words up to a place name; its text is empty where they name none."""
        return self.subjects.clean(self.words(end), is_listed=self.is_listed)

    def is_comparing(self) -> bool:
        """Tell whether the clause itself compares with another year, and not the one before."""
        return self.comparing is not None and self.comparing.start >= self.start

    def change_start(self, direction: Token) -> int:
        """Give the place where the words of a change begin, that is where those of its subject end."""
        return self.comparing.start if self.comparing is not None and self.is_comparing() else direction.start

    def set_topic(self, words: str) -> None:
        """Let the words open the paragraph, if they are short enough to be a name."""
        if words and len(words) <= _MAX_TOPIC:
            self.topic = words

    def move(self, start: int) -> None:
        """Start anew behind a figure or a mark; what waits goes on waiting."""
        self.start = start

    def end(self, token: Token, previous: Token | None) -> None:
        """End the clause at a punctuation mark. A comparison right before a comma (`与上年相比，`) waits on.

        So does one with its amount (`与上年 80.00 万元相比，`).
        """
        words = self.words(token.start)
        names_amount = self.compared is not None and previous is not None and previous.text in COMPARED
        is_waiting = previous is not None and (previous is self.comparing or names_amount)
        if token.kind is not Kind.COMMA or not is_waiting:
            self.comparing = self.compared = None
        self.before = words if token.kind is Kind.COMMA else ""
        self.direction = self.sharing = None
        self.start = token.end

    def drop(self, start: int) -> None:
        """Start anew behind an aside or a bracket; nothing waits any longer."""
        self.comparing = self.direction = self.sharing = self.compared = None
        self.start = start

    def named(
        self, end: int, figure: Token, counted: Statement | None, current: Statement | None
    ) -> tuple[Subject, int]:
        """Give the subject of a figure whose words end at a place, and where its statement starts.

        `counted` is what the sentence counted last, `current` the paragraph's last statement about money.
        """
        raw, subject = self.words(end), self.subject(end)
        is_money = figure.kind is Kind.AMOUNT
        if counted is not None and is_money and (not raw or subject.text.startswith(_ATTRIBUTES)):
            return _attribute(counted, subject.text)
        is_formal = bool(_FORMAL.fullmatch(subject.text) and _ITEM.search(self.topic))
        if self.topic and (not subject.text or is_formal):
            return self._about_topic(raw, subject)
        if not self.topic and current is None and is_money and _FORMAL.fullmatch(subject.text):
            headed = self._headed()
            if headed.key:
                return headed, self.start  # `（一）收入预算` / `2031 年年初预算数 90.00 万元`
        if current is not None and _GOES_ON.fullmatch(subject.text) and PLANNED.search(current.raw):
            return current.subject, self.start  # `…年初预算为 2.00 万元，支出决算为 1.00 万元`
        if subject.text:
            return subject, self.start
        return self._behind_other(raw, figure, counted, current)

    def _behind_other(
        self, raw: str, figure: Token, counted: Statement | None, current: Statement | None
    ) -> tuple[Subject, int]:
        """Give the subject of a clause that names none, from the clause or the statements before."""
        before = self.subjects.clean(self.before, is_listed=self.is_listed)
        if before.text and (self.is_listed or _CODED.search(before.text)):
            return before, max(0, self.text.find(self.before))
        is_latest = counted is not None and (current is None or counted.start > current.start)
        if counted is not None and is_latest and figure.kind is Kind.AMOUNT:
            return _attribute(counted, raw)
        if current is not None and figure.kind is not Kind.COUNT:
            return current.subject, self.start
        headed = self._headed()
        if headed.key is not None and figure.kind is not Kind.COUNT:
            return headed, self.start  # `（一）公务接待费` / `2031 年预算安排 2.00 万元`
        return Subject(raw), self.start

    def _headed(self) -> Subject:
        """Give what the title above the paragraph names."""
        whole = self.subjects.clean(self.heading)
        return whole if whole.key is not None else self.subjects.clean(_HEADED.sub("", self.heading))

    def _about_topic(self, raw: str, subject: Subject) -> tuple[Subject, int]:
        topic = self.subjects.clean(self.topic, is_listed=self.is_listed)
        if subject.is_past:
            topic = replace(topic, key=None, is_past=True)
        # Final accounts tell the year's first budget of an item beside what was spent.
        formal = subject.text or ("年初预算" if "年初" in raw and _ITEM.search(self.topic) else "")
        return replace(topic, text=topic.text + formal), max(0, self.text.find(self.topic))

    def remember_item(self, subject: Subject) -> None:
        """Let an item be the topic of the rest of its paragraph, if nothing else is."""
        if not self.topic and _ITEM.search(subject.text):
            self.topic = subject.text


def _attribute(counted: Statement, words: str) -> tuple[Subject, int]:
    return replace(counted.subject, text=counted.subject.text + words, key=None), counted.start
