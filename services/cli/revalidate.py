"""`fiscus revalidate`: judging again what was read before."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from services.cli.ingest import stop_on_signals
from services.cli.options import CONTEXT, basis_files, clear_errors, counted, warehouse_file
from shared.errors import ExitCode

if TYPE_CHECKING:
    from services.standalone.revalidate import Rejudged, RevalidationReport

_SAID = {
    "judged": "",
    "current": "judged by these rules, policy and waivers already",
    "no_sections": "the log has its sections no more: ingest the file again",
    "unfinished": "not judged: run the same command again; the log on stderr says why",
}


@click.command("revalidate", context_settings=CONTEXT)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT...]")
@warehouse_file
@basis_files
@click.option("--again", is_flag=True, help="Also what was judged by the present rules, policy and waivers.")
@click.option(
    "--services",
    is_flag=True,
    help="Have the running services do it, by their own policy and waivers; their settings say where the log is.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each document.")
def revalidate_command(  # noqa: PLR0917 - one parameter for each option
    documents: tuple[str, ...],
    warehouse: Path,
    policy: Path | None,
    waivers: Path | None,
    again: bool,  # noqa: FBT001 - an option of the command line
    services: bool,  # noqa: FBT001 - ditto
    as_json: bool,  # noqa: FBT001 - ditto
) -> None:
    """Judge documents again after a change of policy, waivers, rulebook or layouts; no file is read again.

    DOCUMENT is the beginning of a hash, a file name or a department; all documents where none is named. The new
    judgement takes the place of the old one: verdict, findings, and whether the amounts can be relied on.

    \b
    Examples:
      fiscus revalidate --waivers waivers.yaml
      fiscus revalidate 3f9a1c --policy strict.yaml --warehouse budgets.duckdb
      fiscus revalidate --services
    """  # noqa: D301 - click reads \b as the sign itself
    if services:
        _request(documents, as_json=as_json)
        return
    from services.standalone.progress import TerminalProgress
    from services.standalone.revalidate import revalidate
    from services.validator.basis import load_basis
    from shared.errors import ConfigurationError

    with clear_errors(), TerminalProgress() as progress:
        basis = load_basis(policy, waivers)
        if not warehouse.exists():
            raise ConfigurationError(
                "there is no such warehouse", where=str(warehouse), remedy="name it with --warehouse"
            )
        report = revalidate(documents, warehouse, basis, progress, stop_on_signals, again=again)
    for line in report.idle_waivers:
        click.echo(f"fiscus: {line}", err=True)
    _print(report, as_json=as_json)
    sys.exit(ExitCode.RETRY if report.needs_retry else ExitCode.OK)


def _request(documents: tuple[str, ...], *, as_json: bool) -> None:
    """Put the sections on the log of the services, and say for which documents."""
    from services.deadletters.settings import DeadLetterSettings
    from services.standalone.revalidate import request
    from shared.settings import load_settings, open_event_log

    count = 0
    with clear_errors():
        log = open_event_log(load_settings(DeadLetterSettings), must_exist=True)
        try:
            for reading in request(documents, log):
                count += 1
                told = {"document_id": reading.document_id, "file_name": reading.file_name}
                click.echo(
                    json.dumps(told, ensure_ascii=False)
                    if as_json
                    else f"{reading.document_id[:12]}  {reading.file_name}"
                )
        finally:
            log.close()
    if not as_json:
        click.echo(
            f"{count} {'document' if count == 1 else 'documents'} will be judged again by the services"
        )


def _print(report: RevalidationReport, *, as_json: bool) -> None:
    for document in report.documents:
        click.echo(json.dumps(_as_json(document), ensure_ascii=False) if as_json else _line(document))
    if not as_json:
        judged = sum(document.outcome == "judged" for document in report.documents)
        moved = sum(document.before.verdict != document.after.verdict for document in report.documents)
        count = counted(len(report.documents), "document")
        click.echo(f"{count}: {judged} judged again, {moved} with another verdict")


def _line(document: Rejudged) -> str:
    before, after = document.before, document.after
    verdict = after.verdict.value
    if before.verdict != after.verdict:
        verdict = f"{before.verdict.value} -> {verdict}"
    counts = f"{counted(after.errors, 'error')}, {counted(after.warnings, 'warning')}, {after.waived} waived"
    said = _SAID[document.outcome.value]
    return f"{after.document_id[:12]}  {after.file_name}  {verdict}  {counts}{f'  ({said})' if said else ''}"


def _as_json(document: Rejudged) -> dict[str, object]:
    before, after = document.before, document.after
    return {
        "document_id": after.document_id,
        "file_name": after.file_name,
        "department": after.department,
        "fiscal_year": after.fiscal_year,
        "outcome": document.outcome.value,
        "verdict_before": before.verdict.value,
        "verdict": after.verdict.value,
        "errors": after.errors,
        "warnings": after.warnings,
        "infos": after.infos,
        "waived": after.waived,
        "judgement": after.judgement,
    }
