"""The extractor as a program: `python -m services.extractor`. `--help` lists its settings."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from services.extractor.runtime import run
from services.extractor.settings import ExtractorSettings
from shared.service.program import run_program

ABOUT = "Read submitted documents, each in a worker process with limits, and publish what stands in them."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a extractor until SIGTERM and give the exit status: 0 then, 2 for wrong settings; `--help` shows them."""
    return run_program("extractor", ABOUT, ExtractorSettings, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
