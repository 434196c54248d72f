"""The ties of a document's checks by number, each made when it is first asked for.

Of most checks only the figures matter that they tie together: a document has hundreds of sums that hold, and a few
broken ones next to which some of them are solved. The figures of a relation are the cells of its equation, known
without the tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.validator.rules.check import Check
from services.validator.rules.relations import Judged
from services.validator.rules.ties import Printed, Tie


class LazyTies(Mapping[int, Tie]):
    """The ties of checks, by the number of the check."""

    def __init__(self, checks: Sequence[Check]) -> None:
        """Take the checks; those that compare no printed figures have no tie."""
        self._checks = {n: check for n, check in enumerate(checks) if check.tie is not None}
        self._made: dict[int, Tie] = {}
        self._changed: set[int] = set()
        self.judged = {
            n: check.judged for n, check in self._checks.items() if isinstance(check.judged, Judged)
        }
        """The judged equations among them."""

    def __getitem__(self, number: int) -> Tie:
        known = self._made.get(number)
        if known is None:
            make = self._checks[number].tie
            assert make is not None  # noqa: S101 - checks without a tie are left out
            known = self._made[number] = make()
        return known

    def change(self, ties: Mapping[int, Tie]) -> None:
        """Put ties in the place of those with their numbers."""
        self._made.update(ties)
        self._changed.update(ties)

    def figures(self, number: int) -> Iterable[Printed]:
        """Give the figures that a tie ties together, each once."""
        judged = None if number in self._changed else self.judged.get(number)
        return self[number].figures if judged is None else dict.fromkeys(judged.equation.cells())

    def __iter__(self) -> Iterator[int]:
        return iter(self._checks)

    def __len__(self) -> int:
        return len(self._checks)
