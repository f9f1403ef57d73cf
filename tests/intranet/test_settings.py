"""Unsafe, unknown or contradictory settings stop the start with one sentence."""

import os
import runpy
import subprocess
import sys
from email.utils import parseaddr
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from kit.management.commands import ready
from tests import profile

pytestmark = pytest.mark.embedded  # each test makes the environment it needs
ROOT = Path(__file__).resolve().parents[2]
GOOD_SECRET = "x1" * 30
SERVER = {
    "DATABASE_URL": "postgres:///flurfunk",
    "REDIS_URL": "redis://localhost",
    "SECRET_KEY": GOOD_SECRET,
}
PUBLIC = {"BASE_URL": "https://intranet.firm.example"}
WRONG = {
    "debug on a public address": ({"DEBUG": "1", "BASE_URL": "https://a.example"}, "DEBUG shows"),
    "any host": ({"ALLOWED_HOSTS": "a.example,*"}, "ALLOWED_HOSTS contains *"),
    "sample secret": ({"SECRET_KEY": "change-me-" * 9}, "SECRET_KEY is the sample"),
    "short secret": ({"SECRET_KEY": "abc"}, "SECRET_KEY is too short"),
    "server without secret": (SERVER | {"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "redis alone": ({"REDIS_URL": "redis://x"}, "REDIS_URL is set without DATABASE_URL"),
    "database alone": (SERVER | {"REDIS_URL": ""}, "DATABASE_URL is set without REDIS_URL"),
    "wrong database": (SERVER | {"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must start with"),
    "database unnamed": (SERVER | {"DATABASE_URL": "postgres://x"}, "names no database"),
    "database option": (SERVER | {"DATABASE_URL": "postgres:///x?pool=9"}, "unknown option 'pool'"),
    "database port": (SERVER | {"DATABASE_URL": "postgres://h:x/y"}, "is not an address"),
    "wrong redis": (SERVER | {"REDIS_URL": "http://x"}, "REDIS_URL must start with"),
    "replicas on sqlite": ({"REPLICAS": "2"}, "REPLICAS is above 1"),
    "process on sqlite": ({"PROCESS": "worker"}, "belongs to the server profile"),
    "unknown process": ({"PROCESS": "cron"}, "PROCESS is 'cron'"),
    "half object storage": ({"S3_BUCKET": "b", "S3_ACCESS_KEY": "k"}, "without S3_SECRET_KEY"),
    "endpoint alone": ({"S3_ENDPOINT": "http://minio"}, "S3_ENDPOINT is set without S3_BUCKET"),
    "mail user alone": ({"SMTP_HOST": "h", "SMTP_USER": "u"}, "belong together"),
    "mail user without host": ({"SMTP_USER": "u", "SMTP_PASSWORD": "p"}, "without SMTP_HOST"),
    "sender without address": ({"MAIL_FROM": "Nordwerk"}, "MAIL_FROM is 'Nordwerk'; it must"),
    "sender without host": ({"MAIL_FROM": "Nordwerk <mail@>"}, "MAIL_FROM is"),
    "two senders": ({"MAIL_FROM": "a@b.example, c@d.example"}, "MAIL_FROM is"),
    "sender that breaks off": ({"MAIL_FROM": "Nordwerk <mail@nordwerk.example"}, "MAIL_FROM is"),
    "local sender": (
        PUBLIC | {"SMTP_HOST": "h", "MAIL_FROM": "x@localhost"},
        "MAIL_FROM is 'x@localhost', an address that mail servers out there do not know.",
    ),
    "mail port": ({"SMTP_PORT": "70000"}, "SMTP_PORT is 70000"),
    "nobody for push services": ({"BASE_URL": "https://intranet"}, "Push services want to know"),
    "only an address inside": (
        {"BASE_URL": "https://10.1.2.3", "MAIL_FROM": "it@firma.local"},
        "Push services want to know",
    ),
    "no address": ({"BASE_URL": "intranet"}, "BASE_URL is 'intranet'"),
    "address port": ({"BASE_URL": "http://a:b"}, "BASE_URL is not an address"),
    "no switch": ({"DEBUG": "maybe"}, "DEBUG is 'maybe'; it must be 1 or 0"),
    "no number": ({"PORT": "http"}, "PORT is 'http'"),
    "no ports": ({"OUTGOING_PORTS": "80, http"}, "OUTGOING_PORTS must be whole numbers"),
    "no language": ({"SITE_LANGUAGE": "fr"}, "SITE_LANGUAGE is 'fr'"),
    "no time zone": ({"TIME_ZONE": "Ulm"}, "TIME_ZONE is 'Ulm'"),
    "no log level": ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be"),
    "no folder": ({"INTERNAL_FILES": "files"}, "INTERNAL_FILES must begin"),
    "no colour": ({"BRAND_COLOUR": "green"}, "BRAND_COLOUR is 'green'"),
    "no logo": ({"BRAND_LOGO": "/nowhere.svg"}, "BRAND_LOGO is '/nowhere.svg'"),
    "no secret file": ({"SECRET_KEY_FILE": "/nowhere"}, "which cannot be read"),
    "secret twice": ({"SECRET_KEY": GOOD_SECRET, "SECRET_KEY_FILE": "/x"}, "give only one"),
}


def manage(
    folder: Path, variables: dict[str, str], *command: str
) -> subprocess.CompletedProcess[str]:
    return run(folder, variables, "manage.py", *(command or ("version",)))


def run(folder: Path, variables: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words],
        env=kept | {"VAR_DIR": str(folder)} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A process without any of our variables."""
    for name in (*profile.CLEARED, "SECRET_KEY", "PLAIN_STATIC", "DEMO", "LIVE_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize("name", WRONG)
def test_J3_a_wrong_setting_is_refused_in_one_sentence(name, bare):
    variables, sentence = WRONG[name]
    for variable, value in variables.items():
        bare.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(ROOT / "intranet" / "settings.py"))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def read_with(bare, variables):
    """The settings of a site with these variables."""
    for variable, value in variables.items():
        bare.setenv(variable, value)
    return runpy.run_path(str(ROOT / "intranet" / "settings.py"))


@pytest.mark.parametrize(
    ("variables", "whom"),
    [
        (PUBLIC, "https://intranet.firm.example"),
        (PUBLIC | {"BASE_URL": "https://firm.example:8443"}, "https://firm.example:8443"),
        (
            {"BASE_URL": "https://intranet", "MAIL_FROM": "IT <it@firm.example>"},
            "mailto:it@firm.example",
        ),
        ({"BASE_URL": "https://localhost:8443"}, ""),
        ({"BASE_URL": "https://intranet", "OUTGOING_REQUESTS": "0"}, ""),
        ({}, ""),
    ],
)
def test_push_services_are_told_an_address_they_can_turn_to(bare, variables, whom):
    assert read_with(bare, variables)["PUSH_CONTACT"] == whom


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"SMTP_PORT": "465"}, (True, False)),
        ({"SMTP_PORT": "465", "SMTP_TLS": "1"}, (True, False)),
        ({"SMTP_PORT": "587", "SMTP_TLS": "1"}, (False, True)),
        ({"SMTP_PORT": "25"}, (False, False)),
    ],
)
def test_mails_are_encrypted_as_the_port_wants_it(bare, variables, expected):
    made = read_with(bare, variables | {"SMTP_HOST": "mail.firm.example"})
    assert (made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]) == expected


@pytest.mark.parametrize(
    ("variables", "backend"),
    [
        ({}, "django.core.mail.backends.filebased.EmailBackend"),
        (SERVER, "kit.mails.NoServer"),
        (SERVER | {"SMTP_HOST": "h"}, "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_mails_without_a_server_are_files_at_home_and_wait_elsewhere(bare, variables, backend):
    assert read_with(bare, variables)["EMAIL_BACKEND"] == backend


def test_the_sender_is_the_company_at_its_own_host_whatever_it_is_called(bare):
    made = read_with(bare, PUBLIC | {"COMPANY_NAME": "Müller, Söhne & Co. <KG>"})
    name, address = parseaddr(made["DEFAULT_FROM_EMAIL"])
    assert (name, address) == ("Müller, Söhne & Co. <KG>", "flurfunk@intranet.firm.example")


def test_an_empty_variable_counts_as_not_given(bare):
    names = ("ALLOWED_HOSTS", "TIME_ZONE", "SMTP_PORT", "COMPANY_NAME", "OUTGOING_PORTS")
    made = read_with(bare, dict.fromkeys(names, ""))
    assert made["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert (made["TIME_ZONE"], made["OUTGOING_PORTS"]) == ("Europe/Berlin", [80, 443])


def test_uploads_that_cannot_be_written_refuse_the_start(monkeypatch, settings):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    monkeypatch.setattr(ready, "has_pending_migrations", lambda: False)
    with pytest.raises(CommandError, match=r"Uploads cannot be written: give .+ to "):
        call_command("ready")


def test_a_start_without_a_mail_server_says_that_mails_wait(monkeypatch, settings, capsys):
    settings.LOCAL_MAILBOX, settings.SMTP_HOST = False, ""
    monkeypatch.setattr(ready, "has_pending_migrations", lambda: False)
    call_command("ready")
    assert "SMTP_HOST is not set: mails wait" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["manage.py", "check"], ["-m", "intranet.wsgi"]])
def test_J3_the_sentence_is_all_that_a_failed_start_prints(command, tmp_path):
    ended = run(tmp_path, {"DEBUG": "maybe"}, *command)
    assert ended.returncode == 1
    assert ended.stderr == "Flurfunk cannot start. DEBUG is 'maybe'; it must be 1 or 0.\n"


def test_the_defaults_start_without_any_variable(tmp_path):
    assert manage(tmp_path, {}).returncode == 0


def test_the_embedded_secret_is_made_once_and_private(tmp_path):
    manage(tmp_path, {})
    made = tmp_path / "secret_key"
    first = made.read_text()
    manage(tmp_path, {})
    assert made.read_text() == first
    assert len(first) >= 50
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text(GOOD_SECRET + "\n")
    variables = {name: value for name, value in SERVER.items() if name != "SECRET_KEY"}
    ended = manage(tmp_path, variables | {"SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert ended.returncode == 0, ended.stderr


def test_a_large_logo_is_refused(tmp_path):
    (tmp_path / "logo.svg").write_text("x" * 41_000)
    ended = manage(tmp_path, {"BRAND_LOGO": str(tmp_path / "logo.svg")})
    assert "larger than 40 KB" in ended.stderr


def test_J3_the_server_profile_refuses_a_database_that_does_not_answer(tmp_path):
    ended = manage(tmp_path, SERVER | {"DATABASE_URL": f"postgres:///x?host={tmp_path}"}, "ready")
    assert ended.returncode == 1
    assert "The database does not answer" in ended.stderr


def test_J3_pending_migrations_refuse_the_start(tmp_path):
    ended = manage(tmp_path, {}, "ready")
    assert ended.returncode == 1
    assert "The database lacks migrations" in ended.stderr


def test_mentions_and_topics_of_texts_lead_to_their_pages(settings):
    assert settings.MENTION_ADDRESS.format("anna") == reverse("person", args=["anna"])
    assert settings.TOPIC_ADDRESS.format("heating") == reverse("topic", args=["heating"])
