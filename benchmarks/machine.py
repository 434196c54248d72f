"""What the figures were measured on: processor, cores, load, and the versions of what was measured."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from shared.version import VERSION

_PACKAGES: Final = ("pdfplumber", "pdfminer.six", "pypdfium2", "duckdb", "pydantic")


@dataclass(frozen=True, slots=True)
class Machine:
    """A statement of the machine at the moment of measuring."""

    processor: str
    cores: int
    core_used: int | None
    """The core that everything measured was pinned to; None where a system does not let a process choose."""
    load: tuple[float, float, float] | None
    """Runnable processes over the last 1, 5 and 15 minutes, before the measuring began."""
    system: str
    python: str
    fiscus: str
    packages: dict[str, str]

    @property
    def is_busy(self) -> bool:
        """True where others were at work: wall-clock figures then say little, ratios and processor time still do."""
        return self.load is not None and self.load[0] > self.cores / 2


def describe(core: int | None) -> Machine:
    """Describe this machine."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        core_used=core,
        load=os.getloadavg() if hasattr(os, "getloadavg") else None,
        system=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        fiscus=VERSION,
        packages={name: version(name) for name in _PACKAGES},
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
