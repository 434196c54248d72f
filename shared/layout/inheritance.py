"""How a layout file builds on others: `extends` names fragments whose definitions it takes over and adds to.

In go the raw mappings of YAML files, of a layout's shape (see `shape`), out comes one mapping. What is the same thing
is merged: tables by their id,
sides by their place, columns and sections and subjects by their key, prescribed rows by their code. Lists of words are
joined, those of the extending file first; of any other value that of the extending file is taken. A file that names
tables in `without` drops what it would inherit. What only one form can say is not inherited: the number that a table
has, and whether a table, section or row must be there; that is what `order` and `mandatory_sections` of the file say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from shared.layout.shape import IDENTITIES

_DUTIES: Final = (("tables", "order"), ("sections", "mandatory_sections"))
"""A list of definitions, and the key of the list that names those which must be there."""
_RESTATED: Final = frozenset({"table_id", "final_table_id"})
"""The fields of a section that name the table it restates."""
_BY_PLACE: Final = frozenset({"sides"})
_REPLACED: Final = frozenset({"weight_sums"})


def extended(raw: Mapping[str, Any], base_of: Callable[[str], Mapping[str, Any]]) -> dict[str, Any]:
    """Give a layout's mapping with everything that it inherits; later bases add to earlier ones.

    `base_of` gives a fragment by its name, and raises where there is none.
    """
    names = raw.get("extends") or ()
    own = {key: value for key, value in raw.items() if key not in ("extends", "without")}
    whole: dict[str, Any] = {}
    for name in [names] if isinstance(names, str) else names:
        whole = _merged(whole, extended(base_of(name), base_of))
    whole = _with_duties(_merged(_without_form(whole), own))
    dropped = set(raw.get("without") or ())
    if dropped:
        whole["tables"] = [table for table in whole.get("tables", []) if table.get("table_id") not in dropped]
    return _without_lost_tables(whole, own) if names else whole


def _without_form(base: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is inherited without that which every form says for itself: numbers, and what must be there."""
    result = dict(base)
    for part, _ in _DUTIES:
        entries = [entry for entry in base.get(part) or () if isinstance(entry, Mapping)]
        bare = [_unprescribed({key: value for key, value in e.items() if key != "number"}) for e in entries]
        if entries:
            result[part] = [entry | {"mandatory": False} for entry in bare]
    return result


def _unprescribed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Give an inherited definition with the rows of its sides as ones that a form may print and need not."""
    sides = entry.get("sides")
    if not isinstance(sides, list):
        return dict(entry)
    free = [
        {**side, "rows": [{**row, "prescribed": False} for row in side["rows"]]}
        if isinstance(side, Mapping) and isinstance(side.get("rows"), list)
        else side
        for side in sides
    ]
    return {**entry, "sides": free}


def _without_lost_tables(whole: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Give a mapping whose inherited sections restate only tables that it has; fragments speak of all there are."""
    ids = {table.get("table_id") for table in whole.get("tables") or () if isinstance(table, Mapping)}
    said = {entry.get("key") for entry in own.get("sections") or () if isinstance(entry, Mapping)}
    result = dict(whole)
    if "sections" in whole and "tables" in whole:
        result["sections"] = [
            {name: value for name, value in entry.items() if name not in _RESTATED or value in ids}
            if isinstance(entry, Mapping) and entry.get("key") not in said
            else entry
            for entry in whole["sections"]
        ]
    return result


def _with_duties(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Give a layout's mapping with its tables and sections mandatory where the lists of the file name them."""
    result = dict(whole)
    for part, duties in _DUTIES:
        demanded = whole.get(duties)
        if demanded and isinstance(whole.get(part), list):
            field = IDENTITIES[part]
            result[part] = [
                {**entry, "mandatory": True}
                if isinstance(entry, Mapping) and entry.get(field) in demanded
                else entry
                for entry in whole[part]
            ]
    return result


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        result[key] = _joined(key, base[key], value) if key in base else value
    return result


def _joined(key: str, base: Any, over: Any) -> Any:  # noqa: ANN401 - YAML values
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return _merged(base, over)
    if not isinstance(base, list) or not isinstance(over, list) or key in _REPLACED:
        return over
    if key in _BY_PLACE:
        shared = [_merged(low, high) for low, high in zip(base, over, strict=False)]
        return [*shared, *base[len(over) :], *over[len(base) :]]
    if key in IDENTITIES:
        return _by_identity(IDENTITIES[key], base, over)
    return [*over, *(value for value in base if value not in over)]


def _by_identity(field: str, base: Sequence[Any], over: Sequence[Any]) -> list[Any]:
    """Merge entries that are the same thing where the base has them; new ones follow in their order."""
    added = {entry.get(field): entry for entry in over if isinstance(entry, Mapping)}
    kept = [_merged(entry, added.pop(entry.get(field), {})) for entry in base]
    return [*kept, *(entry for entry in over if not isinstance(entry, Mapping) or entry.get(field) in added)]
