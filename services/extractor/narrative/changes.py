"""Changes and shares: to which statement a figure behind `增加`, `增长`, `占` or `持平` belongs.

A change belongs to the statement before it, to the whole of a list of bare parts, or to a new statement where its
clause names a subject of its own (`公务接待费减少 0.50 万元`). Whether it is the whole's or its last part's, the rate
behind it tells. A second change of the same subject, against another base, is a statement of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from services.extractor.narrative.progress import Progress
from services.extractor.narrative.statements import Statement, Subject
from services.extractor.narrative.tokens import Kind, Token
from shared.model.money import decimals, half_unit

_SAME_THING = frozenset({"费用支出", "费用", "支出", "经费支出", "经费", "该项经费", "该项费用"})
"""Words for what was just spoken of."""
_ALL_OF_IT = {"收入": "income_budget", "支出": "expenditure_budget"}
"""Words for the whole that a paragraph is about, behind the parts that it takes it apart into."""
_OF_PLAN = re.compile(r"(?:年初|全年|调整)预算")
"""`占年初预算的 98 %` is a rate of completion and no share."""
_NARROWED = re.compile(r"^(?:扣除|剔除|不含|不包括|除去|按?(?:照)?(?:同|可比)口径)[^，。；]*$")
"""`扣除上年结转后，比上年增加 …`, `按可比口径，增长 …` speak of something else than the amount before them."""
_MORE = re.compile("增|升|提|涨")
_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_FULFILS = re.compile(r"完成(?:了)?(?:年初|全年|调整|当年|年度)?预算(?:数|金额|安排)?")


def take_change(progress: Progress, token: Token, direction: Token, *, is_growth: bool = False) -> None:
    """Give a change, or with `is_growth` a rate of growth, to the statement that it belongs to."""
    if not is_growth:
        progress.lent = None
    index = _bearer(progress, token, direction, is_growth=is_growth)
    if is_growth:
        index = _of_whole_or_part(progress, index, token)
    statement, word = progress.reading.statements[index], direction.text
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
    if changed.previous is None:
        changed = replace(changed, previous=progress.clause.compared or progress.year_before(index))
    progress.revise(index, changed)
    progress.changed = index
    progress.clause.direction = progress.clause.compared = None


def _bearer(progress: Progress, token: Token, direction: Token, *, is_growth: bool) -> int:
    """Give the statement that a change belongs to: the one before, or a new one if the clause names a subject."""
    clause = progress.clause
    end = clause.change_start(direction)
    subject = _changed(progress, end)
    last = progress.counted if token.kind is Kind.COUNT else progress.current
    if is_growth and progress.changed is not None:
        last = progress.changed
    elif last is not None and not subject.text and _NARROWED.search(clause.before):
        return _of_less(progress, token, end, is_growth=is_growth)
    if last is not None and subject.key is not None and not is_growth:
        spoken_of = progress.spoken_of(subject, last)
        if spoken_of is not None and progress.reading.statements[spoken_of].delta is None:
            return spoken_of
    if last is not None and (not subject.text or _repeats(progress, subject, last)):
        is_own = is_growth and progress.reading.statements[last].delta is not None
        whole = last if is_own else progress.lists.whole_of(last)
        if whole != last and not is_growth:
            progress.lent = (progress.reading.statements[whole], last)
        if is_growth or progress.reading.statements[whole].delta is None:
            return whole
    named, start = progress.named(end, token)
    if named.key is None and subject.text in _ALL_OF_IT:
        named = subject
    if last is not None and not subject.text:
        named = progress.reading.statements[
            last
        ].subject  # another change of the same, whatever opens the paragraph
    return progress.add(
        Statement(
            progress.number,
            start,
            token.end,
            subject=named,
            raw=clause.words(end),
            before=clause.before,
            delta=None if is_growth else token,
        )
    )


def _of_less(progress: Progress, token: Token, end: int, *, is_growth: bool) -> int:
    """Add a change of what is left when something is taken out: no change of the amount that was told."""
    told, words = progress.current, progress.clause.before
    index = progress.add(
        Statement(
            progress.number,
            max(0, progress.clause.text.find(words)),
            token.end,
            subject=Subject(words),
            raw=progress.clause.words(end),
            delta=None if is_growth else token,
        )
    )
    progress.revise(index, replace(progress.reading.statements[index], parent=None))
    progress.current = told
    return index


def _of_whole_or_part(progress: Progress, index: int, growth: Token) -> int:
    """Give what changed, a whole or the last of its parts, by the rate, where it is that of one of them alone.

    The change is moved to it: `“三公”经费 3.00 万元，其中：运行费 2.00 万元，接待费 1.00 万元，减少 0.20 万元，下降
    16.67 %` speaks of the last.
    """
    statements = progress.reading.statements
    changed = statements[index]
    if changed.delta is None or _grew(changed, changed, growth):
        return index
    if progress.lent is not None and progress.lent[0].subject == changed.subject:
        before, other = progress.lent
    elif changed.parent is not None and statements[changed.parent].delta is None:
        before, other = replace(changed, delta=None, direction=None, previous=None), changed.parent
    else:
        return index
    if statements[other].direction is not None or not _grew(statements[other], changed, growth):
        return index
    progress.lent = None
    progress.revise(index, before)
    progress.revise(
        other,
        replace(
            statements[other], delta=changed.delta, direction=changed.direction, previous=changed.previous
        ),
    )
    return other


def _grew(statement: Statement, changed: Statement, growth: Token) -> bool:
    """Tell whether an amount grew by a rate, if the change of `changed` is its own."""
    amount, delta = statement.quantity, changed.delta
    if amount is None or delta is None or amount.unit != delta.unit:
        return False
    now, change, rate = (abs(token.value or _ZERO) for token in (amount, delta, growth))
    if not change:
        return not rate
    before = now - change if _MORE.search(changed.direction or "") else now + change
    if before <= 0:
        return False
    grew = change * _HUNDRED / before
    loose = half_unit(decimals(change)) + half_unit(decimals(now))
    return abs(grew - rate) <= half_unit(decimals(rate)) + loose * (_HUNDRED + grew) / before


def _changed(progress: Progress, end: int) -> Subject:
    """Give the subject that the words of a change name; `费用支出较上年减少` names none of its own."""
    subject = progress.clause.subject(end)
    whole = Subject(subject.text, _ALL_OF_IT.get(subject.text))
    if whole.key is not None and any(s.subject.key == whole.key for s in progress.reading.statements):
        return whole
    return Subject("") if subject.text in _SAME_THING else subject


def _repeats(progress: Progress, subject: Subject, index: int) -> bool:
    is_shortened = progress.clause.comparing is not None
    return subject.repeats(progress.reading.statements[index].subject, is_shortened=is_shortened)


def take_share(progress: Progress, token: Token, sharing: Token) -> None:
    """Give a share to the current statement, or to a new one if its clause names a subject."""
    index = progress.current
    of_what = progress.clause.text[sharing.end : token.start]
    if _OF_PLAN.match(of_what) and take_completion(progress, token):
        progress.clause.sharing = None
        return
    if index is None or progress.clause.subject(sharing.start).text:
        named, start = progress.named(sharing.start, token)
        raw = progress.clause.words(sharing.start)
        index = progress.add(
            Statement(progress.number, start, token.end, subject=named, raw=raw, share=token)
        )
    progress.revise(index, replace(progress.reading.statements[index], share=token, end=token.end))
    progress.clause.sharing = None


def take_plan(progress: Progress, token: Token) -> bool:
    """Take what was planned, told behind its result (`完成预算 2.00 万元的 75%`); False where it is not."""
    result, words = progress.at(progress.current), progress.clause.words(token.start)
    if result is None or result.quantity is None or not _FULFILS.fullmatch(words):
        return False
    plan = Statement(
        progress.number, progress.clause.start, token.end, subject=result.subject, raw=words, quantity=token
    )
    progress.reading.statements.append(plan)
    progress.planned = len(progress.reading.statements) - 1
    return True


def take_completion(progress: Progress, token: Token) -> bool:
    """Give a rate of completion to the result that stands behind its plan; False where no such pair was stated."""
    result = progress.at(progress.current)
    planned = progress.planned if progress.planned is not None else progress.plan_before(progress.current)
    progress.planned = None
    if result is None or progress.current is None or planned is None or result.completed is not None:
        return False
    progress.revise(progress.current, replace(result, completed=token, planned=planned, end=token.end))
    return True


def _of_the_sentence(progress: Progress, last: int) -> int:
    """Give what `与上年相比持平` speaks of in a sentence of its own: the whole of the list before it, or a part.

    `其中：运行费 2.00 万元，购置费 0.00 万元。与上年相比持平。` against `…。上年结转 0 万元。与上年持平。`
    """
    parts = progress.lists.siblings(last)
    before = parts[parts.index(last) - 1] if parts.index(last) else None
    statements = progress.reading.statements
    if before is None or statements[before].paragraph != progress.number:
        return last
    between = progress.clause.text[statements[before].end : statements[last].start]
    return last if "。" in between else progress.lists.whole_of(last)


def take_same(progress: Progress, token: Token) -> None:
    """Take `与上年持平`; `均与上年持平` speaks of all parts of the list."""
    clause = progress.clause
    if clause.comparing is None or progress.current is None:
        return
    words = clause.words(clause.comparing.start)
    spoken_of = progress.spoken_of(_changed(progress, clause.comparing.start), progress.current)
    if spoken_of is None:  # `公务接待费与上年持平`, and nothing stated of it before
        subject, start = progress.named(clause.comparing.start, token)
        spoken_of = progress.add(Statement(progress.number, start, token.end, subject=subject, raw=words))
    elif clause.text[: clause.comparing.start].endswith("。"):
        spoken_of = _of_the_sentence(progress, spoken_of)
    is_all = "均" in clause.words(token.start)
    for index in progress.lists.siblings(spoken_of) if is_all else [spoken_of]:
        statement = progress.reading.statements[index]
        if statement.direction is None:
            progress.revise(index, replace(statement, direction=token.text, end=token.end))
    progress.changed = spoken_of
    clause.move(token.end)
