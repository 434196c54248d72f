"""The schemas in the repository are those of the models, and say what a reader without Python needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shared.contract.__main__ import SCHEMA_FOLDER, contract_files, main, write
from shared.contract.schemas import PAYLOADS, Schema, docstrings, schema_files, schema_of
from shared.contract.units import UNITS
from shared.events.topics import DEADLETTER, EXTRACTED, TOPICS, Manifest, schema_uri
from shared.model.table import OpenAmount
from tests.contract.events.checking import Json
from tests.unit.docs.pages import ROOT

SCHEMAS = {topic: schema_of(topic) for topic in TOPICS}
VALUE = Draft202012Validator(SCHEMAS[EXTRACTED]["$defs"]["OpenAmount"]["properties"]["value"])


def objects(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every object that a schema describes, by the name of its model."""
    for one in [schema, *schema.get("$defs", {}).values()]:
        if one.get("type") == "object":
            yield one["title"], one


def fields() -> Iterator[tuple[str, Schema]]:
    """Every field of every schema, as `Model.field`."""
    for schema in SCHEMAS.values():
        for title, one in objects(schema):
            for name, field in one["properties"].items():
                yield f"{title}.{name}", field


def test_the_copies_in_the_repository_are_up_to_date() -> None:
    """Otherwise: `make contracts`."""
    stale = [
        str(path)
        for path, text in contract_files().items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    assert stale == []


def test_there_is_a_schema_for_each_topic_and_no_other() -> None:
    assert {path.name for path in (ROOT / SCHEMA_FOLDER).iterdir()} == {f"{topic}.json" for topic in TOPICS}
    assert schema_files().keys() == {f"{topic}.json" for topic in TOPICS}
    assert {*PAYLOADS, DEADLETTER} == set(TOPICS)


def test_the_schemas_come_with_the_package() -> None:
    text = (resources.files("shared.events") / "schemas" / f"{EXTRACTED}.json").read_text(encoding="utf-8")
    assert json.loads(text) == SCHEMAS[EXTRACTED]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_schema_is_one_of_draft_2020_12_with_the_name_that_events_carry(topic: str) -> None:
    schema = SCHEMAS[topic]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == schema_uri(topic)


@pytest.mark.parametrize("topic", TOPICS)
def test_objects_are_open_to_fields_of_newer_writers(topic: str) -> None:
    assert "additionalProperties" not in json.dumps(SCHEMAS[topic])


def test_no_amount_is_a_number() -> None:
    """Numbers of JSON are read as binary floats by many; only places on a page are such."""
    floats = {
        name for name, field in fields() if "number" in json.dumps(field.get("type", field.get("anyOf")))
    }
    names = {name.split(".")[1].removeprefix("counterpart_") for name in floats}
    assert names == {"x0", "top", "x1", "bottom"}


def is_quantity(field: Schema) -> bool:
    """Whether a field is a decimal or a measure: what is neither text nor a count."""
    return "pattern" in field or "number" in json.dumps(field.get("type", ""))


def test_every_quantity_states_its_unit() -> None:
    without = sorted({name for name, field in fields() if is_quantity(field) and "x-unit" not in field})
    assert without == []


def test_no_unit_is_stated_of_a_field_that_is_not_there() -> None:
    assert UNITS.keys() <= {name for name, _ in fields()}


def test_the_unit_agrees_with_the_name() -> None:
    said = {"_yuan": "yuan", "_pct": "percent"}
    wrong = [
        name
        for name, unit in UNITS.items()
        for ending, expected in said.items()
        if name.endswith(ending) and unit != expected
    ]
    assert wrong == []


def test_every_object_and_the_fields_with_docstrings_are_described() -> None:
    described = dict(fields())
    assert all(one["description"] for schema in SCHEMAS.values() for _, one in objects(schema))
    assert "page" in SCHEMAS[EXTRACTED]["$defs"]["Place"]["description"]
    assert described["Manifest.digest"]["description"] == docstrings(Manifest)["digest"]
    assert docstrings(OpenAmount) == {}


def test_descriptions_do_not_speak_python() -> None:
    texts = [text for schema in SCHEMAS.values() for text in descriptions(schema)]
    assert [text for text in texts if "None" in text or "\n" in text] == []


def descriptions(part: Json) -> Iterator[str]:
    """Every description in a schema; a field may be called so too."""
    if isinstance(part, dict):
        told = part.get("description")
        if isinstance(told, str):
            yield told
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from descriptions(one)


def test_a_section_must_name_its_kind() -> None:
    validator = Draft202012Validator(SCHEMAS[EXTRACTED])
    event = {"document_id": "a", "ordinal": 0, "extractor_version": "1"}
    assert validator.is_valid({**event, "section": {"kind": "outline", "headings": []}})
    assert not validator.is_valid({**event, "section": {"headings": []}})
    assert not validator.is_valid({**event, "section": {"kind": "figures", "headings": []}})


@pytest.mark.parametrize("text", ["1.50", "-3", "0E-8"])
def test_decimals_are_written_as_digits(text: str) -> None:
    assert VALUE.is_valid(text)


@pytest.mark.parametrize("text", ["1,5", "", "NaN", "1.", "１"])
def test_what_is_no_decimal_is_refused(text: str) -> None:
    assert not VALUE.is_valid(text)


def test_the_command_writes_what_differs_and_removes_what_is_gone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    assert main([str(tmp_path)]) == 0
    assert write(tmp_path) == []
    old = tmp_path / SCHEMA_FOLDER / "fiscus.gone.v1.json"
    old.write_text("{}", encoding="utf-8")
    (tmp_path / SCHEMA_FOLDER / f"{EXTRACTED}.json").write_text("{}", encoding="utf-8")
    assert write(tmp_path) == [
        f"removed {SCHEMA_FOLDER / old.name}",
        f"wrote {SCHEMA_FOLDER / EXTRACTED}.json",
    ]
    assert not old.exists()
    assert {
        path: (tmp_path / path).read_text(encoding="utf-8") for path in contract_files()
    } == contract_files()


def test_the_command_wants_a_checkout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "not the top of a checkout" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
