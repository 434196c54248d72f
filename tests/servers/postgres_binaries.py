"""The binaries of PostgreSQL that tests run, and as whom: pgserver's from PyPI, or Debian's.

PostgreSQL does not run as root. Where we are root it runs as `nobody`; where `nobody` cannot reach the binaries (a
checkout below a home folder), they are copied to where it can.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

DEBIAN: Final = Path("/usr/lib/postgresql")
OLDEST: Final = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A PostgreSQL installation."""

    root: Path
    """The folder that must be copied for them to work elsewhere."""
    bin: Path
    """The folder of `initdb` and `postgres`, below `root`."""


@cache
def binaries(*, tls: bool = False) -> Binaries | None:
    """The installation to use: pgserver's, or else the newest of Debian's. pgserver's knows no TLS."""
    found = [] if tls else _of_pgserver()
    found += sorted(
        (Binaries(folder, folder / "bin") for folder in DEBIAN.glob("*") if (folder / "bin/initdb").exists()),
        key=_version,
        reverse=True,
    )
    return next((each for each in found if _version(each) >= OLDEST), None)


def _of_pgserver() -> list[Binaries]:
    """Found without importing it: its import makes folders in the user's home."""
    spec = importlib.util.find_spec("pgserver")
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    folder = package / "pginstall" / "bin"
    return [Binaries(package.parent, folder)] if (folder / "initdb").exists() else []


def _version(found: Binaries) -> int:
    """The major version; 0 where the binary does not run here."""
    try:
        said = subprocess.run(
            [found.bin / "postgres", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else 0


def account() -> dict[str, Any]:
    """Whom the server runs as, as arguments of `subprocess`: `nobody` where we are root, ourselves otherwise."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable(installed: Binaries, folder: Path, as_whom: dict[str, Any]) -> Path:
    """The folder of binaries that the account can run; a copy where it cannot enter the installation's."""
    try:
        subprocess.run(
            [installed.bin / "postgres", "--version"], check=True, capture_output=True, cwd="/", **as_whom
        )
    except (PermissionError, subprocess.CalledProcessError):
        copy = folder / "installed"
        for part in installed.root.glob("pgserver*"):
            if part.is_dir():
                shutil.copytree(part, copy / part.name)
        return copy / installed.bin.relative_to(installed.root)
    return installed.bin
