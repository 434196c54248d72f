"""Lists of the narrative that are complete: amounts, or changes, of the parts add up to those of the whole.

`claims.yaml` names the lists. A part that is said not to be planned counts as zero; where a list does not add up and
one of its parts was not found at all, nothing can be said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from services.validator.rules.changes import signed_delta
from services.validator.rules.check import Check, Message, Numbers, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import of_claims
from services.validator.rules.intervals import tidy
from services.validator.rules.relation_findings import ROUNDING
from services.validator.rules.tied import list_tie
from services.validator.rules.ties import Tie
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, signed
from shared.model.finding import Counterpart, Fault
from shared.model.narrative import Claim, Statement
from shared.rulebook.claims import ANY_CODED, ClaimList, Measure, load_claims

_RULES = {Measure.AMOUNT: "narrative.parts", Measure.DELTA: "narrative.delta"}
_NAMES = {Measure.AMOUNT: Message("amounts", "金额"), Measure.DELTA: Message("changes", "增减额")}


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
        parts, missing = _parts(own, entry)
        yield from _add_up(view, entry, wholes, parts, _named(view, missing))


def _named(view: DocumentView, keys: Sequence[str]) -> list[str]:
    """Give the words that the layout knows subjects by, for their keys."""
    words = {subject.key: subject.labels[0] for subject in view.layout.subjects} if view.layout else {}
    return [words.get(key, key) for key in keys]


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
    values = [_measured(claim, entry.measure) for claim in parts]
    unknown = [claim.subject for claim, value in zip(parts, values, strict=True) if value is None]
    made = sum((value for value in values if value is not None), Decimal(0))
    half = max(view.claim_half(claim) for claim in (*wholes, *parts))
    printed = len(values) - len(unknown) + len(wholes)
    numbers = Numbers(expected=made, actual=whole, tolerance=tidy(half * printed))
    of_delta = entry.measure is Measure.DELTA
    tie = partial(list_tie, wholes, parts, numbers.tolerance or Decimal(0), of_delta=of_delta)
    if whole == made:
        yield held(_RULES[entry.measure], tie)
    else:
        yield from _judge(entry, wholes, numbers, [*missing, *unknown], tie, of_claims(parts))


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


def _wholes(view: DocumentView, name: str, measure: Measure) -> list[Claim] | None:
    """Give the claims that make the whole, None where one of them does not state the measure."""
    found: list[Claim] = []
    for single in name.split(" + "):
        section, _, subject = single.partition("/")
        matching = (c for c in view.claims_of_section.get(section, ()) if c.subject_key == subject)
        claim = next((c for c in matching if _measured(c, measure) is not None), None)
        if claim is None:
            return None
        found.append(claim)
    return found


def _parts(claims: Sequence[Claim], entry: ClaimList) -> tuple[list[Claim], list[str]]:
    """Give the parts of a list that state the measure, and the named ones of which nothing was found.

    `claims` are those of the section of the list.
    """
    own = [claim for claim in claims if _states(claim, entry.measure)]
    if entry.parts == (ANY_CODED,):
        return _lowest(claim for claim in own if _is_item(claim)), []
    by_subject: dict[str, Claim] = {}
    for claim in own:
        if claim.subject_key in (*entry.parts, *entry.others):
            by_subject.setdefault(claim.subject_key, claim)
    return list(by_subject.values()), [subject for subject in entry.parts if subject not in by_subject]


def _is_item(claim: Claim) -> bool:
    """Tell whether a claim speaks of a classified item, by its code or by the levels of its name, in this year."""
    is_named = claim.row_code is not None or _LEVELS.search(claim.subject)
    return bool(is_named) and claim.subject_key is None and not _PAST.search(claim.subject)


def _lowest(claims: Iterable[Claim]) -> list[Claim]:
    """Give the claims of the lowest level: a class may be told before its items."""
    found = list(claims)
    codes = {claim.row_code for claim in found if claim.row_code}
    higher = {code for code in codes if any(o != code and o.startswith(code) for o in codes)}
    return [claim for claim in found if claim.row_code not in higher]


def _states(claim: Claim, measure: Measure) -> bool:
    if claim.statement is Statement.NONE_PLANNED:
        return True
    return (claim.amount if measure is Measure.AMOUNT else claim.delta) is not None


def _measured(claim: Claim, measure: Measure) -> Decimal | None:
    if claim.statement is Statement.NONE_PLANNED:
        return Decimal(0)
    return claim.amount if measure is Measure.AMOUNT else signed_delta(claim)


def _message(entry: ClaimList, whole: Claim, numbers: Numbers) -> Message:
    name, page = _NAMES[entry.measure], whole.place.page
    stated, made = numbers.actual or Decimal(0), numbers.expected or Decimal(0)
    difference = numbers.difference or Decimal(0)
    return Message(
        f"“{whole.subject}” on page {page} states {amount(stated)}, but the {name.en} of the parts in section "
        f"{entry.section} make {amount(made)}; difference {signed(difference)}",
        f"第{page}页“{whole.subject}”的{name.zh}为{amount(stated)}，而分项之和为{amount(made)}，相差{signed(difference)}",
    )
