"""The validator as a program: `python -m services.validator`. `--help` lists its settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from services.validator.runtime import run
from services.validator.settings import ValidatorSettings
from shared.service.program import run_program

ABOUT = "Gather the sections of each document, check them by the rulebook, and publish verdict and records."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a validator until SIGTERM and give the exit status: 0 then, 2 for wrong settings; `--help` shows them."""
    return run_program("validator", ABOUT, ValidatorSettings, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
