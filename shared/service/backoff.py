"""How long to wait before trying again: exponential, with full jitter.

Full jitter (a uniform draw between zero and the bound, rather than the bound itself) spreads the retries of
many members, so that a server that comes back is not met by all of them at once. First bound and cap are those
of Kafka Connect's `errors.retry.delay`: 300 ms, doubling, at most a minute; halved here to 30 s, because a
warehouse restart takes seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits between attempts."""

    first_seconds: float = 0.3
    cap_seconds: float = 30.0

    def bound(self, failures: int) -> float:
        """The longest wait in seconds after that many failures in a row (from 1)."""
        exponent = min(failures - 1, 32)  # beyond that every cap is reached, and floats stay small
        return min(self.cap_seconds, self.first_seconds * 2.0**exponent)

    def draw(self, failures: int, dice: random.Random) -> float:
        """A wait in seconds, between zero and the bound."""
        return dice.uniform(0.0, self.bound(failures))
