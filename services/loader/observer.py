"""What the loader tells about its work, for metrics and progress displays."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import StoreOutcome
from services.loader.warehouse.rows import table_rows
from shared.observability.metrics import Metrics

STAGE = "loader"
WRITES = frozenset({StoreOutcome.LOADED, StoreOutcome.REPLACED})


class LoaderObserver(Protocol):
    """Listens to a loader, in its thread."""

    def stored(self, rows: DocumentRows, outcome: StoreOutcome) -> None:
        """A document was offered to the warehouse, with this outcome."""
        ...

    def oldest_open(self, since: dt.datetime | None) -> None:
        """When the first part of the oldest incomplete document came in; None where all are whole."""
        ...

    def joined(self, outcome: str) -> None:
        """A text was to be judged anew with its tables, with this outcome (`JoinOutcome`)."""
        ...

    def joins_waiting(self, departments: int) -> None:
        """So many departments are still to be looked at for files that belong together."""
        ...


class Unobserved:
    """An observer that does not listen."""

    def stored(self, rows: DocumentRows, outcome: StoreOutcome) -> None:
        """Nothing."""

    def oldest_open(self, since: dt.datetime | None) -> None:
        """Nothing."""

    def joined(self, outcome: str) -> None:
        """Nothing."""

    def joins_waiting(self, departments: int) -> None:
        """Nothing."""


class LoaderMetrics:
    """Counts what the loader does in the metrics of the process."""

    def __init__(self, metrics: Metrics) -> None:
        """Count in `metrics`."""
        self._metrics = metrics

    def stored(self, rows: DocumentRows, outcome: StoreOutcome) -> None:
        """See `LoaderObserver`."""
        if outcome not in WRITES:
            self._metrics.document_done(STAGE, "already_loaded")
            return
        submitted_at = rows.document.submitted_at
        # A document that is judged again, perhaps months later, is not late.
        is_first = rows.order is None or rows.order.reading == rows.order.judged
        self._metrics.document_done(
            STAGE,
            "loaded",
            submitted_at=submitted_at.replace(tzinfo=submitted_at.tzinfo or dt.UTC) if is_first else None,
        )
        self._metrics.records_written.labels("document").inc()
        for table in table_rows(rows):
            self._metrics.records_written.labels(table.table).inc(len(table.values[0]))

    def oldest_open(self, since: dt.datetime | None) -> None:
        """See `LoaderObserver`."""
        self._metrics.oldest_open_document(STAGE, since)

    def joined(self, outcome: str) -> None:
        """See `LoaderObserver`."""
        self._metrics.joins.labels(outcome).inc()

    def joins_waiting(self, departments: int) -> None:
        """See `LoaderObserver`."""
        self._metrics.joins_waiting.set(departments)
