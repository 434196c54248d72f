"""What all tests share: tiers that need a tool beside Python, and how hard hypothesis tries.

A test whose tool may be missing carries the marker of its tier (`@pytest.mark.libreoffice`). Where the tool is not
there the test is skipped, with the reason in the summary. With `FISCUS_REQUIRE_TIERS=1`, as in CI, nothing is
skipped for want of a tool: such a test fails with the same reason.

`HYPOTHESIS_PROFILE` chooses how hypothesis works: `dev` (new examples every time), `ci` (the same examples every
time; the default where `CI` is set) or `thorough` (fifty times as many).
"""

import os
import shutil
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.servers.kafka", "tests.servers.postgres"]


def _weasyprint_lacks() -> str | None:
    try:
        import weasyprint  # noqa: F401, PLC0415 - loading it is what looks for Pango
    except (ImportError, OSError) as error:
        return f"WeasyPrint does not load ({str(error).splitlines()[0]}); Debian: libpangoft2-1.0-0"
    return None


def _libreoffice_lacks() -> str | None:
    if shutil.which("soffice"):
        return None
    return "LibreOffice is not on the path; Debian: libreoffice-calc-nogui, libreoffice-writer-nogui"


def _prometheus_lacks() -> str | None:
    missing = [name for name in ("prometheus", "promtool") if not shutil.which(name)]
    return f"{' and '.join(missing)} not on the path; Debian: prometheus" if missing else None


def _compose_lacks() -> str | None:
    return (
        None
        if shutil.which("docker-compose")
        else "docker-compose is not on the path; Debian: docker-compose"
    )


def _kafka_lacks() -> str | None:
    from tests.servers import kafka  # noqa: PLC0415 - pytest loads it as a plugin first

    return kafka.lacks()


def _postgres_lacks() -> str | None:
    from tests.servers import postgres  # noqa: PLC0415 - ditto

    return postgres.lacks()


def _ocr_lacks() -> str | None:
    try:
        import rapidocr_onnxruntime  # noqa: F401, PLC0415 - loading it is what looks for the libraries it needs
    except ImportError as error:
        return f"the extra `ocr` does not load ({str(error).splitlines()[0]}); make setup-ocr"
    return None


# Each tier's marker and the probe that gives the reason why its tests cannot run here, or None.
TIERS: dict[str, Callable[[], str | None]] = {
    "weasyprint": cache(_weasyprint_lacks),
    "ocr": cache(_ocr_lacks),
    "libreoffice": cache(_libreoffice_lacks),
    "kafka": cache(_kafka_lacks),
    "postgres": cache(_postgres_lacks),
    "prometheus": cache(_prometheus_lacks),
    "compose": cache(_compose_lacks),
}

NOT_IN_CI = frozenset({"ocr"})
"""Tiers that CI goes without: 400 MB and some minutes for two tests. `make setup-ocr test` runs them."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test of a tier whose tool is missing; fail it where every tier is required."""
    for tier, lacks in TIERS.items():
        if item.get_closest_marker(tier) is None or (reason := lacks()) is None:
            continue
        if os.environ.get("FISCUS_REQUIRE_TIERS") == "1" and tier not in NOT_IN_CI:
            pytest.fail(f"tier {tier} is required here: {reason}", pytrace=False)
        pytest.skip(f"tier {tier}: {reason}")


# How fast a machine is says nothing about the code: no deadlines, no complaints of slow examples.
_unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", parent=_unhurried)
settings.register_profile("ci", parent=_unhurried, derandomize=True, print_blob=True)
settings.register_profile("thorough", parent=_unhurried, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
