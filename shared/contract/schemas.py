"""JSON Schemas (draft 2020-12) of what stands on the topics, generated from the models that writers and readers use.

In go the models of `shared.events.topics`, out comes one self-contained schema a topic. They describe what is
*written*: decimals are strings, never numbers, and the tag of a section is always there. They leave objects open,
since a newer writer may add fields; writers of this version add none.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from shared.contract.units import UNITS
from shared.events.topics import (
    ACCEPTED,
    DEADLETTER,
    EXTRACTED,
    FINDINGS,
    QUARANTINED,
    SUBMITTED,
    TOPICS,
    FindingEvent,
    RecordBatch,
    SectionEvent,
    Submission,
    schema_uri,
)

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DECIMAL: Final = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
"""How a decimal is written: the digits of Python's `Decimal`, so that nothing is rounded on the way."""
PAYLOADS: Final[Mapping[str, type[BaseModel]]] = {
    SUBMITTED: Submission,
    EXTRACTED: SectionEvent,
    ACCEPTED: RecordBatch,
    QUARANTINED: RecordBatch,
    FINDINGS: FindingEvent,
}
"""The payload of each topic. Dead letters have none of their own: they keep what came, whatever it is."""
_DEAD_LETTER: Final = (
    "The value of the record that could not be processed, byte for byte. Mostly the payload of another topic, which"
    " the header fiscus_dlq_topic names; it may be anything, also no JSON or nothing at all."
)


def schema_of(topic: str) -> Schema:
    """Give the schema of a topic's payloads. Raises KeyError for what is no topic."""
    head: Schema = {"$schema": DIALECT, "$id": schema_uri(topic)}
    if topic == DEADLETTER:
        return {**head, "title": "DeadLetter", "description": _DEAD_LETTER}
    model = PAYLOADS[topic]
    return head | model.model_json_schema(mode="serialization", schema_generator=_Generator)


def schema_files() -> dict[str, str]:
    """Give the text of each schema's file by its name, for all topics."""
    return {f"{topic}.json": as_text(schema_of(topic)) for topic in TOPICS}


def as_text(schema: Schema) -> str:
    """Give a schema as it stands in a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, with units, with the docstrings of fields, and without what is no JSON Schema."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Say how the text of a decimal looks."""
        return {**super().decimal_schema(schema), "pattern": DECIMAL}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Say `string or null` in one place, where the type has a name of its own."""
        inner = self.generate_inner(schema["schema"])
        if isinstance(kind := inner.get("type"), str):
            return {**inner, "type": [kind, "null"]}
        return super().nullable_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as the base class has it
        """Give no titles: they would repeat the names."""
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Add what the fields say of themselves, and demand the tags by which readers tell sections apart."""
        made = _told(schema["cls"], super().model_schema(schema))
        tags = [name for name, told in made["properties"].items() if "const" in told]
        made["required"] = [name for name in made["properties"] if name in {*made.get("required", ()), *tags}]
        return made

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """Add what the fields say of themselves."""
        return _told(schema["cls"], super().dataclass_schema(schema))

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Leave out `discriminator`, a word of OpenAPI: each branch demands its own tag."""
        made = super().tagged_union_schema(schema)
        return {key: value for key, value in made.items() if key != "discriminator"}


def _told(cls: type[Any], made: JsonSchemaValue) -> JsonSchemaValue:
    """Give the class its docstring's first paragraph, each property the docstring below its field and its unit."""
    made["description"] = _in_json_terms(inspect.getdoc(cls) or cls.__name__)
    told = docstrings(cls)
    for name, field in made["properties"].items():
        if name in told:
            field["description"] = _in_json_terms(told[name])
        if unit := UNITS.get(f"{cls.__name__}.{name}"):
            field["x-unit"] = unit
    return made


def docstrings(cls: type[Any]) -> Mapping[str, str]:
    """Give the string below each field of a class."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - the source of a class is a class
    found: dict[str, str] = {}
    for field, below in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            found[field.target.id] = below.value.value
    return found


def _in_json_terms(docstring: str) -> str:
    """Give the first paragraph as one line, in words that hold outside of Python."""
    paragraph = " ".join(docstring.split("\n\n", maxsplit=1)[0].split())
    return re.sub(r"\bNone\b", "null", paragraph)
