"""How far an ingestion is: a bar on a terminal, nothing elsewhere (the structured logs tell there)."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class TerminalProgress:
    """A progress bar on stderr. Use it as a context manager."""

    def __init__(self) -> None:
        """Show nothing where stderr is no terminal."""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("starting", total=None)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def resuming(self) -> None:
        """See `Progress` in ingest."""
        self._progress.update(self._task, description="finishing earlier work")

    def begin(self, total: int) -> None:
        """See `Progress` in ingest."""
        self._progress.update(self._task, description="reading", total=total, completed=0)

    def done(self, file_name: str, verdict: str) -> None:
        """See `Progress` in ingest."""
        self._progress.update(self._task, advance=1, description=f"{file_name}: {verdict}")
