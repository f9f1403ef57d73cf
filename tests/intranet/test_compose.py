"""The container files describe what the product promises."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.embedded  # files are the same in both profiles
ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "live", "worker", "beat")
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
    assert any(":/media:ro" in volume for volume in SERVICES["proxy"]["volumes"])


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_the_proxy_understands_its_configuration(tmp_path):
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout {key} -out {certificate}"
    subprocess.run(make.split(), check=True, capture_output=True)
    for name, local in {
        "/run/secrets/tls_certificate": str(certificate),
        "/run/secrets/tls_key": str(key),
        "web:8000": "127.0.0.1:8000",
        "live:8001": "127.0.0.1:8001",
    }.items():
        site = site.replace(name, local)
    (tmp_path / "site.conf").write_text(site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} "
        f"http {{ access_log off; client_body_temp_path {tmp_path}; "
        f"proxy_temp_path {tmp_path}/p; include {tmp_path}/site.conf; }}"
    )
    ended = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", str(whole)], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
