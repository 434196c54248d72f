"""What the validator tells about its work, for metrics and progress displays."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from services.validator.judgement import Judgement
from shared.observability.metrics import Metrics

STAGE = "validator"


class ValidatorObserver(Protocol):
    """Listens to a validator, in its thread."""

    def judged(self, judgement: Judgement) -> None:
        """A document was judged."""
        ...

    def oldest_open(self, since: dt.datetime | None) -> None:
        """When the first section of the oldest incomplete document came in; None where all are whole."""
        ...


class Unobserved:
    """An observer that does not listen."""

    def judged(self, judgement: Judgement) -> None:
        """Nothing."""

    def oldest_open(self, since: dt.datetime | None) -> None:
        """Nothing."""


class ValidatorMetrics:
    """Counts verdicts and findings in the metrics of the process."""

    def __init__(self, metrics: Metrics) -> None:
        """Count in `metrics`."""
        self._metrics = metrics

    def judged(self, judgement: Judgement) -> None:
        """See `ValidatorObserver`."""
        self._metrics.document_done(STAGE, judgement.verdict.value)
        for finding in judgement.findings:
            self._metrics.findings.labels(finding.rule_id, finding.severity.value).inc()

    def oldest_open(self, since: dt.datetime | None) -> None:
        """See `ValidatorObserver`."""
        self._metrics.oldest_open_document(STAGE, since)
