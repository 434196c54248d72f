"""docker-compose.yml: every service is pinned, confined and limited, and finds what it refers to."""

from __future__ import annotations

import copy
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.extractor.settings import ExtractorSettings
from shared.settings.reference import variables
from shared.version import VERSION
from tests.unit.deploy.compose import Node, faults, megabytes, mounts, read, seconds
from tests.unit.deploy.dockerfile import parse
from tests.unit.deploy.programs import SERVICES
from tests.unit.docs.pages import ROOT

PATH = ROOT / "docker-compose.yml"
DOCUMENT = read(PATH)
SERVICE: dict[str, Node] = DOCUMENT["services"]


def put(service: str, key: str, value: object) -> Callable[[Node], None]:
    """Change one thing of one service."""

    def edit(document: Node) -> None:
        document["services"][service][key] = value

    return edit


def drop(service: str, key: str) -> Callable[[Node], None]:
    """Take one thing of one service away."""

    def edit(document: Node) -> None:
        del document["services"][service][key]

    return edit


def test_it_is_in_order() -> None:
    assert list(faults(DOCUMENT, ROOT)) == []


def test_everything_that_makes_the_system_is_there() -> None:
    servers = {"kafka", "postgres", "prometheus", "grafana"}
    assert {*SERVICES, *servers, "migrate", "tools"} == SERVICE.keys()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (put("kafka", "image", "apache/kafka:latest"), "kafka: the image is not pinned"),
        (put("kafka", "image", "apache/kafka"), "kafka: the image is not pinned"),
        (put("grafana", "user", "0:0"), "grafana: the user"),
        (drop("loader", "user"), "loader: the user"),
        (put("postgres", "user", "postgres"), "postgres: the user"),
        (drop("validator", "read_only"), "validator: the file system"),
        (put("extractor", "cap_drop", []), "extractor: it keeps capabilities"),
        (put("extractor", "security_opt", []), "extractor: it may gain privileges"),
        (drop("prometheus", "mem_limit"), "prometheus: no mem_limit"),
        (drop("tools", "cpus"), "tools: no cpus"),
        (drop("migrate", "pids_limit"), "migrate: no pids_limit"),
        (put("postgres", "ports", ["5432:5432"]), "open to other machines"),
        (put("loader", "environment", {"FISCUS_POSTGRES__PASSWORD": "x"}), "a secret stands in"),
        (put("loader", "secrets", ["postgres_laoder"]), "postgres_laoder is none of the secrets"),
        (put("loader", "networks", ["evnets"]), "evnets is none of the networks"),
        (put("extractor", "volumes", ["state:/var/lib/fiscus"]), "state is none of the volumes"),
        (put("prometheus", "volumes", ["./deploy/none.yml:/etc/x:ro"]), "none.yml is not there"),
        (put("loader", "depends_on", {"kafak": {"condition": "service_healthy"}}), "no service"),
        (put("loader", "depends_on", {"migrate": {"condition": "service_healthy"}}), "no healthcheck"),
        (put("migrate", "restart", "always"), "started again and again"),
        (lambda document: document["volumes"].update(old={}), "volumes: nobody uses old"),
    ],
)
def test_what_is_wrong_is_found(edit: Callable[[Node], None], said: str) -> None:
    changed = copy.deepcopy(DOCUMENT)
    edit(changed)
    assert any(said in fault for fault in faults(changed, ROOT)), list(faults(changed, ROOT))


@pytest.mark.parametrize("name", [*SERVICES, "migrate", "tools"])
def test_our_images_are_stages_of_the_dockerfile_with_the_version_as_tag(name: str) -> None:
    service, stages = (
        SERVICE[name],
        parse((ROOT / "deploy/docker/Dockerfile").read_text(encoding="utf-8")).stages,
    )
    target = service["build"]["target"]
    assert target in stages
    assert service["image"] == f"fiscus-{target}:{VERSION}"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_longer_than_its_drain_before_it_is_killed(name: str) -> None:
    drain = float(SERVICE[name]["environment"]["FISCUS_SERVICE__DRAIN_SECONDS"])
    assert seconds(SERVICE[name]["stop_grace_period"]) >= drain + 10


def test_the_extractor_has_the_memory_that_a_document_may_take_and_more() -> None:
    extractor = SERVICE["extractor"]
    document = int(extractor["environment"]["FISCUS_READING__MAX_MEMORY_MB"])
    assert megabytes(extractor["mem_limit"]) >= document + 512
    (told,) = (one for one in variables(ExtractorSettings) if one.name == "FISCUS_READING__MAX_MEMORY_MB")
    assert int(told.default) <= document, "documents that are read elsewhere would be refused here"


def on_one_network(first: str, second: str) -> bool:
    return bool(set(SERVICE[first]["networks"]) & set(SERVICE[second]["networks"]))


@pytest.mark.parametrize(
    ("variable", "port"),
    [("FISCUS_KAFKA__BOOTSTRAP_SERVERS", "9092"), ("FISCUS_POSTGRES__HOST", "5432")],
)
def test_servers_are_on_a_network_with_those_who_are_told_of_them(variable: str, port: str) -> None:
    environments = {name: service.get("environment", {}) for name, service in SERVICE.items()}
    told = {name: environment for name, environment in environments.items() if variable in environment}
    assert told
    for name, environment in told.items():
        host, _, given = environment[variable].partition(":")
        assert on_one_network(name, host)
        assert (given or environment["FISCUS_POSTGRES__PORT"]) == port


def test_kafka_listens_where_it_is_looked_for() -> None:
    environment = SERVICE["kafka"]["environment"]
    assert environment["KAFKA_ADVERTISED_LISTENERS"] == "PLAINTEXT://kafka:9092"
    assert "PLAINTEXT://:9092" in environment["KAFKA_LISTENERS"]
    assert environment["KAFKA_LOG_DIRS"] in {entry.split(":")[1] for entry in SERVICE["kafka"]["volumes"]}
    assert environment["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_the_loader_starts_when_the_warehouse_is_migrated() -> None:
    assert SERVICE["loader"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICE["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    users = {name: SERVICE[name]["environment"]["FISCUS_POSTGRES__USER"] for name in ("migrate", "loader")}
    assert users == {"migrate": "fiscus_owner", "loader": "fiscus_loader"}


def test_documents_lie_where_they_may_be_read_for_those_who_submit_and_those_who_read() -> None:
    for name in ("extractor", "tools"):
        root = SERVICE[name]["environment"]["FISCUS_SOURCES__ALLOWED_ROOTS"]
        assert mounts(SERVICE[name]) == {root: "./examples"}
        assert f"{root}:ro" in SERVICE[name]["volumes"][-1]


def test_what_a_read_only_container_must_write_is_in_memory_or_on_a_volume() -> None:
    assert all(any(entry.startswith("/tmp:") for entry in one["tmpfs"]) for one in SERVICE.values())  # noqa: S108


def yaml_of(path: Path) -> Any:  # noqa: ANN401 - whatever a file of another program holds
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_prometheus_asks_the_services_at_their_ports_and_is_on_their_network() -> None:
    jobs = yaml_of(ROOT / "deploy/prometheus/prometheus.yml")["scrape_configs"]
    asked = {(name, at["port"]) for job in jobs for at in job["dns_sd_configs"] for name in at["names"]}
    ports = parse((ROOT / "deploy/docker/Dockerfile").read_text(encoding="utf-8"))
    assert asked == {
        (name, int(ports.environment(name)["FISCUS_SERVICE__METRICS_PORT"])) for name in SERVICES
    }
    assert all(on_one_network("prometheus", name) for name, _ in asked)


def test_prometheus_finds_its_files_where_it_looks() -> None:
    mounted = mounts(SERVICE["prometheus"])
    (config,) = (word.split("=")[1] for word in SERVICE["prometheus"]["command"] if "config.file" in word)
    assert config in mounted
    rules = yaml_of(ROOT / mounted[config])["rule_files"]
    assert {str(Path(config).parent / rule) for rule in rules} <= mounted.keys()
    (storage,) = (word.split("=")[1] for word in SERVICE["prometheus"]["command"] if "tsdb.path" in word)
    assert f"prometheus-data:{storage}" in SERVICE["prometheus"]["volumes"]


def test_grafana_finds_its_dashboards_and_prometheus() -> None:
    mounted = mounts(SERVICE["grafana"])
    provisioning = ROOT / mounted["/etc/grafana/provisioning"]
    (provider,) = (
        one
        for file in sorted((provisioning / "dashboards").glob("*.y*ml"))
        for one in yaml_of(file)["providers"]
    )
    assert provider["options"]["path"] in mounted
    assert list((ROOT / mounted[provider["options"]["path"]]).rglob("*.json"))
    (source,) = (
        one
        for file in sorted((provisioning / "datasources").glob("*.y*ml"))
        for one in yaml_of(file)["datasources"]
    )
    assert source["url"] == "http://prometheus:9090"
    assert on_one_network("grafana", "prometheus")


def config(path: Path) -> subprocess.CompletedProcess[str]:
    command = ["docker-compose", "--file", str(path), "config", "--quiet"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.compose
def test_docker_compose_takes_it() -> None:
    done = config(PATH)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.compose
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("read_only: true", "readonly: true"),
        ("service_healthy", "service_helthy"),
        ("retries: 12", "retries: many"),
    ],
)
def test_docker_compose_refuses_what_it_does_not_know(old: str, new: str, tmp_path: Path) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    done = config(broken)
    assert done.returncode != 0
    assert done.stderr
