"""The loader as a program: `python -m services.loader`. `--help` lists its settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from services.loader.runtime import run
from services.loader.settings import LoaderSettings
from shared.service.program import run_program

ABOUT = "Gather the records of each document and write it into the warehouse, in one transaction."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a loader until SIGTERM and give the exit status: 0 then, 2 for wrong settings; `--help` shows them."""
    return run_program("loader", ABOUT, LoaderSettings, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
