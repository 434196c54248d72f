"""The faults a log can have, written down as a plan: which call of which operation fails, and how.

A plan is played once, in order of calls, so a failing test fails again. `FaultPlan.random` draws one from a seed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Operation(StrEnum):
    """An operation of the port that can have a fault."""

    PUBLISH = "publish"
    POLL = "poll"
    COMMIT = "commit"


class FaultKind(StrEnum):
    """What goes wrong."""

    FAIL_BEFORE = "fail_before"
    """Nothing happens; `TransientError`."""
    FAIL_BETWEEN = "fail_between"
    """A commit publishes its outputs but not its watermarks; `TransientError`. As a broker that dies in between."""
    FAIL_AFTER = "fail_after"
    """Everything happens, but the confirmation is lost; `TransientError`."""
    REPEAT = "repeat"
    """A poll delivers again from the committed watermarks, without a word."""
    REBALANCE = "rebalance"
    """The member loses its partitions (`RebalancedError`) and may get them back with the next poll."""
    EXPEL = "expel"
    """The member is put out of the group (`FencedError`)."""
    DELAY = "delay"
    """The operation is late."""


_POSSIBLE = {
    Operation.PUBLISH: (FaultKind.FAIL_BEFORE, FaultKind.FAIL_AFTER, FaultKind.DELAY),
    Operation.POLL: (
        FaultKind.FAIL_BEFORE,
        FaultKind.REPEAT,
        FaultKind.REBALANCE,
        FaultKind.EXPEL,
        FaultKind.DELAY,
    ),
    Operation.COMMIT: (
        FaultKind.FAIL_BEFORE,
        FaultKind.FAIL_BETWEEN,
        FaultKind.FAIL_AFTER,
        FaultKind.REBALANCE,
        FaultKind.EXPEL,
        FaultKind.DELAY,
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The `call`-th call (from 1) of `operation`, counted over all consumers of the log, has this fault."""

    operation: Operation
    call: int
    kind: FaultKind
    seconds: float = 0.01
    """How late, for `DELAY`."""

    def __post_init__(self) -> None:
        """Refuse a fault that the operation cannot have: it would never be seen."""
        if self.kind not in _POSSIBLE[self.operation]:
            raise ValueError(f"{self.operation} cannot {self.kind}")
        if self.call < 1:
            raise ValueError("calls count from 1")


class FaultPlan:
    """A plan of faults, played as the calls come."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        """At most one fault for each call."""
        self._faults = {(fault.operation, fault.call): fault for fault in faults}
        if len(self._faults) < len(faults):
            raise ValueError("two faults for the same call")
        self._calls: Counter[Operation] = Counter()

    @classmethod
    def random(cls, seed: int, *, calls: int, rate: float) -> Self:
        """Each of the first `calls` calls of each operation has a fault with probability `rate`, drawn from `seed`."""
        dice = random.Random(seed)  # noqa: S311 - a plan must be the same each time
        return cls(
            [
                Fault(operation, call, dice.choice(kinds), seconds=0.0)
                for operation, kinds in _POSSIBLE.items()
                for call in range(1, calls + 1)
                if dice.random() < rate
            ]
        )

    def strike(self, operation: Operation) -> Fault | None:
        """Count a call; the fault it is to have, or None."""
        self._calls[operation] += 1
        return self._faults.pop((operation, self._calls[operation]), None)

    def add(self, operation: Operation, kind: FaultKind, *, after: int = 0, seconds: float = 0.01) -> None:
        """Let a coming call fail: the next one, or the one after `after` more."""
        call = self._calls[operation] + 1 + after
        self._faults[operation, call] = Fault(operation, call, kind, seconds)

    @property
    def unplayed(self) -> list[Fault]:
        """The faults whose call has not come: a test that ends with some has not tested them."""
        return list(self._faults.values())
