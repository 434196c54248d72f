"""How a printed line states the unit of amounts: `单位：万元`, `金额单位为人民币元`, a title that ends in `（千元）`.

In go texts, out come units; where a line stands is nothing to this module (see `units.py`).
"""

from __future__ import annotations

import re

from shared.layout.label import normalise
from shared.model.money import UNIT_WORDS, Unit

_CHINESE = r"[\u4e00-\u9fff]"
NAMED_UNIT = rf"(?P<unit>{UNIT_WORDS})"
"""A unit, as a part of a regular expression."""
UNIT_LABEL = r"(?:(?:(?:金额|计量|货币)?单位|金位)(?:(?:均|都|统一|全部)?(?:为|是))?：)"
"""The words before the unit of measure, with their colon. Some print 金额单位 cut short."""
_MEASURES = r"(?:(?:人|辆|台|套|台（套）|辆（台）|个|平方米)[、，/])*"
"""What else a table of assets counts in, before its unit of money."""
_IN_MONEY = rf"{_MEASURES}（?(?:人民币)?[（）：]?{NAMED_UNIT}"
_NOT_AN_OFFICE = r"(?<!编制)(?<!填报)(?<!报送)(?<!主管)(?<!预算)"
"""编制单位： stands before the name of an office, which may begin with 元."""
STATED = (
    re.compile(rf"{_NOT_AN_OFFICE}{UNIT_LABEL}+{_IN_MONEY}"),
    re.compile(rf"{UNIT_LABEL}+{_IN_MONEY}(?!{_CHINESE})"),
    re.compile(
        r"(?:^|[（，。；]|表|金额|计量|货币)(?:金额|计量|货币)?单位(?:均|都|统一|全部)*(?:为|是|采用)?"
        rf"{_IN_MONEY}(?!{_CHINESE})"
    ),
    re.compile(rf"表(?:（[^（）]*）)*（(?:人民币)?{NAMED_UNIT}）$"),
)
"""The ways in which a normalised line states a unit."""
_BEGUN = re.compile(rf"{UNIT_LABEL}(?:人民币)?(?:[百千万亿]|百万)?$")
_REST = re.compile(r"^[百千万亿]{0,2}元$")


def match_unit(text: str) -> Unit | None:
    """Give the unit that a line at a table's head states, or the note below it."""
    label = normalise(text)
    if "元" not in label:
        return None
    found = (pattern.search(label) for pattern in STATED)
    match = next((match for match in found if match), None)
    return Unit(match["unit"]) if match else None


def match_broken_unit(first: str, second: str) -> Unit | None:
    """Give the unit that a head line begins and the next one, which has nothing else, ends: `单位：万`, `元`."""
    if not _BEGUN.search(normalise(first)) or not _REST.match(normalise(second)):
        return None
    return match_unit(normalise(first) + normalise(second))


def without_unit(label: str) -> str:
    """Give a normalised line without its statement of the unit."""
    return STATED[0].sub("", label)
