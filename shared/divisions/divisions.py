"""Administrative divisions: which place a name or a text speaks of, by the official table of names.

In come a name as printed (云岭省海岸市水利局) or a whole text, out comes the division: its province and, where the name
says it, the prefecture or the municipality's district. The name of a county tells its prefecture where no other is
called so. A name that belongs to none gives None; nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

_DATA: Final = resources.files("shared.divisions").joinpath("data")
_PARTY: Final = re.compile(
    r"^(?:中国共产党|中共|中国人民政治协商会议|政协|中国国民党革命委员会|中国民主同盟|中国民主建国会|中国民主促进会|中国农工民主党|中国致公党"
    r"|九三学社|台湾民主自治同盟|民革|民盟|民建|民进|农工党|致公党|台盟|中国共产主义青年团|共青团|原)"
)
"""What the names of parties and groups print before the place."""
_NO_RANK: Final = "区县旗乡镇街路村"
"""After a short name, these make it the name of another place: 朝阳区 is not in 朝阳市."""
_LONGEST_COUNTY: Final = 15
_SHORTEST_DISTRICT: Final = 3
"""城区 and 郊区 are names of districts, and words for a part of any city."""
_NATION: Final = re.compile(
    r"(?<=..)(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌"
    r"|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|京|独龙|鄂伦春|各)族)+自治(?=[县旗]$)"
)
"""What is left out where a county's name is said in short: 木里藏族自治县, 木里县."""
_LEAST_SHARE: Final = 0.6
"""Of the places that a text names, so many must lie in one province; sister cities and travels name others."""


@dataclass(frozen=True, slots=True)
class Division:
    """A province, and the prefecture or district within it where it is known."""

    province: str
    city: str | None = None

    @property
    def name(self) -> str:
        """The names joined: 江苏省无锡市, 上海市普陀区, 陕西省."""
        return f"{self.province}{self.city or ''}"


@dataclass(frozen=True, slots=True)
class _Names:
    full: dict[str, Division]
    """Name with its rank → division; a municipality's districts only behind its own name."""
    short: dict[str, Division]
    pattern: re.Pattern[str]


def division_of_name(name: str) -> Division | None:
    """Give the division that the name of a department begins with, in full or in short (无锡市教育局, 长沙图书馆)."""
    names = _names()
    bare = _PARTY.sub("", name)
    found = _longest(names.full, bare)
    if found is None:
        county = _county_of(bare)
        if county is not None:
            return county
        found = _longest(names.short, bare)
        if found is not None and bare[len(found) : len(found) + 1] in tuple(_NO_RANK):
            return None
        division = names.short[found] if found else None
    else:
        division = names.full[found]
    if division is None or division.city is not None or found is None:
        return division
    return _within(division, bare[len(found) :]) or division


def division_of_text(text: str) -> Division | None:
    """Give the division that a text is about: the province that most names lie in, and its city where one prevails.

    None where nothing is named, or where no province has the most of it by far.
    """
    counts = Counter(match.group() for match in _names().pattern.finditer(text))
    provinces: Counter[str] = Counter()
    cities: Counter[str] = Counter()
    for name, count in counts.items():
        division = _names().full[name]
        provinces[division.province] += count
        if division.city:
            cities[name] += count
    if not provinces:
        return None
    province, count = provinces.most_common(1)[0]
    if count < _LEAST_SHARE * provinces.total():
        return None
    for name, times in cities.most_common(1):
        if times > _LEAST_SHARE * count and _names().full[name].province == province:
            return _names().full[name]
    return Division(province)


def is_division(name: str) -> bool:
    """Tell whether a name is that of a division alone, and of no office in it."""
    division = division_of_name(name)
    if division is None:
        return False
    return name in {division.name, division.province, division.city} or name in (_names().short | _counties())


def _longest(names: dict[str, Division], text: str) -> str | None:
    fitting = [name for name in names if text.startswith(name)]
    return max(fitting, key=len, default=None)


def _county_of(name: str) -> Division | None:
    """Give the division of the county that a name begins with, where only one county is called so."""
    counties = _counties()
    ends = range(min(_LONGEST_COUNTY, len(name)), 1, -1)
    return next((counties[name[:end]] for end in ends if name[:end] in counties), None)


def _within(province: Division, rest: str) -> Division | None:
    """Give the city or district that follows the name of its province: in full, by one of its counties, in short."""
    inside = _inside(province.province)
    found = _longest(inside.full, rest)
    if found is not None:
        return inside.full[found]
    found = _longest(inside.short, rest)
    if found is None or rest[len(found) : len(found) + 1] in tuple(_NO_RANK):
        return None
    return inside.short[found]


@dataclass(frozen=True, slots=True)
class _Inside:
    """What lies in one province. A county is called so once in it, even where other provinces have another."""

    full: dict[str, Division]
    short: dict[str, Division]


@cache
def _inside(province: str) -> _Inside:
    table, names = _table(), _names()
    cities = {city: Division(province, city) for city in table["provinces"][province]}
    counties = [pair for pair in _placed_counties() if pair[1].province == province]
    times = Counter(name for name, _ in counties)
    once = {name: place for name, place in counties if times[name] == 1 and not _is_any_part(name)}
    short = {name: place for name, place in names.short.items() if place in cities.values()}
    return _Inside(once | cities, short)


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.joinpath("divisions.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _counties() -> dict[str, Division]:
    """Give the division of each county whose name no other one has; also without the nationalities in it."""
    placed = _placed_counties()
    times = Counter(name for name, _ in placed)
    return {name: division for name, division in placed if times[name] == 1 and not _is_any_part(name)}


def _is_any_part(name: str) -> bool:
    return name.endswith("区") and len(name) < _SHORTEST_DISTRICT


@cache
def _placed_counties() -> tuple[tuple[str, Division], ...]:
    """Give each county and the division that it lies in; those of several nationalities also in short."""
    listed = yaml.safe_load(_DATA.joinpath("counties.yaml").read_text(encoding="utf-8"))
    full, table = _names().full, _table()
    placed = [
        (county, Division(city, county) if city in table["provinces"] else full[city])
        for city, counties in listed.items()
        for county in counties.split()
    ]
    placed += [
        (county, Division(province, county))
        for province in table["municipalities"]
        for county in table["provinces"][province]
    ]
    placed += [(short, division) for name, division in placed if (short := _NATION.sub("", name)) != name]
    return tuple(placed)


@cache
def _names() -> _Names:
    table = _table()
    shorts: dict[str, str] = table["short"]
    full: dict[str, Division] = {}
    short: dict[str, Division] = {}
    for province, cities in table["provinces"].items():
        full[province] = short[shorts.get(province, province[:-1])] = Division(province)
        if province in table["municipalities"]:
            continue
        for city in cities:
            division = Division(province, city)
            full[city] = division
            short.setdefault(shorts.get(city, city[:-1]), division)
    for province in table["provinces"]:
        short[shorts.get(province, province[:-1])] = Division(province)
    ordered = sorted(full, key=len, reverse=True)
    return _Names(full, short, re.compile("|".join(ordered)))
