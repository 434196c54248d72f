"""The postgres tier."""

from __future__ import annotations

import os


def lacks() -> str | None:
    """Why the tests of this tier cannot run here; None where they can."""
    return None if os.environ.get("FISCUS_TEST_POSTGRES") else "FISCUS_TEST_POSTGRES names no server (a URL)"
