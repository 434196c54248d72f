"""What changed between two versions of a JSON Schema, and whether those who write or read the other version survive it.

JSON Schema has no agreed rule of compatibility, so ours is stated here: writers are strict, readers pass over fields
they do not know. Then an optional field more is no change to anybody. A value more in an enumeration, or a kind of
section more, is read by new readers alone: readers must be upgraded first. Everything else breaks somebody, either
new readers of old events or old readers of new ones: type, unit, default, constraint, what is required, what is gone.

In go two schemas as `shared.contract` writes them, out come the changes that matter. A keyword that is not known
here counts as a break, so that a schema that grows beyond this check is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

Schema = dict[str, Any]


class Effect(Enum):
    """What a change asks for."""

    BREAKING = "a new major version of the topic"
    READERS_FIRST = "readers to be upgraded before writers"


@dataclass(frozen=True)
class Change:
    """One change, with its place in the payload such as `section[table].table.rows[].row_no`."""

    effect: Effect
    path: str
    what: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.path or 'the payload'}: {self.what} (needs {self.effect.value})"


_PASSED_OVER: Final = {"$schema", "$defs", "title", "description", "$ref"}
_OF_FIELD: Final = ("default", "x-unit")
_CONSTRAINTS: Final = (
    *("$id", "const", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "additionalProperties"),
)
_STRUCTURE: Final = {"type", "enum", "anyOf", "oneOf", "items", "properties", "required"}
_KNOWN: Final = {*_PASSED_OVER, *_OF_FIELD, *_CONSTRAINTS, *_STRUCTURE}
_ABSENT: Final = object()


def changes(old: Schema, new: Schema) -> list[Change]:
    """Give what changed from `old` to `new`, in the order of the payload; `[]` where nobody need care."""
    return list(_Comparison(old, new).compare(old, new, ""))


@dataclass(frozen=True)
class _Comparison:
    old_root: Schema
    new_root: Schema

    def compare(self, old: Schema, new: Schema, path: str) -> Iterator[Change]:
        """Compare what two versions say of one place."""
        old, new = _resolved(old, self.old_root), _resolved(new, self.new_root)
        for keyword in _OF_FIELD:
            yield from _differing(keyword, old, new, path)
        before, after = self._alternatives(old, self.old_root), self._alternatives(new, self.new_root)
        for name in before.keys() - after.keys():
            yield Change(Effect.BREAKING, path, f"{name} is not written any more")
        for name in after.keys() - before.keys():
            effect = Effect.READERS_FIRST if _is_tag(name) and len(before) > 1 else Effect.BREAKING
            yield Change(effect, path, f"{name} is new")
        for name in [name for name in before if name in after]:
            inner = f"{path}[{name.partition('=')[2]}]" if _is_tag(name) and len(before) > 1 else path
            yield from self._compare_one(before[name], after[name], inner)

    def _compare_one(self, old: Schema, new: Schema, path: str) -> Iterator[Change]:
        for keyword in sorted({*old, *new} - _KNOWN):
            yield Change(Effect.BREAKING, path, f"the keyword {keyword} is not known to this check")
        for keyword in _CONSTRAINTS:
            yield from _differing(keyword, old, new, path)
        yield from _enumerations(old, new, path)
        yield from self._fields(old, new, path)
        if ("items" in old) != ("items" in new):
            yield Change(Effect.BREAKING, path, "items are described in one version alone")
        elif "items" in old:
            yield from self.compare(old["items"], new["items"], f"{path}[]")

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        was_required, is_required = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            inner = f"{path}.{name}".lstrip(".")
            if name not in after:
                yield Change(Effect.BREAKING, inner, "the field is gone")
                continue
            if (name in was_required) != (name in is_required):
                said = "required" if name in is_required else "optional"
                yield Change(Effect.BREAKING, inner, f"the field has become {said}")
            yield from self.compare(before[name], after[name], inner)
        for name in after.keys() - before.keys():
            if name in is_required:
                yield Change(Effect.BREAKING, f"{path}.{name}".lstrip("."), "the new field is required")

    def _alternatives(self, schema: Schema, root: Schema) -> dict[str, Schema]:
        """Give what may stand here by its type, or by its tag (`kind=table`) where it has one."""
        branches = schema.get("anyOf") or schema.get("oneOf")
        if branches:
            found: dict[str, Schema] = {}
            for branch in branches:
                for name, one in self._alternatives(_resolved(branch, root), root).items():
                    if name in found:
                        raise ValueError(f"two alternatives cannot be told apart: {name}")
                    found[name] = one
            return found
        kinds = schema.get("type", "anything")
        if isinstance(kinds, list):
            return {kind: _for_type(schema, kind) for kind in kinds}
        tags = [
            f"{name}={field['const']}"
            for name, field in schema.get("properties", {}).items()
            if "const" in field
        ]
        return {tags[0] if tags else kinds: schema}


def _resolved(schema: Schema, root: Schema) -> Schema:
    """The schema that a reference means; what stands beside the reference has the last word."""
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].removeprefix("#/$defs/")
    meant = _resolved(root["$defs"][name], root)
    return {**meant, **{keyword: value for keyword, value in schema.items() if keyword != "$ref"}}


def _for_type(schema: Schema, kind: str) -> Schema:
    """What a schema of several types says of one; constraints speak of the others than null alone."""
    if kind == "null":
        return {"type": "null"}
    return {**schema, "type": kind}


def _is_tag(name: str) -> bool:
    return "=" in name


def _differing(keyword: str, old: Schema, new: Schema, path: str) -> Iterator[Change]:
    before, after = old.get(keyword, _ABSENT), new.get(keyword, _ABSENT)
    # 1 == True in Python, and a default of the one is not a default of the other.
    if before is not after and (before != after or type(before) is not type(after)):
        told = ["nothing" if value is _ABSENT else repr(value) for value in (before, after)]
        yield Change(Effect.BREAKING, path, f"{keyword} was {told[0]}, is {told[1]}")


def _enumerations(old: Schema, new: Schema, path: str) -> Iterator[Change]:
    if ("enum" in old) != ("enum" in new):
        yield Change(Effect.BREAKING, path, "the values are enumerated in one version alone")
        return
    before, after = old.get("enum", []), new.get("enum", [])
    for value in before:
        if value not in after:
            yield Change(Effect.BREAKING, path, f"the value {value!r} is gone")
    for value in after:
        if value not in before:
            yield Change(Effect.READERS_FIRST, path, f"the value {value!r} is new")
