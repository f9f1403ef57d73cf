"""Turns the variables of a site into Django's settings for databases, cache and files."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from intranet import environment

Options = dict[str, Any]

SQLITE_OPTIONS: Options = {
    # The write lock is taken at BEGIN; a deferred one fails under parallel writers at once.
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;"
    ),
}
CONNECT_SECONDS = 2  # a missing database must answer 503 within three seconds
# Compiling a statement costs more than ours take: up to 4 s where a person has much unread.
NO_JIT = "-c jit=off"
# `database.prepared` asks the same questions for everybody: planned once, not for each person.
ONE_PLAN = "-c plan_cache_mode=force_generic_plan"
# A dead database is tried again every few seconds for good, and found by whoever asks first.
LIVE_POOL = {"min_size": 2, "max_size": 8, "timeout": 2, "reconnect_timeout": 4}
PAGES = {"web", "live"}
COMMANDS = {"manage.py", "django-admin"}
SERVERS = {"start", "serve", "runserver"}  # commands that answer pages


@dataclass(frozen=True)
class Patience:
    """How many seconds to wait for a lock, for one statement, and in a transaction; 0: for ever."""

    lock: int
    statement: int = 0
    idle: int = 0

    @property
    def as_options(self) -> str:
        """As PostgreSQL reads them when a connection begins, and how it is to plan."""
        times = {
            "lock_timeout": self.lock,
            "statement_timeout": self.statement,
            "idle_in_transaction_session_timeout": self.idle,
        }
        waits = [f"-c {name}={seconds}s" for name, seconds in times.items()]
        return " ".join((NO_JIT, ONE_PLAN, *waits))


# A request that waits holds one of few threads, so it gives up soon and is sent again.
FOR_PAGES = Patience(lock=1, statement=20, idle=30)
FOR_WORK = Patience(lock=10, statement=300, idle=300)
FOR_COMMANDS = Patience(lock=60)  # migrations, backups, the demo: somebody watches them


def patience(process: str, words: Sequence[str] = ()) -> Patience:
    """How long this process waits; `words` are those of its command line."""
    if words and Path(words[0]).name in COMMANDS:
        return FOR_PAGES if SERVERS & set(words[1:2]) else FOR_COMMANDS
    return FOR_PAGES if process in PAGES else FOR_WORK


URL_OPTIONS = {"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey"}


def database(url: str, var_dir: Path, process: str) -> Options:
    """The default database: SQLite in `var_dir`, or the PostgreSQL that `url` names."""
    wait = patience(process, sys.argv)
    if not url:
        return _sqlite(var_dir, wait)
    # Sockets run on an event loop: persistent connections leak there, a pool bounds them.
    # Threads and prefork children keep one connection each.
    # Either way a connection is checked before it is used: the database may have been restarted.
    common = _postgresql(url) | {"CONN_HEALTH_CHECKS": True}
    limits = {"options": wait.as_options, "prepare_threshold": 1}
    if process == "live":
        return common | {"CONN_MAX_AGE": 0, "OPTIONS": _options(url, pool=LIVE_POOL, **limits)}
    return common | {"CONN_MAX_AGE": 600, "OPTIONS": _options(url, **limits)}


def spare_postgresql() -> None:
    """Let nobody load Django's fields of PostgreSQL in a process on SQLite.

    The REST framework does where it can, and with them comes the driver: 11 MB of the process.
    """
    sys.modules["django.contrib.postgres.fields"] = None  # type: ignore[assignment]


def _sqlite(var_dir: Path, wait: Patience) -> Options:
    var_dir.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(var_dir / "flurfunk.sqlite3"),
        "CONN_MAX_AGE": 600,
        # One lock for all writers: longer than for a row, shorter than people wait.
        "OPTIONS": SQLITE_OPTIONS | {"timeout": max(5, min(wait.lock, 20))},
        # A file, because the shared in-memory database fails under threads.
        "TEST": {"NAME": str(var_dir / "test.sqlite3")},
    }


def _postgresql(url: str) -> Options:
    parts = _split(url, {"postgres", "postgresql"}, "DATABASE_URL")
    name, query = unquote(parts.path.lstrip("/")), dict(parse_qsl(parts.query))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user@host/name.")
    if unknown := sorted(query.keys() - URL_OPTIONS):
        raise ImproperlyConfigured(f"DATABASE_URL has an unknown option {unknown[0]!r}.")
    return {
        "ENGINE": "kit.database.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or environment.text("DATABASE_PASSWORD")),
        "HOST": parts.hostname or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
    }


def _options(url: str, **more: Any) -> Options:
    query = dict(parse_qsl(urlsplit(url).query))
    secure = {name: value for name, value in query.items() if name.startswith("ssl")}
    return {"connect_timeout": CONNECT_SECONDS, **secure, **more}


def _split(url: str, schemes: set[str], variable: str) -> Any:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (reading it checks it)
    except ValueError as error:
        raise ImproperlyConfigured(f"{variable} is not an address: {error}.") from error
    if parts.scheme not in schemes:
        raise ImproperlyConfigured(f"{variable} must start with {' or '.join(sorted(schemes))}.")
    return parts


def cache(redis_url: str) -> Options:
    """The shared cache: Redis where it is given, else the memory of the one process."""
    if not redis_url:
        return {"BACKEND": "kit.memory_cache.MemoryCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    _split(redis_url, {"redis", "rediss", "unix"}, "REDIS_URL")
    return {"BACKEND": "kit.redis_cache.FallbackRedisCache", "LOCATION": redis_url}


def broker(redis_url: str) -> str:
    """The same Redis as an address that Celery understands."""
    if not redis_url.startswith("unix:"):
        return redis_url
    parts = urlsplit(redis_url)
    number = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={number}"


def picture_sources() -> list[str]:
    """Where browsers may load pictures from beside us: downloads lead to the bucket's own host."""
    if not environment.text("S3_BUCKET"):
        return []
    parts = urlsplit(environment.text("S3_ENDPOINT") or "https://amazonaws.com")
    return [f"{parts.scheme}://{parts.netloc}", f"{parts.scheme}://*.{parts.netloc}"]


def storages(media_root: Path) -> Options:
    """Storage of uploads (disk or S3) and of static files (hashed names outside development)."""
    plain = environment.flag("DEBUG") or environment.flag("PLAIN_STATIC")
    static = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
        if plain
        else "kit.http.static_files.Storage"
    )
    return {"default": _uploads(media_root), "staticfiles": {"BACKEND": static}}


def _uploads(media_root: Path) -> Options:
    bucket = environment.text("S3_BUCKET")
    if not bucket:
        disk = "django.core.files.storage.FileSystemStorage"
        return {"BACKEND": disk, "OPTIONS": {"location": str(media_root)}}
    try:
        from botocore.config import Config
    except ImportError as error:
        raise ImproperlyConfigured(
            "S3_BUCKET is set, but the package django-storages[s3] is missing."
        ) from error
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": environment.text("S3_ENDPOINT") or None,
            "access_key": environment.text("S3_ACCESS_KEY"),
            "secret_key": environment.text("S3_SECRET_KEY"),
            "region_name": environment.text("S3_REGION") or None,
            "default_acl": "private",
            "querystring_expire": 60,
            "file_overwrite": False,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=1,
                read_timeout=10,
                retries={"total_max_attempts": 1},
            ),
        },
    }
