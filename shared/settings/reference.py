"""What each setting is called, holds by default and means: for `--help` and for the page of all settings.

In go settings classes, out come `Variable`s. What a setting means is the text below its field in the code, so that
it is written once.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from shared.errors import one_line
from shared.settings.names import SECRETS_DIR, SETTINGS_FILE, group_fields, variable

REQUIRED: Final = "required"
WHERE_FROM: Final = {
    SETTINGS_FILE: "A YAML file of settings, group by group: `kafka:` with `bootstrap_servers: …` below.",
    SECRETS_DIR: "A folder with a file for each secret, called like the variable in lower case: "
    "`fiscus_kafka__sasl_password`.",
}
"""The variables that are no settings themselves."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting, as a person sets it."""

    name: str
    group: str
    kind: str
    """What its value is, in words."""
    default: str
    """As one writes it in the environment; empty where there is none, `REQUIRED` where a value must be given."""
    meaning: str


def variables(kind: type[BaseModel]) -> Iterator[Variable]:
    """Every setting of a settings class, group by group."""
    for group, model in group_fields(kind).items():
        for name, field in model.model_fields.items():
            yield Variable(
                variable(group, name), group, _kind(field.annotation), _default(field), meaning(model, name)
            )


def meaning(model: type[BaseModel], field: str) -> str:
    """The text below a field in the code, in one line; of the nearest base that has one."""
    told = model.model_fields[field].description
    if told:
        return one_line(told)
    return next((text for base in model.__mro__ if (text := _texts(base).get(field))), "")


def help_lines(kind: type[BaseModel], width: int = 100) -> Iterator[str]:
    """Every setting as lines for a terminal."""
    for told in variables(kind):
        remark = (
            f" ({told.default})" if told.default == REQUIRED else f" [{told.default}]" if told.default else ""
        )
        yield f"{told.name}={told.kind}{remark}"
        yield from textwrap.wrap(told.meaning, width, initial_indent="    ", subsequent_indent="    ")


@cache
def _texts(model: type) -> dict[str, str]:
    """The string literals below the fields of a class."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    except (OSError, TypeError):
        return {}  # built in, or without its source
    (definition,) = tree.body
    statements = definition.body if isinstance(definition, ast.ClassDef) else []
    return {
        above.target.id: one_line(below.value.value)
        for above, below in pairwise(statements)
        if isinstance(above, ast.AnnAssign)
        and isinstance(above.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def _kind(annotation: Any) -> str:  # noqa: ANN401 - whatever a field is annotated with
    """What a value is, in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return _kind(next(argument for argument in arguments if argument is not type(None)))
    if origin is Literal:
        return "|".join(map(str, arguments))
    if origin in {tuple, list}:
        return f"{_kind(arguments[0])},…"
    return {int: "NUMBER", float: "NUMBER", bool: "true|false", SecretStr: "SECRET", Path: "PATH"}.get(
        annotation, "TEXT"
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return REQUIRED
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
