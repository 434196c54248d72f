"""Columns that are economic classes in tables by function: 工资福利支出 with 小计 and 基本工资 stand across the page.

What the layout does not list, the official names tell. In go the words above the columns that no definition explains,
out come keys: the code of the class (`301`, `30101`), behind `basic.` or `project.` where it is that part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from services.extractor.tables.codes_of_names import codes_called
from services.extractor.tables.header_words import is_no_money, letters, time_of
from shared.layout import Axis, TableDef

_CLASS_DIGITS = 3
_DEPARTMENTS, _GOVERNMENTS = "3", "5"
_SUMS = frozenset({"小计", "合计"})
_KINDS = {"基本支出": "basic.", "人员经费": "basic.", "公用经费": "basic.", "项目支出": "project."}
_SAYS_NOTHING = ("经济分类", "经济科目", "支出合计")


def economic_keys(
    paths: Sequence[Sequence[str]], taken: Collection[int], definition: TableDef
) -> Mapping[int, str]:
    """Give the keys of the columns, by index, that are economic classes; none for tables that are not by function."""
    if len(definition.sides) != 1 or definition.sides[0].axis is not Axis.FUNCTIONAL:
        return {}
    first_digit = (
        _GOVERNMENTS if any(key[0] == _GOVERNMENTS for key in definition.column_keys()) else _DEPARTMENTS
    )
    used: set[str] = set()
    found: dict[int, str] = {}
    for index, path in enumerate(paths):
        key = _key(path, first_digit) if path and index not in taken else ""
        if key and key not in used:
            used.add(key)
            found[index] = key
    return found


def _key(path: Sequence[str], first_digit: str) -> str:
    texts = [letters(text) for text in path]
    if is_no_money(path) or time_of(path):
        return ""
    if texts[-1] in _SUMS:
        texts = texts[:-1]
    kinds = [_KINDS[text] for text in texts if text in _KINDS]
    names = [text for text in texts if text not in _KINDS and not any(part in text for part in _SAYS_NOTHING)]
    code = ""
    for name in names:
        codes = [one for one in codes_called(name, first_digit, code) if code or len(one) == _CLASS_DIGITS]
        codes = codes or list(codes_called(name, first_digit) if not code else ())
        if len(codes) != 1:
            return ""
        code = codes[0]
    return (kinds[-1] if kinds else "") + code if code else ""
