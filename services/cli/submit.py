"""`fiscus submit`: documents to the running services."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from services.cli.options import CONTEXT, clear_errors
from shared.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import PurePath

    from services.submitter.submit import Account
    from shared.events.topics import Submission

UNLIMITED_BYTES = sys.maxsize
"""How large a document may be is for the services to say; submitting only hashes it."""


@click.command("submit", context_settings=CONTEXT)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object a line for each submitted document."
)
def submit_command(paths: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - an option of the command line
    """Submit every PDF and text file below each PATH to the running services.

    PATH is a file, a folder, or s3://bucket/prefix. Only the hash is taken here; the services open the file themselves,
    so it must stay where it is, below their FISCUS_SOURCES__ALLOWED_ROOTS. Submitting the same bytes twice is harmless.
    Settings are those of the services (FISCUS_EVENT_LOG__…, FISCUS_KAFKA__…, FISCUS_SOURCES__…).

    \b
    Examples:
      fiscus submit /srv/disclosures/2026
      fiscus submit s3://disclosures/2026 --json
    """  # noqa: D301 - click reads \b as the sign itself
    from services.submitter.collect import Collector
    from services.submitter.settings import SubmitterSettings
    from services.submitter.submit import Submitter
    from shared.service.process import open_topics
    from shared.settings import load_settings
    from shared.sources import Sources

    with clear_errors(), ExitStack() as stack:
        settings = load_settings(SubmitterSettings)
        sources = stack.enter_context(Sources(settings.sources, max_bytes=UNLIMITED_BYTES))
        log = open_topics(settings, silent_seconds=0)
        stack.callback(log.close)
        collector = Collector(sources, check_roots=bool(settings.sources.allowed_roots))
        status = _report(Submitter(log, sources).submit(collector.collect(paths)), as_json=as_json)
    sys.exit(status)


def _report(accounts: Iterable[Account], *, as_json: bool) -> ExitCode:
    """Print what became of each document as it becomes known. Gives the exit status."""
    from services.submitter.collect import NotSubmitted
    from services.submitter.submit import Repeated
    from shared.sources import PassedOver
    from shared.sources.passed_over import told
    from shared.sources.submission import readable

    submitted = 0
    failures: list[NotSubmitted] = []
    passed_over: list[PurePath] = []
    for account in accounts:
        if isinstance(account, NotSubmitted):
            failures.append(account)
            click.echo(f"fiscus: {account.message}", err=True)
        elif isinstance(account, PassedOver):
            passed_over.append(account.path)
        elif isinstance(account, Repeated):
            said = (
                f"the same content as {readable(account.first_uri)}, submitted once ({readable(account.uri)})"
            )
            click.echo(f"fiscus: {said}", err=True)
        else:
            if not submitted and not as_json:
                click.echo(f"{'document':<12}  {'bytes':>11}  from")
            submitted += 1
            click.echo(submission_line(account, as_json=as_json))
    if passed_over:
        click.echo(f"fiscus: {told(passed_over)}", err=True)
    if not as_json:
        noun = "document" if submitted == 1 else "documents"
        click.echo(
            f"{submitted} {noun} submitted" if submitted or failures else "no PDF or text file was found"
        )
    if any(failure.may_mend for failure in failures):
        return ExitCode.RETRY
    return ExitCode.USAGE if failures else ExitCode.OK


def submission_line(submission: Submission, *, as_json: bool) -> str:
    """One line for one submission: a row of a table, or a JSON object."""
    import json

    from shared.sources.submission import readable

    if not as_json:
        return f"{submission.document_id[:12]}  {submission.size:>11}  {readable(submission.uri)}"
    return json.dumps(
        {
            "document_id": submission.document_id,
            "uri": submission.uri,
            "bytes": submission.size,
            "media_type": submission.media_type,
            "submitted_at": submission.submitted_at.isoformat(),
        },
        ensure_ascii=False,
    )
