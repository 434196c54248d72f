"""The command of a service: `--help` with every setting, and settings that are checked before anything is opened."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from shared.errors import ConfigurationError, ExitCode
from shared.settings.load import Settings, load_settings
from shared.settings.names import SECRETS_DIR, SETTINGS_FILE
from shared.settings.reference import WHERE_FROM, help_lines

S = TypeVar("S", bound=Settings)

_EPILOG = f"""\
Settings, from the environment, the folder of secrets {SECRETS_DIR} or the YAML file {SETTINGS_FILE}, in this order of
precedence; [default]:
"""


def run_program(
    stage: str,
    about: str,
    kind: type[S],
    run: Callable[[S], int],
    arguments: Sequence[str] | None = None,
) -> int:
    """Run the program of a service with settings of `kind`, and give the exit status.

    Wrong settings are one line on stderr and status 2.
    """
    try:
        _parser(stage, about, kind).parse_args(arguments)
    except SystemExit as told:  # after `--help`, or for arguments that there are none of
        return int(told.code or 0)
    try:
        return run(load_settings(kind))
    except ConfigurationError as error:
        sys.stderr.write(f"fiscus {stage}: {error}\n")
        return ExitCode.USAGE


def _parser(stage: str, about: str, kind: type[Settings]) -> argparse.ArgumentParser:
    lines = [*(f"{name}\n    {meaning}" for name, meaning in WHERE_FROM.items()), *help_lines(kind)]
    return argparse.ArgumentParser(
        prog=f"python -m services.{stage}",
        description=about,
        epilog=_EPILOG + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
