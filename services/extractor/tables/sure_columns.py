"""Whether the header of a text extract tells its columns for sure, and in which order they stand.

Amounts of a text extract go to columns by their order and by arithmetic; with a column too many, too few or in another
place they go wrong without a sign. In go the words that a header prints and the columns that they name, out come the
columns in printed order, or the word that these are not sure: then its amounts stay open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.layout import Axis, ColumnDef, SideDef, TableDef
from shared.layout.label import normalise

_SUMS = frozenset({"小计", "合计", "总计"})
_SUM_OF_PART = "小计"
_TOTAL = "total"
_FILLER = re.compile(
    r"20\d\d年度?(?:初)?|科目|编码|代码|编号|名称|功能|经济|分类|部门|单位|序号|项目|类|款|项|级|金额|预算数|执行数|预算"
    r"|决算|支出|收入|其中|本年|上年|当年|备注|用途|资金|来源|性质|增减[额率数]?|变化|情况|人民币|[百千万亿]*元|表|一般公共|政府性基金|国有资本经营|按|及|和|与|对|的|比|年|数|栏次"
)
_LETTERS = re.compile(r"[\u4e00-\u9fff]")
_MOST_LEFT = 1
"""Characters that no word explains; more of them are a column that the layout does not know."""
_ONE_BLOCK = 1
_BESIDE = re.compile(r"(?:previous|change)\.|x:")
"""The keys of columns that compare with the year before; they have the words of this year's."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A column with the word of the header that is its own and those that may span it."""

    column: ColumnDef
    leaf: str
    spans: frozenset[str] = frozenset()
    is_sum: bool = False
    """A label of the column says that it is the 小计 below its word."""


def sure_columns(
    definition: TableDef, printed: Sequence[Sequence[str]], header: str
) -> tuple[TableDef, bool]:
    """Give the definition with its columns as the header sets them, and whether they are sure.

    `printed` are the words of each side's labels that the header prints, in its order.
    """
    sides = [
        _in_order(side, words) if len(definition.sides) == _ONE_BLOCK else (side, True)
        for side, words in zip(definition.sides, printed, strict=True)
    ]
    known = {word for words in printed for word in words}
    known |= {normalise(label) for side in definition.sides for row in side.rows for label in row.labels}
    is_sure = (
        all(sure for _, sure in sides)
        and len(_unexplained(header, known)) <= _MOST_LEFT
        and not _has_two_blocks(definition, header)
    )
    return definition.model_copy(update={"sides": tuple(side for side, _ in sides)}), is_sure


def _unexplained(header: str, known: set[str]) -> str:
    for word in sorted(known, key=len, reverse=True):
        header = header.replace(word, "｜")
    return "".join(_LETTERS.findall(_FILLER.sub("", header)))


def _has_two_blocks(definition: TableDef, header: str) -> bool:
    """Tell whether codes and names stand twice side by side, where the definition has one block of them."""
    side = definition.sides[0]
    names = max((header.count(normalise(text)) for text in side.row_header), default=0)
    is_coded = side.axis in (Axis.FUNCTIONAL, Axis.ECONOMIC)
    return len(definition.sides) == _ONE_BLOCK and is_coded and names > _ONE_BLOCK


def _in_order(side: SideDef, words: Sequence[str]) -> tuple[SideDef, bool]:
    """Give a side with the columns that a header has, in its order, and whether it has these for sure and no more."""
    if len(side.columns) == _ONE_BLOCK:
        return side, True
    words = _parted(side, words)
    named = [_named(column, words) for column in side.columns]
    spans = {span for one in named if one.column.key != _TOTAL for span in one.spans}
    has_total = any(one.column.key == _TOTAL for one in named)
    sums = max(0, sum(word in _SUMS for word in words) - has_total)
    above = [one for one in named if one.leaf in spans and one.column.key != _TOTAL]
    if not sums:
        # 基本支出 above its parts is no column of its own without a 小计.
        named = [one for one in named if one not in above]
        above = []
    may_be_summed = sum(one.is_sum and one.leaf not in spans for one in named)
    is_sure = len(above) <= sums <= len(above) + may_be_summed and _is_told(side, named, words, spans)
    is_compared = any(_BESIDE.match(one.column.key) for one in named)
    if not spans and not sums and not is_compared:
        named.sort(key=lambda one: words.index(one.leaf) if one.leaf in words else -1)
    for span in spans:
        named = _sorted_below(named, span, words)
    is_sure = is_sure and (is_compared or _may_stand_so(named, words))
    return side.model_copy(update={"columns": tuple(one.column for one in named)}), is_sure


def _may_stand_so(named: Sequence[_Named], words: Sequence[str]) -> bool:
    """Tell whether a header of two lines can have columns in this order.

    Where a column stands before another whose word is printed earlier, it is one of the lower line; then what spans it
    is printed before that other's word, as a column before it or by a word of its own.
    """
    placed = [(words.index(one.leaf), one) for one in named if one.leaf in words and one.column.key != _TOTAL]
    for index, (place, one) in enumerate(placed):
        above = [before for before, _ in placed[:index]] + [words.index(span) for span in one.spans]
        for other, _ in placed[index + 1 :]:
            if other < place and not any(before < other for before in above):
                return False
    return True


def _is_told(side: SideDef, named: Sequence[_Named], words: Sequence[str], spans: set[str]) -> bool:
    """Tell whether each column has one word of the header, and each word one column, but for words that span others."""
    of_total = {
        normalise(label) for column in side.columns if column.key == _TOTAL for label in column.labels
    }
    heads = {normalise(text) for text in side.row_header} | _SUMS | of_total
    compared = any(_BESIDE.match(one.column.key) for one in named)
    columns = [one for one in named if one.column.key != _TOTAL and not _BESIDE.match(one.column.key)]
    own = Counter(one.leaf for one in columns)
    if not compared and any(words.count(leaf) < count for leaf, count in own.items()):
        return False
    left = [word for word in words if word in own or (word not in heads and word not in spans)]
    return (len(set(left)) if compared else len(left)) == len(columns)


def _parted(side: SideDef, words: Sequence[str]) -> list[str]:
    """Give the words of a header with those parted that are the end of one cell and the 小计 of the next."""
    labels = (label for column in side.columns for label in column.labels)
    known = {normalise(part) for label in labels for part in label.split("/")}
    parted: list[str] = []
    for word in words:
        rest = word.removesuffix(_SUM_OF_PART)
        parted += [rest, _SUM_OF_PART] if rest != word and rest in known else [word]
    return parted


def _named(column: ColumnDef, words: Sequence[str]) -> _Named:
    """Give a column with the words of the longest of its labels that the header prints."""
    fits = [label for label in column.labels if all(normalise(part) in words for part in label.split("/"))]
    if not fits:
        return _Named(column, "")
    longest = max(fits, key=lambda label: (label.count("/"), len(label)))
    *above, leaf = map(normalise, longest.split("/"))
    if leaf in _SUMS and above:
        return _Named(column, above[-1], is_sum=True)
    spans = {normalise(part) for label in fits for part in label.split("/")[:-1]}
    spans |= {normalise(text) for text in column.under if normalise(text) in words}
    return _Named(column, leaf, frozenset(spans - {leaf}))


def _sorted_below(named: list[_Named], span: str, words: Sequence[str]) -> list[_Named]:
    """Give the columns with those below one span in the order in which the header prints them."""
    places = [index for index, one in enumerate(named) if span in one.spans]
    below = sorted((named[index] for index in places), key=lambda one: words.index(one.leaf))
    ordered = list(named)
    for index, one in zip(places, below, strict=True):
        ordered[index] = one
    return ordered
