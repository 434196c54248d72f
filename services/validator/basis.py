"""What documents are judged by, and the identity of a judgement: layouts, rulebook, policy and waivers.

A judgement is a function of what was read and of its basis. So its identity is a digest of both: the same document
judged again by the same basis has the same identity, and a change of policy, waivers, rulebook or layout that bears on
the document gives another. A waiver bears on its own document alone, until its last day.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from services.validator.verdict import Policy, load_policy
from services.validator.waivers import Waivers, in_force, load_waivers
from shared.events.topics import Manifest
from shared.layout import Layout, load_layouts
from shared.taxonomy import economic, functional
from shared.version import VERSION


@dataclass(frozen=True)
class Basis:
    """What documents are judged by."""

    layouts: Sequence[Layout]
    policy: Policy = field(default_factory=load_policy)
    waivers: Waivers = ()

    def waivers_of(self, document_id: str, today: dt.date) -> Waivers:
        """Give the waivers that bear on a document on a day."""
        return in_force(self.waivers, document_id, today)

    def judgement(self, manifest: Manifest, extractor_version: str, today: dt.date) -> str:
        """Give the identity of the judgement on a document on a day, 32 hex digits.

        `manifest` and `extractor_version` say what was read.
        """
        document_id = manifest.submission.document_id
        reading = [manifest.outcome, manifest.digest, manifest.reason_code, manifest.reason]
        waivers = [waiver.model_dump(mode="json") for waiver in self.waivers_of(document_id, today)]
        parts = [document_id, extractor_version, reading, VERSION, self._digest, waivers]
        return _digest(json.dumps(parts))[:32]

    @cached_property
    def _digest(self) -> str:
        """Of what bears on every document."""
        codes = [functional().digest(), economic().digest()]
        layouts = [layout.model_dump_json() for layout in self.layouts]
        return _digest(json.dumps([_rulebook(), codes, layouts, self.policy.model_dump_json()]))


def load_basis(policy: Path | None = None, waivers: Path | None = None) -> Basis:
    """Give the basis of these files: the shipped policy and no waivers where none are named.

    Raises ConfigurationError where a file cannot be used.
    """
    return Basis(load_layouts(), load_policy(policy), load_waivers(waivers))


@cache
def _rulebook() -> list[tuple[str, str]]:
    """Every data file of the rulebook, by name."""
    folder = resources.files("shared.rulebook").joinpath("data")
    files = (file for file in folder.iterdir() if file.name.endswith(".yaml"))
    return sorted((file.name, file.read_text(encoding="utf-8")) for file in files)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
