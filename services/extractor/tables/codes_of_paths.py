"""The functional codes that the names of class, section and item stand for, as sentences give them.

In go the tables of a document and what a sentence names; out comes the code. A document's own rows come before the
official list, whose gaps prove nothing, and the official names before those of earlier years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from services.extractor.tables.codes import CODED_AXES
from shared.layout import Axis, Layout
from shared.layout.label import normalise
from shared.model.table import Table
from shared.taxonomy import functional

_LENGTHS = (3, 5, 7)
"""The digits of a class, of a section and of an item."""
_CLASS, _ITEM = _LENGTHS[0], _LENGTHS[-1]


class CodesOfPaths:
    """A look-up from the names of class, section and item, or of a project, to the code of the lowest of them."""

    def __init__(self, tables: Sequence[Table], layout: Layout) -> None:
        own = _printed(tables, layout)
        names = {code.code: functional().names_of(code.code) for code in functional()}
        names.update({code: (name, *names.get(code, ())) for code, name in own.items()})
        order = sorted(names, key=lambda code: (code not in own, code))  # old codes bear the same names
        self._codes: dict[tuple[str, ...], str] = {}
        for is_former in (False, True):
            for code in order:
                for path in _paths(code, names, is_former=is_former):
                    self._codes.setdefault(path, code)
        for row in (row for table in tables for row in table.rows):
            if row.project_name and row.row_code.isdigit():
                self._codes.setdefault((normalise(row.project_name),), row.row_code)
        self._items = _items_of_classes(order, names)

    def __call__(self, class_name: str | None, section_name: str | None, item_name: str | None) -> str | None:
        """Give the code that the names stand for, None where they stand for none.

        Where the class has no section of that name, the item decides if the class has but one of its name.
        """
        path = tuple(normalise(name) for name in (class_name, section_name, item_name) if name)
        if (code := self._codes.get(path)) or len(path) < len(_LENGTHS) or path[:2] in self._codes:
            return code
        items = self._items.get((path[0], path[2]), set())
        return next(iter(items)) if len(items) == 1 else None


def _printed(tables: Sequence[Table], layout: Layout) -> dict[str, str]:
    """Give the names that the rows of a document print for codes."""
    found: dict[str, str] = {}
    for table in tables:
        definition = layout.table(table.table_id)
        axes = {side.axis for side in definition.sides} if definition else set()
        if axes & set(CODED_AXES) and Axis.ECONOMIC not in axes:
            found.update({row.row_code: row.row_label for row in table.rows if row.row_code.isdigit()})
    return found


def _paths(code: str, names: Mapping[str, Sequence[str]], *, is_former: bool) -> Iterator[tuple[str, ...]]:
    """Give the names from the class down to a code: the first of each, with `is_former` all that it has or had."""
    levels = [names.get(code[:length], ()) for length in _LENGTHS if length <= len(code)]
    for path in product(*(level if is_former else level[:1] for level in levels)):
        yield tuple(map(normalise, path))


def _items_of_classes(
    codes: Sequence[str], names: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], set[str]]:
    """Give the codes of items by the names of class and item."""
    found: dict[tuple[str, str], set[str]] = {}
    for code in codes:
        if len(code) == _ITEM:
            for path in product(names.get(code[:_CLASS], ()), names[code]):
                found.setdefault((normalise(path[0]), normalise(path[1])), set()).add(code)
    return found
