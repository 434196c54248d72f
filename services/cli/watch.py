"""`fiscus watch`: documents to the running services as they arrive in a folder."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.options import CONTEXT, clear_errors
from services.cli.submit import UNLIMITED_BYTES, submission_line
from shared.errors import FiscusError

if TYPE_CHECKING:
    from services.submitter.watch import Watch
    from shared.events.topics import Submission

DRAIN_SECONDS: Final = 8.0
"""How long the submissions at hand may take after SIGTERM: below the 10 s after which Docker kills. What is dropped is
submitted after the next start."""


@click.command("watch", context_settings=CONTEXT)
@click.argument(
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--settle",
    type=click.FloatRange(0),
    default=5.0,
    show_default=True,
    help="Seconds for which a file must not have changed; longer than an upload may pause.",
)
@click.option(
    "--interval",
    type=click.FloatRange(0.1),
    default=2.0,
    show_default=True,
    help="Seconds between two looks.",
)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file that notes what was submitted.  [default: .fiscus-watch.jsonl in DIR]",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a line for each submitted document."
)
def watch_command(
    folder: Path,
    settle: float,
    interval: float,
    state: Path | None,
    as_json: bool,  # noqa: FBT001 - an option of the command line
) -> None:
    """Submit every PDF and text file that arrives below DIR, until SIGTERM.

    A file is submitted when it has not changed for --settle seconds; hidden files and unfinished downloads (.part,
    .tmp) are left until they are renamed. Each content is submitted once, also over restarts: the file of --state notes
    what was submitted; remove it to have everything submitted again. Settings are those of the services, as for
    `fiscus submit`.

    \b
    Examples:
      fiscus watch /srv/disclosures
      fiscus watch /mnt/share/incoming --settle 60 --state /var/lib/fiscus/incoming.jsonl
    """  # noqa: D301 - click reads \b as the sign itself
    from services.submitter.collect import Collector
    from services.submitter.memory import FILE_NAME, Memory
    from services.submitter.settings import SubmitterSettings
    from services.submitter.watch import Watch, WatchSettings
    from shared.settings import load_settings, open_event_log
    from shared.sources import Sources

    with clear_errors(), ExitStack() as stack:
        settings = load_settings(SubmitterSettings)
        sources = stack.enter_context(Sources(settings.sources, max_bytes=UNLIMITED_BYTES))
        collector = Collector(sources, check_roots=bool(settings.sources.allowed_roots))
        memory = Memory(state or folder / FILE_NAME)
        stack.callback(memory.close)
        log = open_event_log(settings)
        stack.callback(log.close)
        watch = Watch(
            folder,
            log,
            memory,
            _Printer(as_json=as_json),
            settings=WatchSettings(
                settle_seconds=settle,
                interval_seconds=interval,
                partitions=settings.event_log.partitions,
            ),
            refuse=collector.refusal,
        )
        sys.exit(_run(watch))


def _run(watch: Watch) -> int:
    """Run the watch in a thread until a signal, and give the exit status. Raises what ended it before."""
    from shared.service.supervision import supervise

    stop = threading.Event()
    errors: list[FiscusError] = []

    def work() -> None:
        try:
            watch.run(stop)
        except FiscusError as error:
            errors.append(error)

    status = supervise(work, name="watch", stop=stop, drop=threading.Event(), drain_seconds=DRAIN_SECONDS)
    if errors:
        raise errors[0]
    return status


class _Printer:
    """Prints what the watch does, line by line."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def submitted(self, submission: Submission) -> None:
        """See `Listener`."""
        click.echo(submission_line(submission, as_json=self._as_json))

    def trouble(self, line: str) -> None:
        """See `Listener`."""
        click.echo(f"fiscus: {line}", err=True)
