"""A Dockerfile as values: stages with their instructions, and what is wrong with it.

Knows the forms that deploy/docker/Dockerfile uses (instructions on one line, exec form) and refuses others, so that
nothing goes unread.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KNOWN = frozenset(
    [
        "ARG",
        "COPY",
        "CMD",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "HEALTHCHECK",
        "LABEL",
        "RUN",
        "STOPSIGNAL",
        "USER",
        "WORKDIR",
    ]
)


@dataclass(frozen=True)
class Instruction:
    """One instruction and the rest of its line."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest in words; the exec form as its list."""
        text = self.rest
        if text.startswith("["):
            return [str(word) for word in json.loads(text)]
        return shlex.split(text)


@dataclass
class Stage:
    """One stage: its name, what it builds on, its instructions in order."""

    name: str
    base: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[Instruction]:
        """The instructions of that name."""
        return [one for one in self.instructions if one.name == name]


@dataclass(frozen=True)
class Dockerfile:
    """The arguments before the first stage with their defaults, and the stages by name."""

    arguments: dict[str, str]
    stages: dict[str, Stage]

    def lineage(self, name: str) -> list[Stage]:
        """A stage and those it builds on, the stage itself last."""
        stage = self.stages[name]
        return [*(self.lineage(stage.base) if stage.base in self.stages else []), stage]

    def last(self, name: str, instruction: str) -> Instruction | None:
        """The instruction that holds in a stage: the last one of its lineage."""
        found = [one for stage in self.lineage(name) for one in stage.all(instruction)]
        return found[-1] if found else None

    def environment(self, name: str) -> dict[str, str]:
        """The variables that a container of the stage has."""
        pairs = (
            word.split("=", 1)
            for stage in self.lineage(name)
            for one in stage.all("ENV")
            for word in one.words
        )
        return {pair[0]: pair[1] for pair in pairs}

    def base_image(self, name: str) -> str:
        """The image that a stage is built on in the end, with the defaults of arguments."""
        base = self.lineage(name)[0].base
        return re.sub(r"\$\{(\w+)\}", lambda match: self.arguments[match[1]], base)


def parse(text: str) -> Dockerfile:
    """Read a Dockerfile. Raises ValueError for what is not understood."""
    arguments: dict[str, str] = {}
    stages: dict[str, Stage] = {}
    current: Stage | None = None
    for line in _lines(text):
        name, _, rest = line.partition(" ")
        if name == "FROM":
            match = re.fullmatch(r"(\S+) AS (\w+)", rest)
            if match is None:
                raise ValueError(f"a stage without a name: {line}")
            current = stages[match[2]] = Stage(match[2], match[1])
        elif name not in KNOWN:
            raise ValueError(f"an unknown instruction: {line}")
        elif current is None:
            key, _, value = rest.partition("=")
            arguments[key] = value
        else:
            current.instructions.append(Instruction(name, rest))
    return Dockerfile(arguments, stages)


def faults(dockerfile: Dockerfile, finals: set[str], top: Path) -> Iterator[str]:
    """What is wrong with the stages that become images, `top` being the context of the build."""
    for name in sorted(finals):
        yield from _image_faults(dockerfile, name)
    for stage in dockerfile.stages.values():
        yield from _copy_faults(dockerfile, stage, top)
        yield from (
            f"{stage.name}: a shell runs {one.rest[:30]}" for one in stage.all("RUN") if one.rest[0] != "["
        )
        if any(
            "apt-get" in one.rest or "curl" in one.rest or "ADD" in one.rest for one in stage.instructions
        ):
            yield f"{stage.name}: fetches what no lock names"
        for one in stage.all("RUN"):
            if {"install", "--requirement"} <= set(one.words) and "--require-hashes" not in one.words:
                yield f"{stage.name}: installs without hashes"


def _image_faults(dockerfile: Dockerfile, name: str) -> Iterator[str]:
    image = dockerfile.base_image(name)
    if not re.fullmatch(r"python:3\.11\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?", image):
        yield f"{name}: the base image is not pinned: {image}"
    user = dockerfile.last(name, "USER")
    if user is None or not re.fullmatch(r"[1-9]\d*:[1-9]\d*", user.rest):
        yield f"{name}: the user is not a number other than 0"
    entry = dockerfile.last(name, "ENTRYPOINT")
    if entry is None or not entry.rest.startswith("["):
        yield f"{name}: no entrypoint in exec form"
    if dockerfile.last(name, "HEALTHCHECK") is None:
        yield f"{name}: nothing is said of its health"
    if not _is_without_tools(dockerfile, name):
        yield f"{name}: pip is left in the image"


def _is_without_tools(dockerfile: Dockerfile, name: str) -> bool:
    first = dockerfile.lineage(name)[0]
    return any({"uninstall", "pip", "setuptools"} <= set(one.words) for one in first.all("RUN"))


def _copy_faults(dockerfile: Dockerfile, stage: Stage, top: Path) -> Iterator[str]:
    for one in stage.all("COPY"):
        *sources, _target = [word for word in one.words if not word.startswith("--")]
        origin = next(
            (word.removeprefix("--from=") for word in one.words if word.startswith("--from=")), None
        )
        if origin is not None and origin not in dockerfile.stages:
            yield f"{stage.name}: copies from {origin}, which is no stage"
        if origin is None:
            yield from (f"{stage.name}: {path} is not there" for path in sources if not (top / path).exists())


def _lines(text: str) -> Iterator[str]:
    joined = re.sub(r"\\\n", " ", text)
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()
