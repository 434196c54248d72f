"""The loader of the rulebook: YAML in `shared/rulebook/data/`, checked against the records, with errors that say where.

Amounts, codes and column keys are read as the characters that stand in the file: nothing becomes a float.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError

from shared.rulebook.formula import FormulaError
from shared.rulebook.relation import Family, Relation

RELATION_FILES = (
    "within.yaml",
    "within_coded.yaml",
    "within_by_class.yaml",
    "within_summaries.yaml",
    "within_details.yaml",
    "between.yaml",
    "between_summaries.yaml",
    "between_carryover.yaml",
    "between_one_column.yaml",
    "between_details.yaml",
    "final_accounts.yaml",
    "final_accounts_balances.yaml",
    "final_accounts_classes.yaml",
    "final_accounts_information.yaml",
)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The one in C where PyYAML was built with it: every process that reads or judges starts with these files."""


class RulebookError(ValueError):
    """A rulebook file that cannot be used; the message names the file, the rule and what is expected there."""


def read_entries(text: str, name: str, key: str) -> list[dict[str, Any]]:
    """Give the list below `key` of a YAML text, all scalars as strings. Raises RulebookError."""
    try:
        raw = yaml.load(text, Loader=_LOADER)  # noqa: S506 - makes strings, lists and mappings only
    except yaml.YAMLError as error:
        raise RulebookError(f"{name}: not valid YAML: {' '.join(str(error).split())}") from error
    entries = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RulebookError(f"{name}: expected the key “{key}” with a list of entries")
    return entries


def parse_relations(text: str, name: str) -> tuple[Relation, ...]:
    """Read relations from YAML text; `name` stands in the errors. Raises RulebookError."""
    return tuple(_relation(entry, name) for entry in read_entries(text, name, "relations"))


def _relation(entry: dict[str, Any], name: str) -> Relation:
    where = f"{name}: {entry.get('id', 'a relation without id')}"
    try:
        relation = Relation.model_validate(entry)
        tables = relation.parsed.table_ids()
    except ValidationError as error:
        raise RulebookError(f"{where}: {first_fault(error)}") from error
    except FormulaError as error:
        raise RulebookError(f"{where}: {error}") from error
    if (relation.family is Family.WITHIN) != (len(tables) == 1):
        raise RulebookError(
            f"{where}: family “{relation.family}” but the formula speaks of {', '.join(tables)}"
        )
    strangers = (set(relation.holds) | set(relation.breaks)) - set(tables)
    if strangers:
        raise RulebookError(
            f"{where}: the examples speak of {', '.join(sorted(strangers))}, the formula does not"
        )
    return relation


def first_fault(error: ValidationError) -> str:
    """Give the first fault of a record as one line: the place and what is wrong there."""
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def data_text(file_name: str) -> str:
    """Give the text of one of the rulebook's own data files."""
    return resources.files("shared.rulebook").joinpath("data", file_name).read_text(encoding="utf-8")


def require_unique_ids(ids: Sequence[str], where: str) -> None:
    """Raise RulebookError where an id is used twice."""
    twice = [rule_id for rule_id, count in Counter(ids).items() if count > 1]
    if twice:
        raise RulebookError(f"{where}: ids used twice: {', '.join(twice)}")


@cache
def load_relations() -> tuple[Relation, ...]:
    """Give all relations that come with Fiscus, in the order of their files. Raises RulebookError."""
    relations = tuple(
        relation for name in RELATION_FILES for relation in parse_relations(data_text(name), name)
    )
    require_unique_ids([relation.id for relation in relations], "relations")
    return relations
