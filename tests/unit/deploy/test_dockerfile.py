"""The Dockerfile: every stage is pinned, confined and made of what is there."""

from __future__ import annotations

import fnmatch
import importlib.util
import tomllib
from pathlib import Path

import pytest

from shared.version import VERSION
from tests.unit.deploy.dockerfile import Dockerfile, faults, parse
from tests.unit.deploy.programs import SERVICES
from tests.unit.docs.pages import ROOT

PATH = ROOT / "deploy" / "docker" / "Dockerfile"
TEXT = PATH.read_text(encoding="utf-8")
FINALS = {*SERVICES, "tools"}


@pytest.fixture(scope="module")
def dockerfile() -> Dockerfile:
    return parse(TEXT)


def found(text: str) -> list[str]:
    return list(faults(parse(text), FINALS, ROOT))


def test_it_is_in_order() -> None:
    assert found(TEXT) == []


def test_there_is_a_stage_for_each_service(dockerfile: Dockerfile) -> None:
    assert dockerfile.stages.keys() == {"build", "runtime", *FINALS}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("PYTHON_IMAGE=python:3.11.14-slim-bookworm", "PYTHON_IMAGE=python:3.11", "not pinned"),
        ("PYTHON_IMAGE=python:3.11.14-slim-bookworm", "PYTHON_IMAGE=python:latest", "not pinned"),
        ("USER 10001:10001", "USER fiscus", "not a number"),
        ("USER 10001:10001", "USER 0:0", "not a number"),
        ('"--require-hashes", ', "", "without hashes"),
        ("COPY shared shared", "COPY sharde sharde", "sharde is not there"),
        ("--from=build", "--from=biuld", "no stage"),
        ('RUN ["python", "-m", "pip", "uninstall", "--yes", "setuptools", "wheel", "pip"]\n', "", "pip is left"),
        ('RUN ["python", "-m", "venv", "/opt/fiscus"]', "RUN python -m venv /opt/fiscus", "a shell runs"),
        ("WORKDIR /build", 'RUN ["apt-get", "install", "-y", "gcc"]', "no lock names"),
        ('ENTRYPOINT ["python", "-m", "services.loader"]', "", "no entrypoint"),
        ('ENTRYPOINT ["python", "-m", "services.loader"]', "ENTRYPOINT python -m services.loader", "exec form"),
        ("HEALTHCHECK NONE", "", "nothing is said of its health"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(old: str, new: str, said: str) -> None:
    assert old in TEXT
    assert any(said in fault for fault in found(TEXT.replace(old, new)))


def test_an_instruction_that_is_not_known_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="unknown instruction"):
        parse(TEXT + "ONBUILD RUN x\n")


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_starts_its_module(dockerfile: Dockerfile, service: str) -> None:
    entry = dockerfile.last(service, "ENTRYPOINT")
    assert entry is not None
    assert entry.words == ["python", "-m", f"services.{service}"]
    assert importlib.util.find_spec(f"services.{service}.__main__") is not None


def test_the_tools_are_the_command_of_the_package(dockerfile: Dockerfile) -> None:
    entry = dockerfile.last("tools", "ENTRYPOINT")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert entry is not None
    assert entry.words[0] in project["scripts"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_health_check_is_the_program_that_was_copied(dockerfile: Dockerfile, service: str) -> None:
    check = dockerfile.last(service, "HEALTHCHECK")
    copied = [one.words for stage in dockerfile.lineage(service) for one in stage.all("COPY")]
    assert check is not None
    assert check.rest.endswith('CMD ["python", "/opt/fiscus/healthcheck.py"]')
    assert ["deploy/docker/healthcheck.py", "/opt/fiscus/healthcheck.py"] in copied


def test_the_interpreter_is_of_the_version_that_the_lock_is_for(dockerfile: Dockerfile) -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    assert "with Python 3.11" in lock
    assert dockerfile.base_image("runtime").startswith("python:3.11.")


def test_the_label_tells_the_version() -> None:
    assert f'org.opencontainers.image.version="{VERSION}"' in TEXT


def ignored(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore keeps a path out: the last pattern that fits it, or a folder above it, decides."""
    names = [Path(path), *Path(path).parents[:-1]]
    out = False
    for pattern in patterns:
        plain = pattern.removeprefix("!")
        if plain.startswith("**/"):
            fits = any(fnmatch.fnmatch(name.name, plain.removeprefix("**/")) for name in names)
        else:
            depth = plain.count("/") + 1
            fits = any(fnmatch.fnmatch(str(name), plain) for name in names if len(name.parts) == depth)
        out = not pattern.startswith("!") if fits else out
    return out


def test_the_context_has_what_is_copied_and_nothing_else(dockerfile: Dockerfile) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    copied = [
        word
        for stage in dockerfile.stages.values()
        for one in stage.all("COPY")
        if "--from=build" not in one.words
        for word in one.words[:-1]
    ]
    assert [path for path in copied if ignored(path, patterns)] == []
    inside = ("shared/events/schemas/fiscus.findings.v1.json", "services/extractor/__main__.py")
    outside = (
        *(
            "deploy/secrets/postgres_owner",
            "deploy/docker/Dockerfile",
            "tests/conftest.py",
            ".env",
            ".git/config",
        ),
        *("examples/README.md", "requirements/dev.txt", "shared/__pycache__/x.pyc", "fiscus.duckdb"),
    )
    assert [path for path in inside if ignored(path, patterns)] == []
    assert [path for path in outside if not ignored(path, patterns)] == []
