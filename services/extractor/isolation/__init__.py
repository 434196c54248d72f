"""Isolation: a function runs on one document in a process of its own, within limits, and its end is a value.

Published files make parsers loop, swell and crash. Here that costs one document, never the service.
"""

from __future__ import annotations

from services.extractor.isolation.outcome import (
    Crashed,
    Done,
    LimitExceeded,
    LimitKind,
    Outcome,
    Refused,
)
from services.extractor.isolation.pool import WorkerPool, WorkLimits

__all__ = [
    "Crashed",
    "Done",
    "LimitExceeded",
    "LimitKind",
    "Outcome",
    "Refused",
    "WorkLimits",
    "WorkerPool",
]
