"""What became of the changes of documents as read: shares by part of the document, by kind and by form, and as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from benchmarks.mutations.read_trials import ReadOutcome
from benchmarks.mutations.targets import Group

_COLUMNS = ("changes", "noticed", "pinned", "held")


def shares(
    outcomes: Iterable[ReadOutcome], name: Callable[[ReadOutcome], str]
) -> dict[str, tuple[int, float, float, float]]:
    """Give under each name how many changes there were, and what percent was noticed, pinned, held by something."""
    groups: dict[str, list[ReadOutcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[name(outcome)].append(outcome)
    return {
        key: (
            len(found),
            *(
                round(100 * sum(told) / len(found), 1)
                for told in (
                    [one.noticed for one in found],
                    [one.pinned for one in found],
                    [one.holds > 0 for one in found],
                )
            ),
        )  # type: ignore[misc]
        for key, found in sorted(groups.items())
    }


def print_read_report(outcomes: Sequence[ReadOutcome]) -> None:
    """Print the shares of all changes, then those that something holds and nobody noticed."""
    for group in Group:
        own = [outcome for outcome in outcomes if outcome.group is group]
        if not own:
            continue
        print(f"\n{group}")
        print(f"  {'':36}" + "".join(f"{name:>10}" for name in _COLUMNS))
        held = [outcome for outcome in own if outcome.holds]
        for found in (
            shares(own, lambda _: "all"),
            shares(held, lambda _: "of those held"),
            shares(own, lambda outcome: str(outcome.kind)),
            shares(own, lambda outcome: f"- {outcome.profile}"),
        ):
            for key, (count, *percent) in found.items():
                print(f"  {key:<36}{count:>10}" + "".join(f"{one:>9}%" for one in percent))
    missed = [outcome for outcome in outcomes if outcome.holds and not outcome.noticed]
    print(f"\nHeld by something and not noticed: {len(missed)}")
    for outcome in missed:
        print(f"  {outcome.file}: {outcome.change}")


def read_as_json(outcomes: Sequence[ReadOutcome]) -> dict[str, Any]:
    """Give every change with what became of it."""
    return {
        "changes": [
            {
                "file": outcome.file,
                "profile": outcome.profile,
                "group": outcome.group,
                "kind": outcome.kind,
                "where": outcome.where,
                "change": outcome.change,
                "noticed": outcome.noticed,
                "pinned": outcome.pinned,
                "holds": outcome.holds,
                "findings": outcome.findings,
            }
            for outcome in outcomes
        ]
    }
