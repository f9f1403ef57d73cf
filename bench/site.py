"""The server profile for benchmarks: PostgreSQL, Redis, granian, on this machine only."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.services import Services, wait_until

GRANIAN = (
    "granian --interface wsgi --host 127.0.0.1 --no-ws"
    " --workers {workers} --blocking-threads {threads}"
)


def set_up() -> Services:
    """Start the services, point the environment at them and load Django."""
    services = Services().start()
    atexit.register(services.stop)
    _load(DATABASE_URL=services.postgresql.url, REDIS_URL=services.redis.url())
    return services


def set_up_embedded() -> None:
    """The embedded profile: SQLite, and nothing beside it."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    _load()


def _load(**environment: str) -> None:
    folder = tempfile.mkdtemp(prefix="flurfunk-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        environment,
        DJANGO_SETTINGS_MODULE="bench.settings",
        SECRET_KEY="only-for-benchmarks-" * 4,
        VAR_DIR=folder,
        LOG_LEVEL="WARNING",
        DEMO="0",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)


def free_port() -> int:
    """A port of the loopback address that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def web(
    application: str = "intranet.wsgi:application", *, workers: int = 1, threads: int = 2
) -> Iterator[str]:
    """The pages on granian; gives the address."""
    port = free_port()
    command = GRANIAN.format(workers=workers, threads=threads).split()
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port), application],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PROCESS": "web"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(f"{address}/healthz"), "granian")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False
