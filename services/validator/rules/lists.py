"""Lists of the narrative that are complete: amounts, or changes, of the parts add up to those of the whole.

`claims.yaml` names the lists. A part that is said not to be planned counts as zero. Where a list does not add up and
one of its parts was not found at all, nothing can be said, unless one of its amounts is a slip away from what both the
list asks for and a table prints, and no table prints it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise

from services.validator.rules.changes import signed_delta
from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import of_claims
from services.validator.rules.intervals import tidy
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.slips import only_slip
from services.validator.rules.tied import in_yuan, list_tie
from services.validator.rules.ties import SumTie, Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, signed
from shared.model.finding import Counterpart, Fault
from shared.model.narrative import Claim, Statement
from shared.rulebook.claims import ANY_CODED, ClaimList, Measure, load_claims

_RULES = {Measure.AMOUNT: "narrative.parts", Measure.DELTA: "narrative.delta"}
_NAMES = {Measure.AMOUNT: Message("amounts", "金额"), Measure.DELTA: Message("changes", "增减额")}


_NONE_PLANNED, _OF_AMOUNTS = Statement.NONE_PLANNED, Measure.AMOUNT
_LEVELS = re.compile("[（(][款项][）)]")
_PAST = re.compile(r"20\d\d年|执行数|上年")
_SEVERAL = 5
_NEARLY = Decimal("0.1")
"""So many parts, which make the whole but for so much of it, are meant to be all."""


def list_checks(view: DocumentView) -> Iterator[Check]:
    """Check every list of the claim book that the document has."""
    profile = view.layout.id if view.layout else None
    for entry in load_claims().lists:
        if not entry.profiles or profile in entry.profiles:
            yield from _check(view, entry)


def _check(view: DocumentView, entry: ClaimList) -> Iterator[Check]:
    own = view.claims_of_section.get(entry.section, ())
    if entry.each is not None:
        for whole in own:
            if whole.subject_key == entry.each and _measured(whole, entry.measure) is not None:
                claims = (c for c in view.document.claims if c.part_of == whole.claim_no)
                parts = [c for c in claims if c.subject_key in entry.parts]
                yield from _add_up(view, entry, [whole], parts, [])
        return
    wholes = next((found for name in entry.whole if (found := _wholes(view, name, entry.measure))), None)
    if wholes is not None and entry.measure is Measure.DELTA and (several := _several_bases(own, entry)):
        yield _unlike(wholes[0], several)
    elif wholes is not None:
        yield from _add_up(view, entry, wholes, *_parts(view, own, entry))


def _named(view: DocumentView, keys: Sequence[str]) -> list[str]:
    """Give the words that the layout knows subjects by, for their keys."""
    words = {subject.key: subject.labels[0] for subject in view.layout.subjects} if view.layout else {}
    return [words.get(key.rpartition("/")[2], key) for key in keys]


def _add_up(
    view: DocumentView,
    entry: ClaimList,
    wholes: Sequence[Claim],
    parts: Sequence[Claim],
    missing: Sequence[str],
) -> Iterator[Check]:
    if not parts:
        if entry.each is None and entry.is_sure and any(_measured(c, entry.measure) for c in wholes):
            yield _partless(entry, wholes[0])
        return
    whole = sum((_measured(claim, entry.measure) or Decimal(0) for claim in wholes), Decimal(0))
    if not entry.is_sure and not _is_nearly_whole(entry, whole, parts):
        return
    values = [value for claim in parts if (value := _measured(claim, entry.measure)) is not None]
    made = sum(values, Decimal(0))
    tie = partial(_tie, view, entry.measure, wholes, parts)
    if whole == made:
        yield held(_RULES[entry.measure], tie)
        return
    unknown = [claim.subject for claim in parts if _measured(claim, entry.measure) is None]
    numbers = Numbers(expected=made, actual=whole, tolerance=_tolerance(view, entry.measure, wholes, parts))
    open_parts = [*_named(view, missing), *unknown]
    if open_parts and _has_slipped(view, tie()):
        open_parts = []
    yield from _judge(entry, wholes, numbers, open_parts, tie, of_claims(parts))


def _tolerance(
    view: DocumentView, measure: Measure, wholes: Sequence[Claim], parts: Sequence[Claim]
) -> Decimal:
    """Give what rounding leaves open between a whole and its parts: half a unit for each that is printed."""
    half = max(view.claim_half(claim) for claim in (*wholes, *parts))
    printed = sum(_measured(claim, measure) is not None for claim in parts) + len(wholes)
    return tidy(half * printed)


def _tie(view: DocumentView, measure: Measure, wholes: Sequence[Claim], parts: Sequence[Claim]) -> Tie:
    tolerance = _tolerance(view, measure, wholes, parts)
    return list_tie(wholes, parts, tolerance, of_delta=measure is Measure.DELTA)


def _is_nearly_whole(entry: ClaimList, whole: Decimal, parts: Sequence[Claim]) -> bool:
    made = sum((_measured(claim, entry.measure) or Decimal(0) for claim in parts), Decimal(0))
    return len(parts) >= _SEVERAL and abs(made - whole) <= _NEARLY * abs(whole)


def _several_bases(claims: Sequence[Claim], entry: ClaimList) -> Claim | None:
    """Give a claim of a list whose subject changes twice: against the budget and against the year before.

    `claims` are those of the section of the list.
    """
    subjects = {*entry.parts, *entry.others, *(name.partition("/")[2] for name in entry.whole)}
    own = [c for c in claims if c.subject_key in subjects and c.delta]
    told = {(claim.claim_no, claim.subject_key) for claim in own}
    again = (c for c in own if c.amount is None and (c.claim_no - 1, c.subject_key) in told)
    return next(again, None)


def _unlike(whole: Claim, several: Claim) -> Check:
    page = whole.place.page
    message = Message(
        f"The changes of “{whole.subject}” on page {page} and of its parts cannot be compared: "
        f"“{several.subject}” is compared with more than one year or budget",
        f"第{page}页“{whole.section}”中“{whole.subject}”与分项的增减额无法核对：“{several.subject}”有多个比较基数",
    )
    return not_checkable(
        _RULES[Measure.DELTA], message, spot=Spot(row_label=whole.subject, place=whole.place)
    )


def _partless(entry: ClaimList, whole: Claim) -> Check:
    page = whole.place.page
    message = Message(
        f"“{whole.subject}” on page {page} cannot be compared with its parts: none was found",
        f"第{page}页“{whole.section}”中“{whole.subject}”无法核对：未找到其分项",
    )
    spot = Spot(row_label=whole.subject, place=whole.place)
    return not_checkable(_RULES[entry.measure], message, spot=spot)


def _judge(  # noqa: PLR0917 - both sides of one comparison
    entry: ClaimList,
    wholes: Sequence[Claim],
    numbers: Numbers,
    missing: Sequence[str],
    tie: Callable[[], Tie],
    other: Counterpart | None,
) -> Iterator[Check]:
    """Judge a list whose parts do not make the whole to the last digit."""
    subject = " + ".join(claim.subject for claim in wholes)
    whole = replace(wholes[0], subject=subject)
    rule_id, message = _RULES[entry.measure], _message(entry, whole, numbers)
    spot = Spot(row_label=whole.subject, place=whole.place)
    difference, tolerance = numbers.difference or Decimal(0), numbers.tolerance or Decimal(0)
    if abs(difference) <= tolerance:
        yield held(rule_id, tie)
        yield broken(ROUNDING, message, spot=spot, numbers=numbers, counterpart=other)
    elif missing:
        names = "、".join(missing)
        reason = Message(f"{message.en}; not found: {names}", f"{message.zh}；未找到：{names}")
        yield not_checkable(rule_id, reason, spot=spot)
    else:
        yield broken(
            rule_id,
            message,
            spot=spot,
            numbers=numbers,
            fault=Fault.DISCLOSURE,
            tie=tie,
            counterpart=other,
        )


def _has_slipped(view: DocumentView, tie: Tie) -> bool:
    """Tell whether a slip explains the difference, to an amount that no table prints from one that some do."""
    if not isinstance(tie, SumTie):
        return False
    slips = [found for figure in tie.figures if (found := only_slip(tie, (figure,))) is not None]
    if not slips:
        return False
    units = {table_id: in_yuan(view.unit(table_id)) for table_id in view.tables}
    printed = {value * units[table_id] for (table_id, *_), value in view.values.items()}
    return any(value in printed and tie.value(figure) not in printed for figure, value in slips)


def _wholes(view: DocumentView, name: str, measure: Measure) -> list[Claim] | None:
    """Give the claims that make the whole, None where one of them does not state the measure."""
    found: list[Claim] = []
    for section, subject in _single(name):
        matching = (c for c in view.claims_of_section.get(section, ()) if c.subject_key == subject)
        claim = next((c for c in matching if _measured(c, measure) is not None), None)
        if claim is None:
            return None
        found.append(claim)
    return found


@cache
def _single(name: str) -> tuple[tuple[str, str], ...]:
    """Give section and subject of each claim that an entry of the claim book names as the whole."""
    split = (single.partition("/") for single in name.split(" + "))
    return tuple((section, subject) for section, _, subject in split)


def _parts(view: DocumentView, claims: Sequence[Claim], entry: ClaimList) -> tuple[list[Claim], list[str]]:
    """Give the parts of a list that state the measure, and the named ones of which nothing was found.

    `claims` are those of the section of the list; a part named `section/subject` stands in another.
    """
    if entry.parts == (ANY_CODED,):
        return _lowest(claim for claim in claims if _states(claim, entry.measure) and _is_item(claim)), []
    by_subject: dict[str, Claim] = {}
    named = (*entry.parts, *entry.others)
    for claim in claims:
        key = claim.subject_key
        if key in named and key not in by_subject and _states(claim, entry.measure):
            by_subject[key] = claim
    for name in named:
        if "/" in name and (found := _wholes(view, name, entry.measure)):
            by_subject[name] = found[0]
    return list(by_subject.values()), [subject for subject in entry.parts if subject not in by_subject]


def _is_item(claim: Claim) -> bool:
    """Tell whether a claim speaks of a classified item, by its code or by the levels of its name, in this year."""
    if claim.subject_key is not None:
        return False
    is_named = claim.row_code is not None or _LEVELS.search(claim.subject)
    return bool(is_named) and not _PAST.search(claim.subject)


def _lowest(claims: Iterable[Claim]) -> list[Claim]:
    """Give the claims of the lowest level: a class may be told before its items."""
    found = list(claims)
    codes = sorted({claim.row_code for claim in found if claim.row_code})
    higher = {code for code, after in pairwise(codes) if after.startswith(code)}
    return [claim for claim in found if claim.row_code not in higher]


def _states(claim: Claim, measure: Measure) -> bool:
    if claim.statement is _NONE_PLANNED:
        return True
    return (claim.amount if measure is _OF_AMOUNTS else claim.delta) is not None


def _measured(claim: Claim, measure: Measure) -> Decimal | None:
    if claim.statement is _NONE_PLANNED:
        return Decimal(0)
    return claim.amount if measure is _OF_AMOUNTS else signed_delta(claim)


def _message(entry: ClaimList, whole: Claim, numbers: Numbers) -> Message:
    name, page = _NAMES[entry.measure], whole.place.page
    stated, made = numbers.actual or Decimal(0), numbers.expected or Decimal(0)
    difference = numbers.difference or Decimal(0)
    return Message(
        f"“{whole.subject}” on page {page} states {amount(stated)}, but the {name.en} of the parts in section "
        f"{entry.section} make {amount(made)}; difference {signed(difference)}",
        f"第{page}页“{whole.subject}”的{name.zh}为{amount(stated)}，而分项之和为{amount(made)}，相差{signed(difference)}",
    )
