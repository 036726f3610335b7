"""docker-compose.yml and Dockerfile agree with the settings and with what `serve` runs."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from portfolio_hub import parts
from portfolio_hub.lib.queues import Queue

ROOT = Path(settings.BASE_DIR)
OURS = ("migrate", "web", "worker", "beat")
VARIABLE = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*"([A-Z][A-Z_]+)\"""")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def variables_read() -> set[str]:
    """The environment variables that the code reads."""
    return {name for path in (ROOT / "portfolio_hub").rglob("*.py") for name in VARIABLE.findall(path.read_text())}


def without_log_level(command: Sequence[str]) -> list[str]:
    """A command as the container runs it: its own Python, and as many words of log as it likes."""
    words = ["python" if word == sys.executable else word for word in command if word != "--quiet"]
    return words[: words.index("--loglevel")] if "--loglevel" in words else words


def test_the_services_are_the_parts_of_a_hub(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"db", "broker", *OURS}


def test_one_image_serves_all_parts_and_no_image_floats(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {services[name]["image"] for name in OURS} == {"portfolio-hub:${HUB_VERSION:-latest}"}
    assert services["db"]["image"].startswith("postgres:17")
    assert services["broker"]["image"].startswith("redis:7.2")


def test_containers_run_the_commands_that_serve_runs(compose: dict[str, Any], dockerfile: str) -> None:
    services = compose["services"]
    expected = {
        "web": parts.web("0.0.0.0", 8000).command(),
        "worker": parts.worker_command(),
        "beat": parts.beat().command(),
    }
    for name, command in expected.items():
        assert without_log_level(services[name]["command"]) == without_log_level(command), name
    assert services["migrate"]["command"][:3] == ["python", "manage.py", "migrate"]
    assert f"CMD {list(services['web']['command'])}".replace("'", '"') in dockerfile


def test_the_worker_serves_every_queue(compose: dict[str, Any]) -> None:
    command = compose["services"]["worker"]["command"]
    assert command[command.index("--queues") + 1].split(",") == list(Queue)


def test_every_variable_is_one_that_the_settings_read(compose: dict[str, Any], dockerfile: str) -> None:
    known = variables_read()
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= known
    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= known, name
    assert "VAR_DIR=/var/lib/portfolio-hub" in dockerfile
    assert "VAR_DIR" in known


def test_the_example_of_an_environment_names_known_variables() -> None:
    text = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, flags=re.MULTILINE))
    assert named <= variables_read() | {"POSTGRES_PASSWORD"}


def test_the_guide_explains_every_variable_and_no_other() -> None:
    guide = (ROOT / "docs" / "guide" / "operators.md").read_text()
    rows = guide.split("## Variables")[1].split("\n## ")[0].splitlines()
    explained = {
        name for row in rows if row.startswith("| `") for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert explained == variables_read()


def test_secrets_come_from_the_environment_and_must_be_set(compose: dict[str, Any]) -> None:
    web, db = compose["services"]["web"]["environment"], compose["services"]["db"]["environment"]
    assert web["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in web["DATABASE_URL"]
    assert db["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_addresses_name_the_services(compose: dict[str, Any]) -> None:
    web, db = compose["services"]["web"]["environment"], compose["services"]["db"]["environment"]
    assert web["DATABASE_URL"].endswith(f"@db:5432/{db['POSTGRES_DB']}")
    assert web["DATABASE_URL"].startswith(f"postgres://{db['POSTGRES_USER']}:")
    assert web["REDIS_URL"].startswith("redis://broker:")


@pytest.mark.parametrize(
    ("service", "asks"),
    [
        ("db", "pg_isready"),
        ("broker", "redis-cli"),
        ("web", "/healthz/"),
        ("worker", "inspect ping"),
        ("beat", "beat-schedule"),
    ],
)
def test_each_service_is_asked_how_it_is(compose: dict[str, Any], service: str, asks: str) -> None:
    check = compose["services"][service]["healthcheck"]
    assert asks in " ".join(check["test"])
    assert {"interval", "timeout", "retries"} <= set(check)


def test_the_health_check_of_the_beat_looks_at_the_file_that_the_beat_writes() -> None:
    assert Path(settings.CELERY_BEAT_SCHEDULE_FILENAME) == Path(settings.VAR_DIR) / "beat-schedule"


def test_the_health_check_of_the_web_is_let_in(compose: dict[str, Any]) -> None:
    assert "127.0.0.1" in compose["services"]["web"]["environment"]["ALLOWED_HOSTS"].split(",")


def test_parts_wait_for_migrations_database_and_broker(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        assert {key: value["condition"] for key, value in compose["services"][name]["depends_on"].items()} == {
            "migrate": "service_completed_successfully",
            "db": "service_healthy",
            "broker": "service_healthy",
        }


def test_data_outlive_their_containers(compose: dict[str, Any], dockerfile: str) -> None:
    named = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert named == set(compose["volumes"])
    assert "VOLUME /var/lib/portfolio-hub" in dockerfile


def test_the_image_is_locked_and_does_not_run_as_root(dockerfile: str) -> None:
    assert "--require-hashes --requirement requirements/base.txt" in dockerfile
    assert dockerfile.index("USER hub") > dockerfile.index("collectstatic")
    assert "root" not in re.findall(r"^USER (\w+)", dockerfile, flags=re.MULTILINE)
