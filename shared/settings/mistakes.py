"""From pydantic's account of what is wrong with settings to one line for the person who set them.

In come the errors of a validation, out go clauses, each with the variable and what would be right. No clause holds a
value: it may be a secret, or have one inside (an address with a password).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from shared.errors import ConfigurationError
from shared.settings.names import DELIMITER, group_fields, nearest_field, variable
from shared.settings.reference import meaning

_OWN_WORDS: Final = ("value_error", "assertion_error")
"""Types of errors whose text was written by a validator of ours."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Which settings each source holds, as `<group>__<field>`."""

    environment: Collection[str]
    secrets: Collection[str]
    file: Collection[str]

    def of(self, group: str, field: str) -> str:
        """Where the setting comes from, as a remark; empty for the environment, which is the rule."""
        key = f"{group}{DELIMITER}{field}"
        if key in self.environment:
            return ""
        if key in self.secrets:
            return " (from the secrets folder)"
        return " (from the settings file)" if key in self.file else ""


def mistakes(kind: type[BaseModel], error: ValidationError, origins: Origins) -> list[str]:
    """A clause for each setting that is wrong, once, in the order of the fields."""
    clauses: dict[tuple[Any, ...], list[str]] = {}
    for details in error.errors(include_url=False, include_input=False, include_context=False):
        # A union tells one error for each of its members, with a longer path.
        clauses.setdefault(details["loc"][:2], _clauses(kind, details, origins))
    return [clause for told in clauses.values() for clause in told]


def summed_up(clauses: Sequence[str]) -> ConfigurationError:
    """One error for all mistakes."""
    count = f"{len(clauses)} settings are wrong" if len(clauses) > 1 else "a setting is wrong"
    return ConfigurationError(count, remedy="; ".join(clauses))


def _clauses(kind: type[BaseModel], details: ErrorDetails, origins: Origins) -> list[str]:
    group, field = (*map(str, details["loc"]), "", "")[:2]
    model = group_fields(kind).get(group)
    if model is None:
        return [_words(details)]
    if not field:
        return _of_group(group, model, details)
    name = variable(group, field) + origins.of(group, field)
    if details["type"] == "missing":
        return [f"{variable(group, field)} is not set: {_meaning(model, field)}"]
    if details["type"] == "extra_forbidden":
        return [f"{name} is not known: {nearest_field(field, group, model)}"]
    if details["type"] in _OWN_WORDS and _is_secret(model, field):
        return [f"{name} does not fit: {_meaning(model, field)}"]
    return [f"{name} {_verb(details)}{_words(details)}"]


def _of_group(group: str, model: type[BaseModel], details: ErrorDetails) -> list[str]:
    if details["type"] == "missing":
        needed = [name for name, field in model.model_fields.items() if field.is_required()]
        return [f"{variable(group, name)} is not set: {_meaning(model, name)}" for name in needed]
    if details["type"] in _OWN_WORDS:
        return [_with_variables(_words(details), group, model)]
    return [
        f"{variable(group)} is set one by one: {', '.join(variable(group, f) for f in model.model_fields)}"
    ]


def _verb(details: ErrorDetails) -> str:
    return "is not right: " if details["type"] in _OWN_WORDS else ""


def _words(details: ErrorDetails) -> str:
    """What pydantic says, without its own way of opening the sentence."""
    text = details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return text.replace("Input should", "should", 1)


def _with_variables(text: str, group: str, model: type[BaseModel]) -> str:
    """Fields that a message calls by their names, by the names of their variables.

    Only names with an underscore: others are words of the language too.
    """
    names = "|".join(re.escape(name) for name in model.model_fields if "_" in name)
    return re.sub(rf"\b(?:{names})\b", lambda found: variable(group, found[0]), text) if names else text


def _is_secret(model: type[BaseModel], field: str) -> bool:
    info = model.model_fields.get(field)
    return info is not None and SecretStr.__name__ in str(info.annotation)


def _meaning(model: type[BaseModel], field: str) -> str:
    """The first sentence of a field's description, in lower case where it opens with a common word."""
    sentence = re.split(r"[.;:] ", meaning(model, field).rstrip("."), maxsplit=1)[0]
    return sentence[:1].lower() + sentence[1:]
