"""The result of applying a rule once, and how one is made.

Every family gives checks: held, broken or not checkable. A check that is not simply held carries a finding. A
finding's severity is that of its rule unless the family knows better; what could not be checked is `info`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from services.validator.rules.ties import Tie
from shared.model.finding import Counterpart, Fault, Finding, Outcome, Severity
from shared.model.place import Place
from shared.rulebook.checks import load_rules


class Check(NamedTuple):
    """One application of one rule, or several that held and of which there is nothing more to tell."""

    rule_id: str
    outcome: Outcome
    finding: Finding | None = None
    tie: Callable[[], Tie] | None = None
    """How the check ties its figures, where it compares printed ones; made only when something is broken."""
    judged: object = None
    """The judged equation, where the check is one of a relation."""
    times: int = 1
    """Of how many applications it tells."""
    each: Callable[[], Iterable[Check]] | None = None
    """Gives each of several applications by itself, where they compare printed figures."""


def written_out(checks: Iterable[Check]) -> list[Check]:
    """Give every application that ties figures by itself."""
    made: list[Check] = []
    for check in checks:
        if check.each is None:
            made.append(check)
        else:
            made += check.each()
    return made


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in English and the same in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Spot:
    """What a finding speaks of, as far as it is known."""

    table_id: str | None = None
    row_code: str | None = None
    row_label: str | None = None
    column_key: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a finding compares, in the unit of its table or sentence; None where nothing is printed or expected."""

    expected: Decimal | None
    actual: Decimal | None
    tolerance: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """Actual minus expected."""
        return None if self.actual is None or self.expected is None else self.actual - self.expected


_HELD = Outcome.HELD  # to find a member of an enumeration takes longer than to make a check
NOWHERE = Spot()
_QUOTE_IN_QUOTE = re.compile("“[^”]*“")


def quoted(text: str) -> str:
    """Give single quotation marks to what is quoted within a quotation: “财政拨款‘三公’经费”.

    Where the words of a document leave a quotation open, nothing is changed.
    """
    if _QUOTE_IN_QUOTE.search(text) is None:
        return text
    signs, depth = [], 0
    for sign in text:
        if sign == "“":
            depth += 1
            sign = "“" if depth == 1 else "‘"  # noqa: PLW2901 - the sign as it is told
        elif sign == "”":
            sign = "”" if depth == 1 else "’"  # noqa: PLW2901 - ditto
            depth -= 1
            if depth < 0:
                return text
        signs.append(sign)
    return "".join(signs) if depth == 0 else text


def held(rule_id: str, tie: Callable[[], Tie] | None = None, judged: object = None) -> Check:
    """Give the check that held; of a rule that compares no printed figures always the same one."""
    if tie is None and judged is None:
        return _held(rule_id)
    return Check(rule_id, _HELD, None, tie, judged)


def all_held(rule_id: str, times: int) -> tuple[Check, ...]:
    """Give one check for so many that held and compare no printed figures; none for none."""
    return (Check(rule_id, _HELD, times=times),) if times else ()


@cache
def _held(rule_id: str) -> Check:
    return Check(rule_id, _HELD)


def broken(
    rule_id: str,
    message: Message,
    *,
    spot: Spot = NOWHERE,
    numbers: Numbers | None = None,
    fault: Fault = Fault.UNDETERMINED,
    severity: Severity | None = None,
    tie: Callable[[], Tie] | None = None,
    counterpart: Counterpart | None = None,
) -> Check:
    """Give the check that was broken, with its finding. `severity` defaults to the rule's own."""
    finding = Finding(
        rule_id=rule_id,
        outcome=Outcome.BROKEN,
        severity=severity or load_rules()[rule_id].severity,
        fault=fault,
        expected=numbers.expected if numbers else None,
        actual=numbers.actual if numbers else None,
        difference=numbers.difference if numbers else None,
        tolerance=numbers.tolerance if numbers else None,
        message=quoted(message.en),
        message_zh=quoted(message.zh),
        counterpart=counterpart,
        **_place(spot),
    )
    return Check(rule_id, Outcome.BROKEN, finding, tie)


def not_checkable(
    rule_id: str,
    message: Message,
    *,
    spot: Spot = NOWHERE,
    fault: Fault = Fault.UNDETERMINED,
    severity: Severity = Severity.INFO,
) -> Check:
    """Give the check that could not be made, with the reason as its finding."""
    finding = Finding(
        rule_id=rule_id,
        outcome=Outcome.NOT_CHECKABLE,
        severity=severity,
        fault=fault,
        message=quoted(message.en),
        message_zh=quoted(message.zh),
        **_place(spot),
    )
    return Check(rule_id, Outcome.NOT_CHECKABLE, finding)


def _place(spot: Spot) -> dict[str, Any]:
    names = ("table_id", "row_code", "row_label", "column_key", "place")
    return {name: getattr(spot, name) for name in names}
