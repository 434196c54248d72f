"""Both contenders over the same folder: the whole path of Fiscus and the plain loop, in turns on one core.

In: a folder of PDFs and a number of rounds. Out: a `Contest` with the usage of every run. Each run is a process of its
own, so that start-up, imports and, for Fiscus, the worker process, the event log and a fresh warehouse are all in it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.processes import Usage, measured

_RETRY_STATUS: Final = 1
"""`fiscus ingest` ends so where a document got no verdict; the contest reports those instead of failing."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one contender over the same files."""

    usages: tuple[Usage, ...]

    @property
    def seconds(self) -> float:
        """The median wall-clock time of a run."""
        return median(usage.seconds for usage in self.usages)

    @property
    def cpu_seconds(self) -> float:
        """The median processor time of a run."""
        return median(usage.cpu_seconds for usage in self.usages)

    @property
    def peak_bytes(self) -> int:
        """The highest memory of all runs."""
        return max(usage.peak_bytes for usage in self.usages)


@dataclass(frozen=True, slots=True)
class Contest:
    """What both contenders used for the same files, round by round."""

    documents: int
    pages: int
    """All pages of the files, as the plain loop counts them."""
    fiscus: Runs
    plain: Runs
    verdicts: Mapping[str, int] = field(default_factory=dict)
    """How many documents ended with which verdict; `none` for those without one."""
    pages_read: int = 0
    """The pages of the documents that Fiscus could read. Where they are fewer than `pages`, the ratios flatter it."""

    @property
    def cpu_ratio(self) -> float:
        """The processor time of Fiscus as a multiple of the plain loop's: the median over the rounds."""
        return median(
            ours.cpu_seconds / theirs.cpu_seconds
            for ours, theirs in zip(self.fiscus.usages, self.plain.usages, strict=True)
        )

    @property
    def ratio(self) -> float:
        """The wall-clock time of Fiscus as a multiple of the plain loop's: the median over the rounds."""
        return median(
            ours.seconds / theirs.seconds
            for ours, theirs in zip(self.fiscus.usages, self.plain.usages, strict=True)
        )

    @property
    def cost(self) -> float:
        """What Fiscus costs as a multiple of the plain loop: the worse of the two ratios."""
        return max(self.ratio, self.cpu_ratio)


def compete(folder: Path, core: int | None, rounds: int) -> Contest:
    """Let both contenders read a folder in turns; every other round the plain loop begins.

    Raises CommandFailedError where a contender fails.
    """
    ours: list[Usage] = []
    theirs: list[Usage] = []
    documents: list[dict[str, object]] = []
    pages = 0
    for number in range(rounds):
        for turn in (0, 1):
            if (number + turn) % 2 == 0:
                documents, usage = _fiscus(folder, core)
                ours.append(usage)
            else:
                pages, usage = _plain(folder, core)
                theirs.append(usage)
    return Contest(
        documents=len(documents),
        pages=pages,
        fiscus=Runs(tuple(ours)),
        plain=Runs(tuple(theirs)),
        verdicts=Counter(str(document["verdict"] or "none") for document in documents),
        pages_read=sum(
            count for document in documents if isinstance(count := document.get("page_count"), int)
        ),
    )


def _fiscus(folder: Path, core: int | None) -> tuple[list[dict[str, object]], Usage]:
    with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as scratch:
        command = [
            sys.executable,
            "-m",
            "services.cli",
            "ingest",
            str(folder),
            "--json",
            "--jobs",
            "1",
        ]
        # A slow machine must not turn a long document into one that exceeds its limit.
        command += ["--warehouse", str(Path(scratch) / "warehouse.duckdb"), "--max-seconds", "7200"]
        output, usage = measured(command, core, good=(0, _RETRY_STATUS))
    return [json.loads(line) for line in output.splitlines()], usage


def _plain(folder: Path, core: int | None) -> tuple[int, Usage]:
    output, usage = measured([sys.executable, "-m", "benchmarks.plain_loop", str(folder)], core)
    return int(output), usage
