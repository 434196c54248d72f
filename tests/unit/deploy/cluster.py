"""The manifests of deploy/kubernetes/ as values, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import yaml

Node: TypeAlias = dict[str, Any]
ALTERNATIVES = frozenset({"scaling-hpa.yaml"})
"""Manifests that are not applied unless somebody chooses them."""
WORKLOADS = ("Deployment", "Job")


@dataclass(frozen=True)
class Cluster:
    """Every manifest, by its file."""

    files: Mapping[str, list[Node]]

    @cached_property
    def documents(self) -> list[Node]:
        """All manifests but the kustomization."""
        return [
            one for documents in self.files.values() for one in documents if one["kind"] != "Kustomization"
        ]

    def of(self, kind: str) -> dict[str, Node]:
        """The manifests of a kind by name."""
        return {one["metadata"]["name"]: one for one in self.documents if one["kind"] == kind}

    def workloads(self) -> dict[str, Node]:
        """The pods that are started, by the name of their only container."""
        pods = (one["spec"]["template"] for kind in WORKLOADS for one in self.of(kind).values())
        return {pod["spec"]["containers"][0]["name"]: pod for pod in pods}

    def environment(self, name: str) -> dict[str, str]:
        """What a container finds in its environment. Secrets stand as `secret`; a config map may be missing."""
        container = self.workloads()[name]["spec"]["containers"][0]
        found: dict[str, str] = {}
        for source in container["envFrom"]:
            found |= self.of("ConfigMap").get(source["configMapRef"]["name"], {}).get("data", {})
        return found | {one["name"]: one.get("value", "secret") for one in container.get("env", [])}

    def secrets(self, name: str) -> dict[str, tuple[str, str]]:
        """The files in the folder of secrets: for each the secret and key that it is of."""
        volumes = self.workloads()[name]["spec"]["volumes"]
        (volume,) = (one["projected"] for one in volumes if one["name"] == "secrets")
        return {
            item["path"]: (source["secret"]["name"], item["key"])
            for source in volume["sources"]
            for item in source["secret"]["items"]
        }


def read(folder: Path) -> Cluster:
    """Read every manifest of a folder."""
    return Cluster(
        {
            path.name: list(yaml.safe_load_all(path.read_text("utf-8")))
            for path in sorted(folder.glob("*.yaml"))
        }
    )


def faults(cluster: Cluster) -> Iterator[str]:
    """What is wrong: how pods are confined, what they refer to, who selects whom."""
    for name, pod in cluster.workloads().items():
        found = (
            *_confinement(pod["spec"]),
            *_container(pod["spec"]["containers"][0]),
            *_references(pod, cluster),
        )
        yield from (f"{name}: {fault}" for fault in found)
    yield from _selectors(cluster)
    for name, deployment in cluster.of("Deployment").items():
        spec = deployment["spec"]["template"]["spec"]
        drain = float(cluster.environment(name)["FISCUS_SERVICE__DRAIN_SECONDS"])
        if spec.get("terminationGracePeriodSeconds", 30) < drain + 10:
            yield f"{name}: it is killed before its drain is over"


def _confinement(spec: Node) -> Iterator[str]:
    rights = spec.get("securityContext", {})
    if rights.get("runAsNonRoot") is not True or rights.get("runAsUser", 0) == 0:
        yield "it may run as root"
    if rights.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "no seccomp profile"
    if spec.get("automountServiceAccountToken") is not False:
        yield "it has a token"
    if spec.get("enableServiceLinks") is not False:
        yield "it is told of services that it does not know"
    if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
        yield "it shares with the host"
    if len(spec["containers"]) != 1:
        yield "not one container"


def _container(container: Node) -> Iterator[str]:
    expected = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    if container.get("securityContext") != expected:
        yield "the container is not confined"
    if not re.search(r":\d+(\.\d+)+$", container["image"]):
        yield f"the image is not pinned: {container['image']}"
    for bound in ("requests", "limits"):
        missing = {"cpu", "memory", "ephemeral-storage"} - container.get("resources", {}).get(
            bound, {}
        ).keys()
        yield from (f"no {bound} of {what}" for what in sorted(missing))
    for one in container.get("env", []):
        if re.search(r"PASSWORD|SECRET_|ACCESS_KEY", one["name"]) and "value" in one:
            yield f"a secret stands in {one['name']}"


def _references(pod: Node, cluster: Cluster) -> Iterator[str]:
    spec, container = pod["spec"], pod["spec"]["containers"][0]
    if spec["serviceAccountName"] not in cluster.of("ServiceAccount"):
        yield f"no service account {spec['serviceAccountName']}"
    for source in container["envFrom"]:
        if source["configMapRef"]["name"] not in cluster.of("ConfigMap"):
            yield f"no config map {source['configMapRef']['name']}"
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    volumes = {volume["name"] for volume in spec["volumes"]}
    yield from (f"volume {name} is not both mounted and there" for name in sorted(mounted ^ volumes))


def _selectors(cluster: Cluster) -> Iterator[str]:
    labels = [pod["metadata"]["labels"] for pod in cluster.workloads().values()]
    for kind, path in (
        ("Service", ()),
        ("PodDisruptionBudget", ("matchLabels",)),
        ("Deployment", ("matchLabels",)),
    ):
        for name, one in cluster.of(kind).items():
            selector = one["spec"]["selector"]
            for step in path:
                selector = selector[step]
            chosen = [found for found in labels if selector.items() <= found.items()]
            if [found["app.kubernetes.io/name"] for found in chosen] != [name]:
                yield f"{kind} {name} chooses {len(chosen)} kinds of pods, not its own"
