"""docker-compose.yml as values, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Node: TypeAlias = dict[str, Any]


def read(path: Path) -> Node:
    """Give the document with anchors and merges resolved and the defaults of variables (`${NAME:-default}`) put in."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", path.read_text(encoding="utf-8"))
    document: Node = yaml.safe_load(text)
    return document


def faults(document: Node, top: Path) -> Iterator[str]:
    """What is wrong: how services are confined, what they refer to, how they find one another."""
    for name, service in document["services"].items():
        yield from (f"{name}: {fault}" for fault in (*_rights(service), *_openings(service)))
        yield from (f"{name}: {fault}" for fault in _references(service, document, top))
    for kind in ("networks", "volumes", "secrets"):
        used = {one for service in document["services"].values() for one in used_names(service, kind)}
        yield from (f"{kind}: nobody uses {name}" for name in document[kind].keys() - used)


def used_names(service: Node, kind: str) -> Iterator[str]:
    """The names of networks, volumes or secrets that a service uses."""
    for entry in service.get(kind, []):
        if kind == "secrets":
            yield entry if isinstance(entry, str) else entry["source"]
        elif kind == "networks":
            yield entry
        elif not entry.startswith((".", "/")):
            yield entry.split(":")[0]


def mounts(service: Node) -> Mapping[str, str]:
    """What is mounted from the host, by its place in the container."""
    parts = (entry.split(":") for entry in service.get("volumes", []))
    return {part[1]: part[0] for part in parts if part[0].startswith((".", "/"))}


def seconds(duration: str) -> float:
    """A duration such as `1m30s` in seconds."""
    units = {"h": 3600, "m": 60, "s": 1}
    return float(sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([hms])", duration)))


def megabytes(size: str) -> int:
    """A size such as `1g` in MiB."""
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]


def _rights(service: Node) -> Iterator[str]:
    if not re.fullmatch(r"[\w./-]+:v?\d+(\.\d+)+[\w.-]*(@sha256:[0-9a-f]{64})?", service.get("image", "")):
        yield f"the image is not pinned: {service.get('image')}"
    if not re.fullmatch(r"[1-9]\d*:\d+", str(service.get("user", ""))):
        yield "the user is not a number other than 0"
    if service.get("read_only") is not True:
        yield "the file system is not read-only"
    if service.get("cap_drop") != ["ALL"] or "cap_add" in service:
        yield "it keeps capabilities"
    if service.get("security_opt") != ["no-new-privileges:true"] or service.get("privileged"):
        yield "it may gain privileges"


def _openings(service: Node) -> Iterator[str]:
    for limit in ("mem_limit", "cpus", "pids_limit", "restart", "logging"):
        if limit not in service:
            yield f"no {limit}"
    if "network_mode" in service or not service.get("networks"):
        yield "it is on no network of its own"
    for port in service.get("ports", []):
        if not port.startswith("127.0.0.1:"):
            yield f"port {port} is open to other machines"
    for variable, value in service.get("environment", {}).items():
        if re.search(r"PASSWORD|SECRET|TOKEN", variable) and not str(value).startswith("/run/secrets"):
            yield f"a secret stands in {variable}"


def _references(service: Node, document: Node, top: Path) -> Iterator[str]:
    for kind in ("networks", "volumes", "secrets"):
        yield from (
            f"{name} is none of the {kind}"
            for name in used_names(service, kind)
            if name not in document[kind]
        )
    for source in mounts(service).values():
        if not (top / source).exists():
            yield f"{source} is not there"
    build = service.get("build")
    if build and not (top / build["context"] / build["dockerfile"]).is_file():
        yield f"{build['dockerfile']} is not there"
    for other, wait in service.get("depends_on", {}).items():
        awaited = document["services"].get(other)
        if awaited is None:
            yield f"it waits for {other}, which is no service"
        elif wait["condition"] == "service_healthy" and "healthcheck" not in awaited:
            yield f"it waits for the health of {other}, which has no healthcheck"
        elif wait["condition"] == "service_completed_successfully" and awaited["restart"] != "no":
            yield f"it waits for the end of {other}, which is started again and again"
