"""What containers are given, in docker-compose.yml and in Kubernetes, is what the programs in them take and serve."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from botocore.credentials import EnvProvider
from prometheus_client import CollectorRegistry

from services.deadletters.settings import DeadLetterSettings
from services.extractor.settings import ExtractorServiceSettings
from services.loader.settings import LoaderServiceSettings
from services.submitter.settings import SubmitterSettings
from services.validator.basis import load_basis
from services.validator.settings import ValidatorServiceSettings
from services.validator.waivers import parse_waivers
from shared.errors import ConfigurationError
from shared.observability.server import ObservabilityServer
from shared.service.health import Probe
from shared.settings import Settings
from shared.settings.groups import ServiceSettings
from tests.unit.deploy.cluster import Cluster, read
from tests.unit.deploy.compose import mounts
from tests.unit.deploy.compose import read as read_compose
from tests.unit.deploy.dockerfile import Dockerfile, parse
from tests.unit.deploy.programs import PLACES_OF_PROGRAMS, SERVICES, SETTINGS, settings_in, unknown
from tests.unit.docs.pages import ROOT

DOCKERFILE: Dockerfile = parse((ROOT / "deploy/docker/Dockerfile").read_text(encoding="utf-8"))
COMPOSE = read_compose(ROOT / "docker-compose.yml")["services"]
CLUSTER: Cluster = read(ROOT / "deploy/kubernetes")
TARGETS = {"migrate": "tools"}
"""The stage of a program, where it has another name."""
SECRETS_FOLDER = "/run/secrets"
AWS = {EnvProvider.ACCESS_KEY, EnvProvider.SECRET_KEY}
PORTS: Mapping[str, type[ServiceSettings]] = {
    "extractor": ExtractorServiceSettings,
    "validator": ValidatorServiceSettings,
    "loader": LoaderServiceSettings,
}


def image(program: str) -> dict[str, str]:
    return DOCKERFILE.environment(TARGETS.get(program, program))


def in_compose(program: str) -> dict[str, str]:
    given: dict[str, str] = COMPOSE[program].get("environment", {})
    return image(program) | given


def in_cluster(program: str) -> dict[str, str]:
    return image(program) | CLUSTER.environment(program)


def compose_secrets(program: str) -> dict[str, str]:
    """The files below /run/secrets, with some content."""
    asked = COMPOSE[program].get("secrets", [])
    return {one["target"]: "a password" for one in asked}


@pytest.mark.parametrize("program", SETTINGS)
def test_compose_gives_each_program_settings_that_it_takes(program: str, tmp_path: Path) -> None:
    settings = settings_in(SETTINGS[program], in_compose(program), compose_secrets(program), tmp_path)
    assert unknown(in_compose(program)) == []
    if program in {"loader", "migrate"}:
        assert settings.model_dump()["postgres"]["password"].get_secret_value() == "a password"


@pytest.mark.parametrize("program", CLUSTER.workloads())
def test_kubernetes_gives_each_program_settings_that_it_takes(program: str, tmp_path: Path) -> None:
    files = dict.fromkeys(CLUSTER.secrets(program), "a password")
    settings = settings_in(SETTINGS[program], in_cluster(program), files, tmp_path).model_dump()
    assert unknown(in_cluster(program)) == []
    if program != "migrate":
        assert settings["kafka"]["sasl_password"].get_secret_value() == "a password"
    if program in {"loader", "migrate"}:
        assert settings["postgres"]["password"].get_secret_value() == "a password"


@pytest.mark.parametrize("kind", [SubmitterSettings, DeadLetterSettings])
def test_commands_can_be_run_in_the_pod_of_an_extractor(kind: type[Settings], tmp_path: Path) -> None:
    """As the page on operations says; the tools of docker-compose take dead letters in hand too."""
    files = dict.fromkeys(CLUSTER.secrets("extractor"), "a password")
    settings_in(kind, in_cluster("extractor"), files, tmp_path / "cluster")
    settings_in(kind, in_compose("tools"), compose_secrets("tools"), tmp_path / "compose")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FISCUS_KAFKA__BOOTSTRAP_SERVER", "kafka:9092", "FISCUS_KAFKA__BOOTSTRAP_SERVER"),
        ("FISCUS_SERVCE__LOG_LEVEL", "info", "FISCUS_SERVCE__LOG_LEVEL"),
        ("FISCUS_SERVICE__LOG_LEVEL", "chatty", "FISCUS_SERVICE__LOG_LEVEL"),
        ("FISCUS_EVENT_LOG__PARTITIONS", "dozen", "FISCUS_EVENT_LOG__PARTITIONS"),
    ],
)
def test_a_setting_that_is_wrong_would_be_noticed(name: str, value: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=said):
        settings_in(
            SETTINGS["loader"], in_compose("loader") | {name: value}, compose_secrets("loader"), tmp_path
        )


def test_a_setting_of_another_program_that_is_wrong_would_be_noticed() -> None:
    """The loader passes over the groups of others, the list of all settings does not."""
    assert unknown({"FISCUS_SOURCES__ALOWED_ROOTS": "/"}) == ["FISCUS_SOURCES__ALOWED_ROOTS"]


def test_a_secret_of_another_name_would_be_noticed(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FISCUS_POSTGRES__PASWORD"):
        settings_in(SETTINGS["loader"], in_compose("loader"), {"fiscus_postgres__pasword": "x"}, tmp_path)


@pytest.mark.parametrize("program", SETTINGS)
def test_what_is_no_setting_of_fiscus_is_known_to_somebody_else(program: str) -> None:
    names = {*in_compose(program), *(in_cluster(program) if program in CLUSTER.workloads() else ())}
    assert {name for name in names if not name.startswith("FISCUS_")} <= PLACES_OF_PROGRAMS | AWS


@pytest.mark.parametrize("program", SETTINGS)
def test_files_that_settings_name_are_mounted(program: str) -> None:
    """Certificates, and the folders of secrets and of state."""
    if program in CLUSTER.workloads():
        container = CLUSTER.workloads()[program]["spec"]["containers"][0]
        folders = {mount["mountPath"] for mount in container["volumeMounts"]}
        secrets = in_cluster(program)["FISCUS_SECRETS_DIR"]
        assert secrets in folders
        named = {value for value in in_cluster(program).values() if value.startswith(f"{secrets}/")}
        assert {Path(value).name for value in named} <= CLUSTER.secrets(program).keys()
        state = in_cluster(program).get("FISCUS_SERVICE__STATE_DIR")
        assert state is None or state in folders
    state = in_compose(program).get("FISCUS_SERVICE__STATE_DIR")
    assert state is None or any(entry.split(":")[1] == state for entry in COMPOSE[program]["volumes"])
    assert in_compose(program).get("FISCUS_SECRETS_DIR", SECRETS_FOLDER) == SECRETS_FOLDER


def test_what_documents_are_judged_by_is_a_file_that_people_can_change() -> None:
    """Policy and waivers are mounted from outside the image, and what lies there is in order."""
    mounted = mounts(COMPOSE["validator"])
    named = [in_compose("validator")[f"FISCUS_VALIDATION__{name}"] for name in ("POLICY", "WAIVERS")]
    load_basis(*(ROOT / mounted[place] for place in named))
    waivers = Path(in_cluster("validator")["FISCUS_VALIDATION__WAIVERS"])
    pod = CLUSTER.workloads()["validator"]["spec"]
    (volume,) = (
        one["name"]
        for one in pod["containers"][0]["volumeMounts"]
        if Path(one["mountPath"]) == waivers.parent
    )
    (name,) = (one["configMap"]["name"] for one in pod["volumes"] if one["name"] == volume)
    assert parse_waivers(CLUSTER.of("ConfigMap")[name]["data"][waivers.name], where=name) == ()


@pytest.mark.parametrize("service", SERVICES)
def test_the_port_of_metrics_is_the_same_everywhere(service: str) -> None:
    """In the settings, the image and Kubernetes, its Service and container alike."""
    port = PORTS[service].model_fields["metrics_port"].default
    container = CLUSTER.workloads()[service]["spec"]["containers"][0]
    exposed = DOCKERFILE.last(service, "EXPOSE")
    assert exposed is not None
    assert exposed.words == [str(port)]
    assert image(service)["FISCUS_SERVICE__METRICS_PORT"] == str(port)
    assert in_cluster(service)["FISCUS_SERVICE__METRICS_PORT"] == str(port)
    assert [one["containerPort"] for one in container["ports"]] == [port]
    assert [one["port"] for one in CLUSTER.of("Service")[service]["spec"]["ports"]] == [port]


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code


def test_every_path_that_is_asked_for_is_served() -> None:
    containers = [CLUSTER.workloads()[service]["spec"]["containers"][0] for service in SERVICES]
    probes = ("startupProbe", "livenessProbe", "readinessProbe")
    asked = {container[probe]["httpGet"]["path"] for container in containers for probe in probes}
    assert asked == {"/healthz", "/readyz"}
    well = Probe(ok=True, reason="")
    with ObservabilityServer(
        CollectorRegistry(), live=lambda: well, ready=lambda: well, host="127.0.0.1"
    ) as server:
        assert {path: status(server.port, path) for path in asked | {"/metrics"}} == dict.fromkeys(
            asked | {"/metrics"}, 200
        )
        assert status(server.port, "/health") == 404


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_waits_for_others_is_not_restarted(service: str) -> None:
    """Only whether its loop moves decides on its life; whether it is ready, on nothing but that."""
    container = CLUSTER.workloads()[service]["spec"]["containers"][0]
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert container["startupProbe"]["httpGet"]["path"] == "/healthz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"


def check(port: int) -> subprocess.CompletedProcess[str]:
    """Run the health check of the images."""
    program = [sys.executable, "-I", str(ROOT / "deploy/docker/healthcheck.py")]
    environment = {"FISCUS_SERVICE__METRICS_PORT": str(port), "PATH": os.environ["PATH"]}
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("probe", "code"), [(Probe(ok=True, reason=""), 0), (Probe(ok=False, reason="the loop stands"), 1)]
)
def test_the_health_check_says_what_the_probe_says(probe: Probe, code: int) -> None:
    with ObservabilityServer(
        CollectorRegistry(), live=lambda: probe, ready=lambda: probe, host="127.0.0.1"
    ) as server:
        done = check(server.port)
    assert (done.returncode, done.stderr) == (code, "")
    assert probe.reason in done.stdout


def test_where_nothing_listens_the_health_check_fails() -> None:
    done = check(1)
    assert (done.returncode, done.stderr) == (1, "")
    assert "no answer" in done.stdout


@pytest.mark.parametrize("program", SETTINGS)
def test_the_command_of_each_container_is_a_program(program: str) -> None:
    """`--help` of exactly what the container starts, with every setting."""
    entry = DOCKERFILE.last(TARGETS.get(program, program), "ENTRYPOINT")
    assert entry is not None
    words = COMPOSE[program].get("entrypoint", entry.words)
    if program in CLUSTER.workloads():
        assert CLUSTER.workloads()[program]["spec"]["containers"][0].get("command", entry.words) == words
    if words == ["fiscus"]:
        words = ["python", "-m", "services.cli"]
    shown = subprocess.run(
        [sys.executable, *words[1:], "--help"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert shown.returncode == 0, shown.stderr
    assert "usage:" in shown.stdout.lower()
