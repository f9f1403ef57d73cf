"""Settings that would be unsafe or contradict each other stop the start, with one sentence each."""

import re
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from intranet import environment, mail

PROCESSES = ("web", "live", "worker", "beat")
LOGO_BYTES = 40 * 1024
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", ""}
SECRET_LENGTH = 50
S3_VARIABLES = ("S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
Settings = dict[str, Any]


def host_of(url: str) -> str:
    """The host name inside an address like https://intranet.example."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (reading it checks it)
    except ValueError as error:
        raise ImproperlyConfigured(f"BASE_URL is not an address: {error}.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"BASE_URL is {url!r}; it must look like https://intranet.example."
        )
    return parts.hostname


def refuse_unsafe(settings: Settings) -> None:
    """Raise ImproperlyConfigured with the first sentence of `unsafe`, if there is one."""
    for sentence in unsafe(settings):
        raise ImproperlyConfigured(sentence)


def unsafe(settings: Settings) -> Iterator[str]:
    """One sentence for every setting that is unsafe, unknown or contradicts another."""
    yield from _values(settings)
    yield from _profile(settings)
    yield from _production(settings)
    yield from _halves()
    yield from _mail(settings)
    yield from _brand(settings)


def is_exposed(settings: Settings) -> bool:
    """Whether other machines reach this site."""
    return host_of(settings["BASE_URL"]) not in LOCAL_HOSTS


def _values(settings: Settings) -> Iterator[str]:
    if settings["PROCESS"] not in PROCESSES:
        yield f"PROCESS is {settings['PROCESS']!r}; it must be one of {', '.join(PROCESSES)}."
    languages = [code for code, _ in settings["LANGUAGES"]]
    if settings["LANGUAGE_CODE"] not in languages:
        yield f"SITE_LANGUAGE is {settings['LANGUAGE_CODE']!r}; it must be one of {languages}."
    if settings["TIME_ZONE"] not in zoneinfo.available_timezones():
        yield f"TIME_ZONE is {settings['TIME_ZONE']!r}; it must be a name like Europe/Berlin."
    if settings["INTERNAL_FILES"] and not re.fullmatch(r"/.*/", settings["INTERNAL_FILES"]):
        yield "INTERNAL_FILES must begin and end with a slash, like /internal-files/."
    if settings["LOGGING"]["root"]["level"] not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        yield "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."


def _profile(settings: Settings) -> Iterator[str]:
    if settings["REDIS_URL"] and settings["EMBEDDED"]:
        yield "REDIS_URL is set without DATABASE_URL: the server profile needs both."
    if settings["DATABASE_URL"] and not settings["REDIS_URL"]:
        yield "DATABASE_URL is set without REDIS_URL: the server profile needs both."
    if settings["EMBEDDED"] and environment.number("REPLICAS", 1, least=1) > 1:
        yield "REPLICAS is above 1, but SQLite serves one process: set DATABASE_URL."
    if settings["EMBEDDED"] and settings["PROCESS"] != "web":
        yield f"PROCESS={settings['PROCESS']} belongs to the server profile: set DATABASE_URL."


def _production(settings: Settings) -> Iterator[str]:
    if settings["DEBUG"] and (is_exposed(settings) or settings["HTTPS"]):
        yield "DEBUG shows source code to visitors: switch it off or use a local BASE_URL."
    if "*" in settings["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS contains *, which lets anybody forge links: name the hosts."
    if (
        "change-me" in settings["SECRET_KEY"].lower()
        or "insecure" in settings["SECRET_KEY"].lower()
    ):
        yield "SECRET_KEY is the sample from the documentation: make your own."
    if len(settings["SECRET_KEY"]) < SECRET_LENGTH:
        yield f"SECRET_KEY is too short: at least {SECRET_LENGTH} random characters."


def _halves() -> Iterator[str]:
    given = [name for name in S3_VARIABLES if environment.text(name)]
    if given and len(given) < len(S3_VARIABLES):
        missing = next(name for name in S3_VARIABLES if name not in given)
        yield f"{given[0]} is set without {missing}: object storage needs both."
    if environment.text("S3_ENDPOINT") and not given:
        yield "S3_ENDPOINT is set without S3_BUCKET."
    if bool(environment.text("SMTP_USER")) != bool(environment.text("SMTP_PASSWORD")):
        yield "SMTP_USER and SMTP_PASSWORD belong together: give both or none."
    if environment.text("SMTP_USER") and not environment.text("SMTP_HOST"):
        yield "SMTP_USER is set without SMTP_HOST."


def _mail(settings: Settings) -> Iterator[str]:
    sender = settings["DEFAULT_FROM_EMAIL"]
    if not mail.address_of(sender):
        yield f"MAIL_FROM is {sender!r}; it must look like Company <intranet@company.example>."
    elif settings["SMTP_HOST"] and is_exposed(settings) and not mail.is_known(sender):
        yield f"MAIL_FROM is {sender!r}, an address that mail servers out there do not know."
    if not 0 < settings["EMAIL_PORT"] < 65_536:
        yield f"SMTP_PORT is {settings['EMAIL_PORT']}; it must be from 1 to 65535."
    if settings["OUTGOING_REQUESTS"] and is_exposed(settings) and not settings["PUSH_CONTACT"]:
        yield (
            "Push services want to know whom to ask, and neither BASE_URL nor MAIL_FROM is an "
            "address out there: give MAIL_FROM one, or set OUTGOING_REQUESTS=0."
        )
    if settings["DIGEST_RHYTHM"] not in {"none", "daily", "workdays", "weekly"}:
        yield "DIGEST_RHYTHM must be none, daily, workdays or weekly."


def _brand(settings: Settings) -> Iterator[str]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", settings["BRAND_COLOUR"]):
        yield f"BRAND_COLOUR is {settings['BRAND_COLOUR']!r}; it must look like #065e47."
    if settings["BRAND_LOGO"]:
        yield from _logo(Path(settings["BRAND_LOGO"]))


def _logo(path: Path) -> Iterator[str]:
    if path.suffix not in {".svg", ".png"} or not path.is_file():
        yield f"BRAND_LOGO is {str(path)!r}; it must be the path of an SVG or PNG file."
    elif path.stat().st_size > LOGO_BYTES:
        yield f"BRAND_LOGO is larger than {LOGO_BYTES // 1024} KB."


def read_settings() -> None:
    """Read the settings now; a wrong one ends the process with its sentence and no traceback."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018 (the first access reads the file)
    except ImproperlyConfigured as error:
        sys.exit(f"Flurfunk cannot start. {error}")
