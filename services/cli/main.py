"""The command `fiscus` with all its commands.

Exit status: 0 when every document got a verdict (or the work was done), 1 when something failed that a retry could
mend, 2 for wrong usage, 3 when a document cannot be read, 4 when an input breaks an agreement.
"""

from __future__ import annotations

import click

from services.cli.deadletter import deadletter_group
from services.cli.diff import diff_command
from services.cli.explain import explain_command
from services.cli.findings import findings_command
from services.cli.ingest import ingest_command
from services.cli.inspect import inspect_command
from services.cli.layout import layout_group
from services.cli.options import CONTEXT
from services.cli.pipe import extract_command, validate_command
from services.cli.revalidate import revalidate_command
from services.cli.serve import serve_command
from services.cli.submit import submit_command
from services.cli.watch import watch_command
from shared.observability.logs import LEVELS, configure_logging
from shared.version import VERSION


@click.group(context_settings=CONTEXT)
@click.version_option(VERSION, prog_name="fiscus")
@click.option(
    "--log-level",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="Least level of the structured logs on stderr.",
)
def main(log_level: str) -> None:
    """Read Chinese government budget disclosures into a warehouse of figures that can be trusted.

    On one machine `ingest` does everything. Where the services run on their own (`serve`), `submit` and `watch` give
    them documents.

    \b
    Examples:
      fiscus ingest 公开文件/ --warehouse budgets.duckdb
      fiscus extract 部门预算.pdf | fiscus validate
      fiscus submit 公开文件/ s3://disclosures/2026
    """  # noqa: D301 - click reads \b as the sign itself
    configure_logging(log_level)


for _command in (
    ingest_command,
    extract_command,
    inspect_command,
    layout_group,
    validate_command,
    revalidate_command,
    findings_command,
    explain_command,
    diff_command,
    submit_command,
    watch_command,
    serve_command,
    deadletter_group,
):
    main.add_command(_command)
