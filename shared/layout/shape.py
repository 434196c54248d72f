"""Whether a layout file has the shape of one, looked at before it is merged with the fragments that it extends.

In goes the mapping of a YAML file, out comes what is wrong first. Merging takes for granted that lists are lists and
that what is merged by its id has one; the values themselves are checked afterwards, against the model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

IDENTITIES: Final = {
    "tables": "table_id",
    "columns": "key",
    "rows": "code",
    "sections": "key",
    "subjects": "key",
}
"""The lists of definitions, and by which of their fields two entries are the same thing."""
_INNER: Final = {"tables": ("sides",), "sides": ("columns", "rows")}
"""The lists of definitions that an entry of a list has."""
_WORDS: Final = ("extends", "without", "order", "mandatory_sections")


class Misshapen(NamedTuple):
    """A value that is no layout's, and where in the file."""

    place: tuple[str | int, ...]
    what: str


def misshapen(raw: Mapping[str, Any]) -> Misshapen | None:
    """Give the first thing that keeps a file from being merged; None where it can be."""
    return next(_problems(raw), None)


def _problems(raw: Mapping[str, Any]) -> Iterator[Misshapen]:
    for key in _WORDS:
        value = raw.get(key, [])
        is_one = key == "extends" and isinstance(value, str)
        if not is_one and not (isinstance(value, list) and all(isinstance(word, str) for word in value)):
            yield Misshapen((key,), "a list of words is meant, such as [one, other]")
    for key in ("tables", "sections", "subjects"):
        yield from _entries(raw, key, ())


def _entries(within: Mapping[Any, Any], key: str, place: tuple[str | int, ...]) -> Iterator[Misshapen]:
    """Look at a list of definitions and at the lists within each."""
    if key not in within:
        return
    entries, place = within[key], (*place, key)
    if not isinstance(entries, list):
        yield Misshapen(place, "a list is meant, each of its entries behind “- ”")
        return
    for number, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            yield Misshapen((*place, number), "an entry with keys is meant, such as {key: …, labels: […]}")
            return
        for inner in _INNER.get(key, ()):
            yield from _entries(entry, inner, (*place, number))
    if key in IDENTITIES:
        yield from _identified(entries, IDENTITIES[key], place)


def _identified(
    entries: list[Mapping[Any, Any]], field: str, place: tuple[str | int, ...]
) -> Iterator[Misshapen]:
    """Tell an id that is none, and one that two entries have: the second would take the place of the first."""
    for number, entry in enumerate(entries):
        if isinstance(entry.get(field), (list, Mapping)):
            yield Misshapen((*place, number, field), "a single word is meant")
            return
    counted = Counter(entry[field] for entry in entries if entry.get(field) is not None)
    for name, count in counted.items():
        if count > 1:
            yield Misshapen(place, f"“{name}” stands twice")
