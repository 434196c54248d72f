"""The manifests of deploy/kubernetes/: valid, confined, and of one piece with the code and with each other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest

from services.extractor.service import GROUP
from shared.eventlog.kafka.catalogue import TOPIC_CONFIGURATION
from shared.events.topics import SUBMITTED
from shared.observability.catalogue import LAG
from shared.settings import EventLogSettings
from shared.version import VERSION
from tests.unit.deploy.cluster import ALTERNATIVES, Cluster, Node, faults, read
from tests.unit.deploy.programs import SERVICES
from tests.unit.docs.pages import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
CLUSTER = read(FOLDER)
VERSIONS = ("1.31", "1.33", "1.37")
"""The oldest version of Kubernetes that the manifests are held to, one in use, the newest whose schemas are at hand."""
CUSTOM = {"ScaledObject", "TriggerAuthentication"}
KNOWN = [one for one in CLUSTER.documents if one["kind"] not in CUSTOM]


def named(document: Node) -> str:
    return f"{document['kind']}-{document['metadata']['name']}"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("document", KNOWN, ids=named)
def test_every_manifest_is_one_of_kubernetes(document: Node, version: str) -> None:
    kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("spec", "template", "spec", "containers", 0, "readinesProbe"), {}),
        (("spec", "template", "spec", "terminationGracePeriodSeconds"), "45s"),
        (("spec", "template", "spec", "containers", 0, "env"), [{"name": "A", "value": 1}]),
    ],
)
def test_a_manifest_that_kubernetes_would_refuse_is_noticed(path: tuple[Any, ...], value: object) -> None:
    document = copy.deepcopy(CLUSTER.of("Deployment")["loader"])
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(document, VERSIONS[0], strict=True)


def test_everything_is_in_order() -> None:
    assert list(faults(CLUSTER)) == []


def test_there_is_a_workload_for_each_program() -> None:
    assert CLUSTER.workloads().keys() == {*SERVICES, "migrate"}


Edit = Callable[[Node, Node], None]
"""Changes the specification of a pod, given with its container."""
SPOILT: dict[str, tuple[Edit, str]] = {
    "root": (lambda pod, _: pod["securityContext"].update(runAsUser=0), "root"),
    "perhaps root": (lambda pod, _: pod["securityContext"].pop("runAsNonRoot"), "root"),
    "no seccomp": (lambda pod, _: pod["securityContext"].pop("seccompProfile"), "seccomp"),
    "a token": (lambda pod, _: pod.pop("automountServiceAccountToken"), "token"),
    "links": (lambda pod, _: pod.pop("enableServiceLinks"), "told of services"),
    "the host's network": (lambda pod, _: pod.update(hostNetwork=True), "host"),
    "a short grace": (lambda pod, _: pod.update(terminationGracePeriodSeconds=20), "killed before"),
    "no grace": (lambda pod, _: pod.pop("terminationGracePeriodSeconds"), "killed before"),
    "no account": (lambda pod, _: pod.update(serviceAccountName="x"), "no service account"),
    "a volume less": (lambda pod, _: pod["volumes"].pop(0), "not both mounted"),
    "writable": (lambda _, c: c["securityContext"].update(readOnlyRootFilesystem=False), "not confined"),
    "capabilities": (lambda _, c: c["securityContext"].pop("capabilities"), "not confined"),
    "latest": (lambda _, c: c.update(image="fiscus-loader:latest"), "not pinned"),
    "no tag": (lambda _, c: c.update(image="fiscus-loader"), "not pinned"),
    "no limit": (lambda _, c: c["resources"]["limits"].pop("memory"), "no limits of memory"),
    "no request": (lambda _, c: c["resources"].pop("requests"), "no requests of cpu"),
    "a password": (lambda _, c: c["env"].append({"name": "X_PASSWORD", "value": "x"}), "a secret"),
    "no settings": (lambda _, c: c["envFrom"].append({"configMapRef": {"name": "x"}}), "no config map"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_found(name: str) -> None:
    edit, said = SPOILT[name]
    files = copy.deepcopy(dict(CLUSTER.files))
    (deployment,) = (one for one in files["loader.yaml"] if one["kind"] == "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    before = Cluster(copy.deepcopy(files))
    edit(pod, pod["containers"][0])
    found = list(faults(Cluster(files)))
    assert list(faults(before)) == []
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize("kind", ["Service", "PodDisruptionBudget"])
def test_a_selector_that_chooses_others_is_found(kind: str) -> None:
    files = copy.deepcopy(dict(CLUSTER.files))
    (one,) = (one for one in files["loader.yaml"] if one["kind"] == kind)
    selector = one["spec"]["selector"]
    selector = selector.get("matchLabels", selector)
    selector["app.kubernetes.io/name"] = "laoder"
    assert any(f"{kind} loader chooses 0" in fault for fault in faults(Cluster(files)))


def test_the_kustomization_names_every_file_and_the_version_of_every_image() -> None:
    (kustomization,) = CLUSTER.files["kustomization.yaml"]
    assert set(kustomization["resources"]) == CLUSTER.files.keys() - {"kustomization.yaml"} - ALTERNATIVES
    images = {pod["spec"]["containers"][0]["image"] for pod in CLUSTER.workloads().values()}
    assert {f"{image['name']}:{image['newTag']}" for image in kustomization["images"]} == images
    assert all(image.endswith(f":{VERSION}") for image in images)


def test_the_migration_is_named_after_its_version_and_every_label_tells_it() -> None:
    assert list(CLUSTER.of("Job")) == [f"migrate-{VERSION.replace('.', '-')}"]
    told = {pod["metadata"]["labels"]["app.kubernetes.io/version"] for pod in CLUSTER.workloads().values()}
    assert told == {VERSION}


@pytest.mark.parametrize("document", CLUSTER.documents, ids=named)
def test_everything_stands_in_the_namespace(document: Node) -> None:
    if document["kind"] == "Namespace":
        assert document["metadata"]["name"] == "fiscus"
        assert document["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    else:
        assert document["metadata"]["namespace"] == "fiscus"


def test_no_manifest_holds_a_secret() -> None:
    assert CLUSTER.of("Secret") == {}


def asked_secrets() -> set[tuple[str, str]]:
    """The secrets with the keys that pods and scalers ask for."""
    asked = {pair for name in CLUSTER.workloads() for pair in CLUSTER.secrets(name).values()}
    for pod in CLUSTER.workloads().values():
        for one in pod["spec"]["containers"][0].get("env", []):
            if reference := one.get("valueFrom", {}).get("secretKeyRef"):
                asked.add((reference["name"], reference["key"]))
    for shown in CLUSTER.of("TriggerAuthentication").values():
        asked |= {(one["name"], one["key"]) for one in shown["spec"]["secretTargetRef"]}
    return asked


@pytest.mark.parametrize(("secret", "key"), sorted(asked_secrets()))
def test_every_secret_that_is_asked_for_is_described(secret: str, key: str) -> None:
    """In one row of the page on operations."""
    rows = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").splitlines()
    assert any(row.startswith("|") and f"`{secret}`" in row and f"`{key}`" in row for row in rows)


def test_the_page_says_how_topics_are_made_beforehand() -> None:
    row = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert all(
        f"`{name}` {value}" in row.replace(f"`{value}`", value) for name, value in TOPIC_CONFIGURATION.items()
    )
    assert f"{EventLogSettings().partitions} partitions" in row


def policy(name: str) -> Node:
    spec: Node = CLUSTER.of("NetworkPolicy")[name]["spec"]
    return spec


def test_nothing_is_open_that_is_not_opened() -> None:
    assert policy("deny-everything") == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_ways_out_are_those_to_the_servers_that_the_settings_name() -> None:
    (kafka,) = policy("services-to-kafka")["egress"]
    (postgres,) = policy("loader-to-postgres")["egress"]
    server = CLUSTER.environment("loader")["FISCUS_KAFKA__BOOTSTRAP_SERVERS"]
    host, port = server.rsplit(":", 1)
    assert [one["port"] for one in kafka["ports"]] == [int(port)]
    assert namespace(kafka["to"]) == host.split(".")[1]
    assert [one["port"] for one in postgres["ports"]] == [
        int(CLUSTER.environment("loader")["FISCUS_POSTGRES__PORT"])
    ]
    assert namespace(postgres["to"]) == CLUSTER.environment("loader")["FISCUS_POSTGRES__HOST"].split(".")[1]


def namespace(peers: list[Node]) -> str:
    (peer,) = peers
    return str(peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"])


def chosen(name: str) -> set[str]:
    """The pods that a policy is about."""
    selector = policy(name)["podSelector"]
    if "matchLabels" in selector:
        return {selector["matchLabels"]["app.kubernetes.io/name"]}
    return set(selector["matchExpressions"][0]["values"])


def test_each_pod_may_go_where_its_settings_send_it_and_nowhere_else() -> None:
    told = {name: CLUSTER.environment(name) for name in CLUSTER.workloads()}
    assert chosen("services-to-kafka") == {
        name for name in told if "FISCUS_KAFKA__BOOTSTRAP_SERVERS" in told[name]
    }
    assert chosen("loader-to-postgres") == {name for name in told if "FISCUS_POSTGRES__HOST" in told[name]}
    assert chosen("extractor-to-documents") == {
        name for name in told if "FISCUS_SOURCES__ALLOWED_ROOTS" in told[name]
    }
    assert chosen("prometheus-to-services") == set(SERVICES)


def test_extractors_are_scaled_by_the_lag_of_their_own_group() -> None:
    scaled = CLUSTER.of("ScaledObject")["extractor"]["spec"]
    (trigger,) = scaled["triggers"]
    environment = CLUSTER.environment("extractor")
    assert scaled["scaleTargetRef"] == {"name": "extractor"}
    assert trigger["type"] == "kafka"
    assert (trigger["metadata"]["topic"], trigger["metadata"]["consumerGroup"]) == (SUBMITTED, GROUP)
    assert trigger["metadata"]["bootstrapServersFromEnv"] in environment
    assert scaled["maxReplicaCount"] == int(environment["FISCUS_EVENT_LOG__PARTITIONS"])
    assert "replicas" not in CLUSTER.of("Deployment")["extractor"]["spec"], "two would decide on their number"


def test_the_scaler_shows_who_it_is_as_the_extractor_does() -> None:
    """The names of parameters are those of KEDA's kafka scaler."""
    (trigger,) = CLUSTER.of("ScaledObject")["extractor"]["spec"]["triggers"]
    shown = CLUSTER.of("TriggerAuthentication")[trigger["authenticationRef"]["name"]]["spec"]
    environment, secrets = CLUSTER.environment("extractor"), CLUSTER.secrets("extractor")
    assert {one["parameter"]: one["name"] for one in shown["env"]} == {
        "username": "FISCUS_KAFKA__SASL_USERNAME"
    }
    assert {one["parameter"]: (one["name"], one["key"]) for one in shown["secretTargetRef"]} == {
        "password": secrets["fiscus_kafka__sasl_password"],
        "ca": secrets["kafka-ca.crt"],
    }
    mechanism = environment["FISCUS_KAFKA__SASL_MECHANISM"].replace("-SHA-", "_sha").lower()
    assert (trigger["metadata"]["sasl"], trigger["metadata"]["tls"]) == (mechanism, "enable")
    assert all(isinstance(value, str) for value in trigger["metadata"].values()), "KEDA takes texts alone"


def test_the_scaled_object_says_nothing_that_keda_does_not_know() -> None:
    known = {
        "scaleTargetRef", "minReplicaCount", "maxReplicaCount", "pollingInterval", "cooldownPeriod", "fallback",
        "advanced", "triggers", "idleReplicaCount", "initialCooldownPeriod",
    }  # fmt: skip
    scaled = CLUSTER.of("ScaledObject")["extractor"]
    assert scaled["apiVersion"] == "keda.sh/v1alpha1"
    assert scaled["spec"].keys() <= known
    behaviour = scaled["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    alternative = copy.deepcopy(CLUSTER.of("HorizontalPodAutoscaler")["extractor"])
    alternative["spec"]["behavior"] = behaviour
    kubernetes_validate.validate(alternative, VERSIONS[0], strict=True)


def test_the_alternative_scales_by_a_metric_that_is_there() -> None:
    spec = CLUSTER.of("HorizontalPodAutoscaler")["extractor"]["spec"]
    (metric,) = (one["external"]["metric"] for one in spec["metrics"])
    assert metric["name"] == LAG.name
    assert metric["selector"]["matchLabels"].keys() <= set(LAG.labels)
    assert metric["selector"]["matchLabels"]["stage"] in LAG.services
    assert spec["scaleTargetRef"]["name"] == "extractor"
