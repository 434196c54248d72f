"""Times that must be longer than others: who waits for work must be more patient than the work may take.

In go settings of several groups, out comes a `ValueError` for pydantic that names the variable and its least value.
"""

from __future__ import annotations

from shared.settings.event_log import EventLogGroups


def exceed_work(name: str, seconds: float, longest: float, why: str) -> None:
    """Raise `ValueError` unless the setting `name` is longer than `longest` seconds, which are those of `why`."""
    if seconds <= longest:
        raise ValueError(f"{name} must be more than {longest:g} s ({why}), it is {seconds:g} s")


def exceed_publishing(settings: EventLogGroups, stall_seconds: float) -> None:
    """Raise `ValueError` where a service would be taken for dead while Kafka still may confirm what it published."""
    if settings.event_log.backend == "kafka":
        exceed_work(
            "FISCUS_SERVICE__STALL_SECONDS",
            stall_seconds,
            settings.kafka.delivery_timeout_seconds,
            "FISCUS_KAFKA__DELIVERY_TIMEOUT_SECONDS",
        )
