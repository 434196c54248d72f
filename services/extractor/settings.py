"""The settings of the extractor: its groups, and how its times must fit together.

Reading a document takes long, and two others wait meanwhile: the consumer group, which gives the partitions of a silent
member away, and the liveness probe, which has a silent service restarted. Both must be more patient than the longest
document.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self

from pydantic import model_validator

from services.extractor.sandbox import ReadingLimits
from shared.eventlog.kafka.settings import KafkaSettings
from shared.settings import EventLogSettings, ServiceSettings, Settings
from shared.settings.groups import Port, Seconds
from shared.settings.patience import exceed_publishing, exceed_work
from shared.sources.settings import SourceSettings

BESIDE_READING_SECONDS: Final = 60.0
"""What one document may take beside its reading: fetching it, starting a worker, publishing its sections."""


class ExtractorServiceSettings(ServiceSettings):
    """How the extractor runs."""

    metrics_port: Port = 9101
    """The port of these endpoints; 0 takes any free one, and the log says which."""
    stall_seconds: Seconds = 420.0
    """A service whose loop has not moved for so long is not alive (`/healthz`); longer than one document may take."""
    state_dir: Path
    """A folder that outlives the process, where attempts at documents are counted, so that one that ends the process
    again and again is given up. Made where it is not there."""


class ExtractorSettings(Settings):
    """Everything the extractor is told."""

    event_log: EventLogSettings = EventLogSettings()
    kafka: KafkaSettings = KafkaSettings()
    sources: SourceSettings = SourceSettings()
    reading: ReadingLimits = ReadingLimits()
    service: ExtractorServiceSettings

    @model_validator(mode="after")
    def _patience_exceeds_work(self) -> Self:
        longest = self.reading.max_seconds + BESIDE_READING_SECONDS
        why = f"FISCUS_READING__MAX_SECONDS and {BESIDE_READING_SECONDS:g} s beside"
        exceed_work("FISCUS_SERVICE__STALL_SECONDS", self.service.stall_seconds, longest, why)
        if self.event_log.backend == "kafka":
            patience = self.kafka.max_poll_interval_seconds
            exceed_work("FISCUS_KAFKA__MAX_POLL_INTERVAL_SECONDS", patience, longest, why)
        exceed_publishing(self, self.service.stall_seconds)
        return self
