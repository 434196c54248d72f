"""The verdict on a document, by a policy that is data: rule, severity and fault of a finding → what it makes of it.

In come findings, out go the same findings with the severity that the policy gives them, and the verdict: the worst that
any of them makes of the document. What a waiver covers makes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import ConfigDict

from services.validator.reviewed import entries_of, text_of
from shared.errors import ConfigurationError
from shared.model.base import Model
from shared.model.finding import Fault, Finding, Severity, Verdict
from shared.rulebook.checks import load_rules

_ORDER = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS, Verdict.QUARANTINED)
"""From best to worst. A finding never makes a document unreadable: only the extractor can say that."""
_UNSAID = {
    Severity.ERROR: Verdict.QUARANTINED,
    Severity.WARNING: Verdict.ACCEPTED_WITH_FINDINGS,
    Severity.INFO: Verdict.ACCEPTED_WITH_FINDINGS,
}
"""What a finding makes of a document where no entry fits it."""


class PolicyEntry(Model):
    """One line of a policy: which findings it fits, and what they make of a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str = "*"
    """A rule id, or a pattern with * (`narrative.*`)."""
    severity: Severity | None = None
    fault: Fault | None = None
    becomes: Severity | None = None
    """The severity that the finding gets; as it was, where none is named."""
    verdict: Verdict | None = None
    """What it makes of the document; where none is named, what the policy says of the severity that it gets."""

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

    def weighed(self, finding: Finding) -> Finding:
        """Give a finding the severity that the first entry which fits it names."""
        entry = self._first(finding)
        if entry is None or entry.becomes in (None, finding.severity):
            return finding
        return finding.model_copy(update={"severity": entry.becomes})

    def verdict_of(self, finding: Finding) -> Verdict:
        """Give what one finding, not weighed yet, makes of its document; an error that no entry fits quarantines it."""
        entry = self._first(finding)
        if entry is not None and entry.verdict is not None:
            return entry.verdict
        weighed = self.weighed(finding)
        fitting = (e.verdict for e in self.entries if e.verdict is not None and e.fits(weighed))
        return next(fitting, _UNSAID[weighed.severity])

    def _first(self, finding: Finding) -> PolicyEntry | None:
        return next((entry for entry in self.entries if entry.fits(finding)), None)


def decide(findings: Iterable[Finding], policy: Policy) -> Verdict:
    """Give the worst that any finding makes of the document; without findings it is accepted.

    The findings are as the rules gave them, not weighed yet. Those that a waiver covers do not count.
    """
    counting = (finding for finding in findings if finding.waived is None)
    return max(
        (policy.verdict_of(finding) for finding in counting), key=_ORDER.index, default=Verdict.ACCEPTED
    )


def parse_policy(text: str, where: str) -> Policy:
    """Read a policy from YAML text. Raises ConfigurationError that names the entry and what is wrong there."""
    entries = entries_of(text, "policy", PolicyEntry, where)
    return Policy(entries=tuple(_checked(entry, place) for place, entry in entries))


def _checked(entry: PolicyEntry, where: str) -> PolicyEntry:
    if entry.verdict is None and entry.becomes is None:
        raise ConfigurationError(
            "the entry decides nothing", where=where, remedy="give it “verdict”, “becomes” or both"
        )
    if entry.verdict not in (None, *_ORDER):
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
    return parse_policy(text_of(path), str(path))
