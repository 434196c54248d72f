"""What a Kafka broker needs to run: Java, and the jars that `kafka_pom.xml` pins, fetched by Maven once.

The jars go to `build/kafka/<hash of the POM>`, which is not in the repository. Processes that want them at the same
time (workers of pytest-xdist) wait for the first.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

POM: Final = Path(__file__).with_name("kafka_pom.xml")
CACHE: Final = Path(__file__).parents[2] / "build" / "kafka"
OLDEST_JAVA: Final = 17
MAVEN_SECONDS: Final = 600
GOAL: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy-dependencies"


class CannotRunError(Exception):
    """There is no way to run a broker here; the message says why in one line."""


def jars() -> Path:
    """The folder of the jars, filled if need be; `CannotRunError` where Java or the jars cannot be had."""
    _check_java()
    folder = CACHE / hashlib.sha256(POM.read_bytes()).hexdigest()[:16]
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with _locked(CACHE / "lock"):
            if not folder.exists():
                _fetch(folder)
    return folder


def _check_java() -> None:
    java = shutil.which("java")
    if java is None:
        raise CannotRunError("java is not on the path; Debian: openjdk-17-jre-headless")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise CannotRunError(
            f"Kafka 4 needs Java {OLDEST_JAVA}; `java -version` says: {' '.join(said.split())}"
        )


def _fetch(folder: Path) -> None:
    """Let Maven copy the jars to a folder of another name first, so that a broken fetch leaves nothing behind."""
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotRunError(
            "Maven (mvn) is not on the path, and the broker's jars are not there yet; Debian: maven"
        )
    with tempfile.TemporaryDirectory(dir=CACHE) as half:
        command = [
            maven,
            "-B",
            "-q",
            "-f",
            str(POM),
            GOAL,
            "-DincludeScope=runtime",
            f"-DoutputDirectory={half}/jars",
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=MAVEN_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise CannotRunError(f"Maven did not fetch the broker's jars in {MAVEN_SECONDS} s") from None
        if done.returncode != 0:
            complaint = next(
                (line for line in done.stdout.splitlines() if "ERROR" in line), "it does not say why"
            )
            raise CannotRunError(f"Maven cannot fetch the broker's jars: {complaint}")
        Path(half, "jars").rename(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
