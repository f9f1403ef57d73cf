"""The container files describe what the product promises."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from intranet import environment

pytestmark = pytest.mark.embedded  # files are the same in both profiles
ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "live", "worker", "beat")
PROXY = (ROOT / "deploy" / "nginx.conf").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_compose_file_follows_its_schema():
    checker = Path(sys.executable).with_name("check-jsonschema")
    subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yml"],
        check=True,
        capture_output=True,
    )


def test_every_part_of_the_server_profile_is_there():
    assert set(SERVICES) == {"proxy", *OURS, "postgres", "redis"}
    assert {SERVICES[name]["environment"]["PROCESS"] for name in OURS[1:]} == set(OURS[1:])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_without_root(name):
    assert SERVICES[name]["user"] not in {"root", "0"}
    assert SERVICES[name]["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name):
    tag = SERVICES[name]["image"].rpartition(":")[2]
    assert tag
    assert tag != "latest"


def test_the_images_of_the_build_are_pinned():
    images = [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM ")]
    assert images
    assert all(any(sign.isdigit() for sign in image.partition(":")[2]) for image in images)


def test_secrets_come_from_files_only():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in ("SECRET", "PASSWORD")):
                assert name.endswith("_FILE"), name
                assert value.startswith("/run/secrets/")
    assert all("file" in secret for secret in COMPOSE["secrets"].values())


def test_the_image_runs_as_a_person_without_rights():
    users = [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("USER ")]
    assert users == ["flurfunk"]


def test_what_must_survive_lives_in_volumes():
    assert set(COMPOSE["volumes"]) == {"database", "media"}


def test_the_proxy_never_owns_the_uploads_and_reads_them_by_their_group():
    mounts = [one for one in SERVICES["proxy"]["volumes"] if isinstance(one, dict)]
    assert [(one["source"], one["read_only"], one["volume"]) for one in mounts] == [
        ("media", True, {"nocopy": True})
    ]
    assert f"alias {mounts[0]['target']}/;" in PROXY
    assert SERVICES["proxy"]["group_add"] == [SERVICES["web"]["user"].partition(":")[2]]


def blocks_of(text):
    """Every block of the proxy file that holds no further block, by its first words."""
    return re.findall(r"([\w/~^$+\[\]() .@-]+?)\s*\{([^{}]*)\}", text)


def test_a_block_with_headers_of_its_own_names_all_of_them():
    """nginx inherits such lines only where a block has none: one forgotten line cancels four."""
    needed = {"Host", "X-Forwarded-For", "X-Forwarded-Proto", "Connection"}
    found = {
        head.strip(): set(re.findall(r"proxy_set_header (\S+)", body))
        for head, body in blocks_of(PROXY)
        if "proxy_set_header" in body
    }
    assert {"location /ws/"} <= set(found)
    assert [head for head, names in found.items() if names < needed or not needed <= names] == []


# --- variables -----------------------------------------------------------------------------------
# Documented, and yet no business of a container.
NOT_FOR_CONTAINERS = {
    "HOST": "the compose file says where each server listens",
    "PORT": "the same",
    "VAR_DIR": "the image says where its files lie",
    "DEMO": "embedded only",
    "DEBUG": "development only",
    "REPLICAS": "asked on SQLite only",
}
NOT_DOCUMENTED = {"PLAIN_STATIC"}  # for our tests
READ = r"""environment\.(?:text|flag|number|numbers|items)\(\s*"(\w+)\""""


def documented():
    text = (ROOT / "docs" / "configuration.md").read_text()
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def handed_on(name):
    """The variables of a service, those that come from files under the name they stand for."""
    return {one.removesuffix("_FILE") for one in SERVICES[name]["environment"]}


def test_every_variable_that_settings_read_is_documented():
    read = {
        name
        for path in (ROOT / "intranet").glob("*.py")
        for name in re.findall(READ, path.read_text())
    }
    assert read - NOT_DOCUMENTED == {name for name in documented() if name not in compose_only()}, (
        "docs/configuration.md and intranet/*.py know different variables"
    )


def compose_only():
    """What the compose file itself reads from its surroundings, beside what it hands on."""
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{(\w+)", text))
    return {name for name in asked if name.removesuffix("_FILE") not in handed_on("web")}


@pytest.mark.parametrize("name", OURS)
def test_every_documented_variable_reaches_the_containers(name):
    wanted = documented() - set(NOT_FOR_CONTAINERS) - compose_only() - {"PROCESS"}
    assert wanted - handed_on(name) == set()
    assert handed_on(name) - documented() == set()


def test_every_variable_of_the_compose_file_is_documented():
    assert compose_only() - documented() == set()


def test_what_nobody_gives_is_not_given(monkeypatch):
    """The compose file hands on empty words for what is not set, empty files for secrets."""
    monkeypatch.setenv("TIME_ZONE", "")
    monkeypatch.setenv("SMTP_PASSWORD_FILE", "/dev/null")
    monkeypatch.setenv("SMTP_PASSWORD", "")
    assert environment.text("TIME_ZONE", "Europe/Berlin") == "Europe/Berlin"
    assert environment.text("SMTP_PASSWORD", "none") == "none"
    given = [value for value in SERVICES["web"]["environment"].values() if ":-" in str(value)]
    assert len(given) > 20
