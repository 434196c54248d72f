"""The verdict on a document, by a policy that is data: rule, severity and fault of a finding → what it makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, ValidationError

from shared.errors import ConfigurationError
from shared.model.base import Model
from shared.model.finding import Fault, Finding, Severity, Verdict
from shared.rulebook.checks import load_rules

_ORDER = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS, Verdict.QUARANTINED)
"""From best to worst. A finding never makes a document unreadable: only the extractor can say that."""


class PolicyEntry(Model):
    """One line of a policy: which findings it fits, and what they make of a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str = "*"
    severity: Severity | None = None
    fault: Fault | None = None
    verdict: Verdict

    def fits(self, finding: Finding) -> bool:
        """Tell whether the entry decides for a finding, where no earlier one does."""
        return (
            fnmatchcase(finding.rule_id, self.rule)
            and self.severity in (None, finding.severity)
            and self.fault in (None, finding.fault)
        )


class Policy(Model):
    """A policy: its entries, the first that fits decides."""

    entries: tuple[PolicyEntry, ...]

    def verdict_of(self, finding: Finding) -> Verdict:
        """Give what one finding makes of its document; an error that no entry fits quarantines it."""
        found = next((entry.verdict for entry in self.entries if entry.fits(finding)), None)
        if found is not None:
            return found
        return Verdict.QUARANTINED if finding.severity is Severity.ERROR else Verdict.ACCEPTED_WITH_FINDINGS


def decide(findings: Iterable[Finding], policy: Policy) -> Verdict:
    """Give the worst that any finding makes of the document; without findings it is accepted."""
    return max(
        (policy.verdict_of(finding) for finding in findings), key=_ORDER.index, default=Verdict.ACCEPTED
    )


def parse_policy(text: str, where: str) -> Policy:
    """Read a policy from YAML text. Raises ConfigurationError that names the entry and what is wrong there."""
    try:
        raw: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"not valid YAML: {error}", where=where) from None
    entries = raw.get("policy") if isinstance(raw, dict) else None
    if not isinstance(entries, list):
        raise ConfigurationError(
            "no policy", where=where, remedy="give the key “policy” with a list of entries"
        )
    return Policy(
        entries=tuple(_entry(entry, f"{where}, entry {n}") for n, entry in enumerate(entries, start=1))
    )


def _entry(raw: object, where: str) -> PolicyEntry:
    try:
        entry = PolicyEntry.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{place}: {first['msg']}", where=where, remedy="mend the entry") from None
    if entry.verdict not in _ORDER:
        raise ConfigurationError(
            "a finding cannot make a document unreadable", where=where, remedy="use quarantined"
        )
    if not any(fnmatchcase(rule_id, entry.rule) for rule_id in load_rules()):
        raise ConfigurationError(
            f"no rule is called {entry.rule}", where=where, remedy="see docs/rules.md for the ids"
        )
    return entry


@cache
def load_policy(path: Path | None = None) -> Policy:
    """Give the policy of a file, or the one that comes with Fiscus. Raises ConfigurationError."""
    if path is None:
        shipped = resources.files(__package__).joinpath("data", "policy.yaml")
        return parse_policy(shipped.read_text(encoding="utf-8"), "policy.yaml")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", where=str(path)) from None
    return parse_policy(text, str(path))
