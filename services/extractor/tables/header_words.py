"""What the words above a column mean: header paths in, defined columns out.

The words above a column are a path from the widest cell to the lowest (`本年收入`, `财政拨款`, `小计`). A label of a
layout names the end of such a path, its parts parted by strokes: `财政拨款/小计` is a 小计 anywhere below 财政拨款. Of
all columns whose labels a path ends in, the one with the longest label is meant. Years, units and numbering before
the words are form; a year before the newest of the header, and words of comparison, are meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from shared.layout import ColumnDef, TableDef
from shared.layout.label import words
from shared.model.money import UNIT_WORDS

_BRACKETS = re.compile(r"[（）]")
_ASIDE = re.compile(r"（不?含[^（）]*）")
"""What a label says of its bounds: 事业收入（不含教育收费）."""
_YEAR = re.compile(r"^(20\d\d)年?度?")
_BARE_YEAR = re.compile(r"^20\d\d年?度?$")
_AMOUNT = "预算数"
"""What a column says whose header is a year alone."""
_UNIT = re.compile(rf"（?(?:单位：)?(?:人民币)?(?:{UNIT_WORDS})）?$")
_AMOUNT_ONLY = frozenset(
    {
        "预算数",
        "执行数",
        "增减额",
        "增减",
        "增减数",
        "增减变化",
        "增减变化额",
        "增减情况",
        "比上年增减",
        "数",
        "金额",
        "预算金额",
        "本年预算数",
        "本年预算",
        "预算",
        "资金",
        "预算资金",
        "决算数",
    }
)
"""Words that say no more than that amounts stand below; those of a budget mean the same."""
_WHOSE_YEAR = re.compile(r"^(?:上年|去年|上一年|本年|当年|今年)度?")
"""Words for a year before those that say no more than that amounts follow."""
_COMPARISON = re.compile(r"增减|比上年|比20\d\d年|较上年|同比|变化情况|变动")
_BEFORE = re.compile(r"^(?:上年|去年|上一年)度?(?:执行|预算|决算|完成|初)")
_NO_MONEY = re.compile(
    r"%|％|比例|占比|比重|增长率|增幅|降幅|幅度|^率$|数量|单价|人数|次数|面积|序号|行次|编号|编码|代码|台数|辆数|批次|年限|电话|时间|日期|权重|分值"
)
PREVIOUS, CHANGE = "previous.", "change."
"""How the keys of columns begin that print the year before, or the difference from it."""


@lru_cache(maxsize=4096)
def letters(label: str) -> str:
    """Give the words of a header cell: without year, unit and brackets, which sideways headers print turned."""
    plain = _ASIDE.sub("", _UNIT.sub("", _YEAR.sub("", words(label))))
    text = words(_BRACKETS.sub("", plain)) or words(label)
    rest = _WHOSE_YEAR.sub("", text.replace("/", "、"))
    return rest if rest in _AMOUNT_ONLY else text.replace("/", "、")


def years_of(paths: Iterable[Sequence[str]]) -> set[int]:
    """Give the years that the cells of a header begin with."""
    found = (_YEAR.match(words(text)) for path in paths for text in path)
    return {int(match.group(1)) for match in found if match}


def is_no_money(path: Sequence[str]) -> bool:
    """Tell whether a header says that its numbers are no amounts of money: counts, shares, codes."""
    return bool(path) and bool(_NO_MONEY.search(words(path[-1])))


def says_amount(word: str) -> bool:
    """Tell whether a word of a header says no more than that amounts stand below it, or a year or a comparison."""
    return word in _AMOUNT_ONLY or bool(
        _BARE_YEAR.match(word) or _COMPARISON.search(word) or _BEFORE.match(word)
    )


def pair_columns(
    paths: Sequence[Sequence[str]], definition: TableDef
) -> dict[int, tuple[int, ColumnDef, str]]:
    """Pair the columns of a header with defined ones, from left to right: index to side, definition and key.

    Each defined column is paired once for each time that a header can speak of: the year itself, the year before
    (`previous.…`), the difference (`change.…`).
    """
    newest = max(years_of(paths), default=0)
    taken: set[tuple[int, str]] = set()
    paired: dict[int, tuple[int, ColumnDef, str]] = {}
    for index, path in enumerate(paths):
        time = time_of(path, newest)
        for side_no, column in _candidates(path, definition):
            key = time + column.key
            if (side_no, key) not in taken:
                taken.add((side_no, key))
                paired[index] = (side_no, column, key)
                break
    return paired


def time_of(path: Sequence[str], newest: int = 0) -> str:
    """Give the beginning of the key that tells when a column's amounts are of; none for those of the newest year."""
    texts = [words(text) for text in path]
    if any(_COMPARISON.search(text) for text in texts):
        return CHANGE
    years = [int(match.group(1)) for text in texts if (match := _YEAR.match(text))]
    is_before = bool(years) and max(years) < newest
    return PREVIOUS if is_before or any(_BEFORE.match(text) for text in texts) else ""


def _candidates(path: Sequence[str], definition: TableDef) -> list[tuple[int, ColumnDef]]:
    """Give the columns that a path can mean, those with the longest label first."""
    path = [text for text in path if not _BARE_YEAR.match(words(text))] or [_AMOUNT for _ in path[:1]]
    tries = [path]
    if len(path) > 1 and letters(path[-1]) in _AMOUNT_ONLY:
        tries.insert(1 if _names_whole(path, definition) else 0, path[:-1])
    for words_above in tries:
        scored = [
            (score, _is_exact(words_above, column), -place, side_no, column)
            for place, (side_no, column) in enumerate(_columns(definition))
            if (score := agreement(words_above, column))
        ]
        if scored:
            ordered = sorted(scored, key=lambda entry: entry[:3], reverse=True)
            return [(side_no, column) for _, _, _, side_no, column in ordered]
    return []


def _names_whole(path: Sequence[str], definition: TableDef) -> bool:
    """Tell whether a label of several parts ends in the word that elsewhere says no more than that amounts follow."""
    texts = [letters(text) for text in path]
    labels = (label for _, column in _columns(definition) for label in column.labels if "/" in label)
    return any(_explained(texts, _parts(label)) > 1 for label in labels)


def _columns(definition: TableDef) -> Iterable[tuple[int, ColumnDef]]:
    for side_no, side in enumerate(definition.sides):
        for column in side.columns:
            yield side_no, column


def agreement(path: Sequence[str], column: ColumnDef) -> int:
    """Give how many words of a path a column's labels explain, 0 where the path does not mean the column."""
    if not path:
        return 0
    texts = [letters(text) for text in path]
    best = max((_explained(texts, _parts(label)) for label in column.labels), default=0)
    if not best or not column.under or len(texts) == 1:
        return best
    return best + 1 if any(letters(text) in texts[:-1] for text in column.under) else 0


def _is_exact(path: Sequence[str], column: ColumnDef) -> bool:
    """Tell whether a label says the lowest words themselves, and not others that say no more than an amount."""
    return any(_parts(label)[-1] == letters(path[-1]) for label in column.labels)


@lru_cache(maxsize=4096)
def _parts(label: str) -> tuple[str, ...]:
    return tuple(letters(part) for part in label.split("/"))


def _explained(texts: Sequence[str], parts: Sequence[str]) -> int:
    """Give the number of a label's parts where a path ends in the last and has the others above it in order."""
    if texts[-1] != parts[-1] and not _are_one({texts[-1], parts[-1]}):
        return 0
    above = iter(texts[:-1])
    return len(parts) if all(part in above for part in parts[:-1]) else 0


def _are_one(pair: set[str]) -> bool:
    return pair <= _AMOUNT_ONLY - {"决算数"}
