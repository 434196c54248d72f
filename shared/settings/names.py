"""The names of settings, and the search for those that nobody reads: a typo must not silently become a default.

In go the names that the environment, the secrets folder and the settings file hold, out come mistakes, each a clause
that names the variable and what would be right. Values are not looked at, save to tell the variables that Kubernetes
sets for its services.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

PREFIX: Final = "FISCUS_"
DELIMITER: Final = "__"
SETTINGS_FILE: Final = "FISCUS_SETTINGS_FILE"
SECRETS_DIR: Final = "FISCUS_SECRETS_DIR"
GROUPS: Final = (
    "event_log", "kafka", "warehouse", "postgres", "sources", "reading", "validation", "service",
)  # fmt: skip
"""Every group of settings there is. A program passes over the groups of others, so that all can share one environment,
but a group that nobody has is a mistake."""

_PLACES: Final = {name[len(PREFIX) :].lower(): name for name in (SETTINGS_FILE, SECRETS_DIR)}
_KUBERNETES: Final = ("tcp://", "udp://", "sctp://")
"""What the values of `<SERVICE>_PORT` begin with, which Kubernetes puts into the environment of every container."""


def variable(group: str, field: str = "") -> str:
    """The variable of a field; without one the beginning that the group's variables share, with an ellipsis."""
    return f"{PREFIX}{group.upper()}{DELIMITER}{field.upper() or '…'}"


def group_fields(kind: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The groups of a settings class with their models."""
    return {
        name: field.annotation
        for name, field in kind.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


def strays_of_environment(kind: type[BaseModel], environment: Mapping[str, str]) -> Iterator[str]:
    """Mistakes in the names of environment variables. Misspelt fields of known groups are left to the models."""
    for name, value in sorted(environment.items()):
        if not name.upper().startswith(PREFIX) or name in {SETTINGS_FILE, SECRETS_DIR}:
            continue
        rest = name[len(PREFIX) :].lower()
        if DELIMITER in rest:
            yield from _stray_group(name, rest, kind)
        elif rest.startswith(("setting", "secret")):
            yield f"{name} is not known: {_nearest(rest, _PLACES)}"
        elif not value.startswith(_KUBERNETES):
            yield from _lost_delimiter(name, rest, kind)


def strays_of_secrets(kind: type[BaseModel], names: Collection[str]) -> Iterator[str]:
    """Mistakes in the names of secret files. A folder may hold others, but none that begin with `fiscus_`."""
    for name in sorted(names):
        if not name.lower().startswith(PREFIX.lower()):
            continue
        rest = name[len(PREFIX) :].lower()
        where = f"the secret file {name}"
        if DELIMITER in rest:
            yield from _stray_group(where, rest, kind)
        else:
            yield f"{where} is not known: call it like the variable, fiscus_<group>{DELIMITER}<field>"


def strays_of_file(kind: type[BaseModel], names: Collection[str]) -> Iterator[str]:
    """Mistakes among the groups of a settings file."""
    known = _groups(kind)
    for name in sorted(set(map(str, names)) - known):
        yield f"the group {name} of the settings file is not known: {_nearest(name, {group: group for group in known})}"


def nearest_field(field: str, group: str, model: type[BaseModel]) -> str:
    """Advice on a field that a group does not have."""
    return _nearest(field, {name: variable(group, name) for name in model.model_fields})


def _stray_group(told: str, rest: str, kind: type[BaseModel]) -> Iterator[str]:
    group, _, field = rest.partition(DELIMITER)
    known = _groups(kind)
    if group not in known:
        yield f"{told} is not known: {_nearest(group, {name: variable(name, field) for name in known})}"


def _lost_delimiter(name: str, rest: str, kind: type[BaseModel]) -> Iterator[str]:
    for group, model in group_fields(kind).items():
        field = rest.removeprefix(f"{group}_")
        if rest.startswith(f"{group}_") and field in model.model_fields:
            yield f"{name} is not known: did you mean {variable(group, field)}, with two underscores?"


def _groups(kind: type[BaseModel]) -> set[str]:
    return {*GROUPS, *group_fields(kind)}


def _nearest(part: str, known: Mapping[str, str]) -> str:
    """Advice by what is most like `part`, which alone may be wrong; `known` says how each is shown."""
    found = difflib.get_close_matches(part, known, n=1)
    return f"did you mean {known[found[0]]}?" if found else f"known are {', '.join(sorted(known.values()))}"
