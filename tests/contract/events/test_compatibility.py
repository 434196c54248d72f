"""The check of compatibility finds each kind of change that breaks somebody, wherever it is made, and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.contract.schemas import schema_of
from shared.events.topics import EXTRACTED, TOPICS
from tests.contract.events.compatibility import Effect, Schema, changes

Edit = Callable[[Schema], None]

BASE: Schema = {
    "$id": "urn:fiscus:schema:invented.v1",
    "$defs": {
        "Amount": {
            "type": "object",
            "properties": {
                "value": {"type": "string", "pattern": r"^\d+$", "x-unit": "yuan"},
                "note": {"type": ["string", "null"], "default": None},
            },
            "required": ["value"],
        },
        "Unit": {"type": "string", "enum": ["万元", "元"]},
        "Cat": {"type": "object", "properties": {"kind": {"const": "cat", "type": "string"}}, "required": ["kind"]},
        "Dog": {"type": "object", "properties": {"kind": {"const": "dog", "type": "string"}}, "required": ["kind"]},
        "Cow": {"type": "object", "properties": {"kind": {"const": "cow", "type": "string"}}, "required": ["kind"]},
    },
    "type": "object",
    "properties": {
        "amounts": {"type": "array", "items": {"$ref": "#/$defs/Amount"}, "default": []},
        "unit": {"$ref": "#/$defs/Unit", "default": "万元"},
        "animal": {"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]},
        "box": {"anyOf": [{"$ref": "#/$defs/Amount"}, {"type": "null"}], "default": None},
    },
    "required": ["animal"],
}  # fmt: skip


def put(*path: str | int, value: object) -> Edit:
    """Set what stands at a path."""

    def edit(schema: Schema) -> None:
        place: Any = schema
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return edit


def drop(*path: str | int) -> Edit:
    """Remove what stands at a path."""

    def edit(schema: Schema) -> None:
        place: Any = schema
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return edit


def edited(schema: Schema, *edits: Edit) -> Schema:
    made = copy.deepcopy(schema)
    for edit in edits:
        edit(made)
    return made


AMOUNT = ("$defs", "Amount", "properties")
REQUIRED = ("$defs", "Amount", "required")
ANIMALS = ("properties", "animal", "oneOf")
BREAKING: dict[str, tuple[Edit, str, str]] = {
    "a field is gone": (drop(*AMOUNT, "note"), "amounts[].note", "gone"),
    "an optional field is required": (put(*REQUIRED, value=["value", "note"]), "amounts[].note", "required"),
    "a required field is optional": (put(*REQUIRED, value=[]), "amounts[].value", "become optional"),
    "another type": (put(*AMOUNT, "value", "type", value="number"), "amounts[].value", "number is new"),
    "a type more": (put(*AMOUNT, "value", "type", value=["string", "null"]), "amounts[].value", "null is new"),
    "a type less": (put(*AMOUNT, "note", "type", value="string"), "amounts[].note", "null is not written"),
    "an alternative less": (drop("properties", "box", "anyOf", 1), "box", "null is not"),
    "another unit": (put(*AMOUNT, "value", "x-unit", value="wan yuan"), "amounts[].value", "x-unit"),
    "no unit": (drop(*AMOUNT, "value", "x-unit"), "amounts[].value", "x-unit"),
    "another default": (put("properties", "unit", "default", value="元"), "unit", "default"),
    "a default of another type": (put(*AMOUNT, "note", "default", value=False), "amounts[].note", "default"),
    "no default": (drop("properties", "unit", "default"), "unit", "default"),
    "a value less": (put("$defs", "Unit", "enum", value=["万元"]), "unit", "'元' is gone"),
    "values are enumerated": (put(*AMOUNT, "value", "enum", value=["1"]), "amounts[].value", "enumerated"),
    "values are not enumerated": (drop("$defs", "Unit", "enum"), "unit", "enumerated"),
    "another pattern": (put(*AMOUNT, "value", "pattern", value="^.$"), "amounts[].value", "pattern"),
    "a new constraint": (put(*AMOUNT, "value", "maxLength", value=3), "amounts[].value", "maxLength"),
    "closed to further fields": (put("additionalProperties", value=False), "", "additionalProperties"),
    "other items": (put("properties", "amounts", "items", value={"type": "integer"}), "amounts[]", "integer is new"),
    "items of any kind": (drop("properties", "amounts", "items"), "amounts", "items"),
    "another tag": (put("$defs", "Dog", "properties", "kind", "const", value="wolf"), "animal", "kind=dog"),
    "a kind less": (put(*ANIMALS, value=[{"$ref": "#/$defs/Cat"}]), "animal", "kind=dog"),
    "another name of the schema": (put("$id", value="urn:fiscus:schema:invented.v2"), "", "$id"),
    "an unknown keyword": (put(*AMOUNT, "value", "strange", value=1), "amounts[].value", "strange"),
}  # fmt: skip
"""Each with its place and some words of the report."""


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_somebody_is_found_at_its_place(name: str) -> None:
    edit, path, said = BREAKING[name]
    found = [one for one in changes(BASE, edited(BASE, edit)) if one.effect is Effect.BREAKING]
    assert any(one.path == path and said in one.what for one in found), list(map(str, found))


def test_a_renamed_field_is_gone() -> None:
    renamed = edited(
        BASE,
        drop("properties", "unit"),
        put("properties", "unit_name", value=BASE["properties"]["unit"]),
    )
    assert [(one.path, one.what) for one in changes(BASE, renamed)] == [("unit", "the field is gone")]


def test_a_new_field_must_be_optional() -> None:
    grown = edited(BASE, put("properties", "colour", value={"type": "string"}))
    assert changes(BASE, grown) == []
    demanded = edited(grown, put("required", value=["animal", "colour"]))
    assert [(one.path, one.effect) for one in changes(BASE, demanded)] == [("colour", Effect.BREAKING)]


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (put("$defs", "Unit", "enum", value=["万元", "元", "亿元"]), "unit"),
        (put(*ANIMALS, value=[{"$ref": f"#/$defs/{name}"} for name in ("Cat", "Dog", "Cow")]), "animal"),
    ],
    ids=["a value more", "a kind more"],
)
def test_what_old_readers_do_not_know_wants_readers_first(edit: Edit, path: str) -> None:
    found = changes(BASE, edited(BASE, edit))
    assert [(one.effect, one.path) for one in found] == [(Effect.READERS_FIRST, path)]


@pytest.mark.parametrize(
    "edit",
    [
        put("description", value="Other words."),
        put(*AMOUNT, "value", "title", value="Value"),
        put(*ANIMALS, value=[{"$ref": "#/$defs/Dog"}, {"$ref": "#/$defs/Cat"}]),
        put("$defs", "Unused", value={"type": "null"}),
    ],
    ids=["words", "a title", "another order", "a definition that nothing uses"],
)
def test_what_changes_nothing_is_no_change(edit: Edit) -> None:
    assert changes(BASE, edited(BASE, edit)) == []


def test_a_definition_under_another_name_is_no_change() -> None:
    renamed = edited(
        BASE,
        put("$defs", "Measure", value=BASE["$defs"]["Unit"]),
        put("properties", "unit", "$ref", value="#/$defs/Measure"),
        drop("$defs", "Unit"),
    )
    assert changes(BASE, renamed) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_a_schema_is_compatible_with_itself(topic: str) -> None:
    assert changes(schema_of(topic), schema_of(topic)) == []


def spoilt(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every way to break one field of one object: remove it, change its type, change what is required."""
    for owner in ("", *schema.get("$defs", {})):
        base: tuple[str, ...] = ("$defs", owner) if owner else ()
        place = schema["$defs"][owner] if owner else schema
        required = place.get("required", [])
        for name, field in place.get("properties", {}).items():
            other = {"type": "boolean" if field.get("type") != "boolean" else "integer"}
            without = [one for one in required if one != name]
            turned = without if name in required else [*required, name]
            edits = {
                "gone": drop(*base, "properties", name),
                "another type": put(*base, "properties", name, value=other),
                "required or not": put(*base, "required", value=turned),
            }
            for what, edit in edits.items():
                yield f"{owner}.{name}: {what}", edited(schema, edit)
        for value in place.get("enum", []):
            rest = [one for one in place["enum"] if one != value]
            yield f"{owner}: without {value}", edited(schema, put(*base, "enum", value=rest))


def test_no_break_of_any_field_of_the_richest_schema_is_missed() -> None:
    schema = schema_of(EXTRACTED)
    ways = list(spoilt(schema))
    assert len(ways) > 300
    missed = [
        way for way, other in ways if not any(c.effect is Effect.BREAKING for c in changes(schema, other))
    ]
    assert missed == []
