"""Rules that need code: what each says of itself. The validator judges them under the same ids."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import ValidationError

from shared.rulebook.load import (
    RulebookError,
    data_text,
    first_fault,
    load_relations,
    read_entries,
    require_unique_ids,
)
from shared.rulebook.relation import Rule


class CheckFamily(StrEnum):
    """What a rule looks at."""

    DOCUMENT = "document"
    COMPLETENESS = "completeness"
    TABLES = "tables"
    EXTRACTION = "extraction"
    IDENTITY = "identity"
    CODES = "codes"
    ROUNDING = "rounding"
    NARRATIVE = "narrative"
    FIGURES = "figures"
    PERFORMANCE = "performance"


Sample = Mapping[str, Any]
"""A few parts of a document, all values as text.

`tables` (table → row → column → amount), what is printed `about` a table (and `read_by` of its cells), the `labels`
of its rows, amounts of its rows whose column is `open`, `claims`, `figures`, `plans`, `pages`, `headings`,
`mentions`, `observations`, `head`.
"""


class CheckRule(Rule):
    """A rule that code judges, with an example that holds and one that breaks.

    `formula` says in one line what must hold. `breaks` names only the parts that differ from `holds`.
    """

    family: CheckFamily
    formula: str
    holds: Sample
    breaks: Sample

    @property
    def broken(self) -> Sample:
        """The breaking example in full."""
        return {**self.holds, **self.breaks}


def parse_checks(text: str, name: str) -> tuple[CheckRule, ...]:
    """Read rules from YAML text; `name` stands in the errors. Raises RulebookError."""
    return tuple(_check(entry, name) for entry in read_entries(text, name, "checks"))


def _check(entry: dict[str, Any], name: str) -> CheckRule:
    where = f"{name}: {entry.get('id', 'a rule without id')}"
    try:
        rule = CheckRule.model_validate(entry)
    except ValidationError as error:
        raise RulebookError(f"{where}: {first_fault(error)}") from error
    if not rule.id.startswith(f"{rule.family}."):
        raise RulebookError(f"{where}: the id does not begin with the family “{rule.family}.”")
    return rule


@cache
def load_checks() -> tuple[CheckRule, ...]:
    """Give all rules that need code, in the order of their file. Raises RulebookError."""
    return parse_checks(data_text("checks.yaml"), "checks.yaml")


@cache
def load_rules() -> dict[str, Rule]:
    """Give every rule of the rulebook by its id: relations first, then the rules that need code."""
    rules: list[Rule] = [*load_relations(), *load_checks()]
    require_unique_ids([rule.id for rule in rules], "rulebook")
    return {rule.id: rule for rule in rules}
