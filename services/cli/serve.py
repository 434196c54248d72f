"""`fiscus serve`: one service as a process of its own."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import sys
from typing import Literal, assert_never, get_args

import click

from services.cli.options import CONTEXT

Service = Literal["extractor", "validator", "loader"]


@click.command("serve", context_settings=CONTEXT)
@click.argument("service", type=click.Choice(get_args(Service)))
def serve_command(service: Service) -> None:
    """Run one service until SIGTERM; the same as `python -m services.SERVICE`.

    Settings come from the environment (FISCUS_…), a folder of secrets or a file; `python -m services.SERVICE --help`
    lists them. Any number of each service may run; they share the work.

    \b
    Examples:
      FISCUS_KAFKA__BOOTSTRAP_SERVERS=kafka:9092 fiscus serve validator
      FISCUS_SETTINGS_FILE=/etc/fiscus.yaml fiscus serve extractor
    """  # noqa: D301 - click reads \b as the sign itself
    sys.exit(_run(service))


def _run(service: Service) -> int:
    match service:
        case "extractor":
            from services.extractor.__main__ import main as run_extractor

            return run_extractor([])
        case "validator":
            from services.validator.__main__ import main as run_validator

            return run_validator([])
        case "loader":
            from services.loader.__main__ import main as run_loader

            return run_loader([])
        case _:
            assert_never(service)
