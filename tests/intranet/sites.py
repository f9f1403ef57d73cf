"""Whole installations: prepared, started by the product's own commands, and killed at will."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.intranet.processes import Process, clean_environment, composed, free_port, manage
from tests.migrated import copy_cluster, copy_sqlite
from tests.services import Services

ENTRY = "deploy/entry.sh"


class Site:
    """One installation and its running processes."""

    pages: str  # host and port of the pages
    sockets: str  # host and port of the sockets
    web: str  # the process that answers pages

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[str, Process] = {}

    @property
    def base(self) -> str:
        """The address people type."""
        return f"http://{self.pages}"

    def environment(self, process: str) -> dict[str, str]:
        """The variables of one kind of process."""
        raise NotImplementedError

    def start(self, name: str) -> Process:
        """Start one kind of process."""
        raise NotImplementedError

    def answers(self) -> None:
        """Wait until pages are answered."""
        self.processes[self.web].wait_for_answer(f"{self.base}/healthz", 120)

    def crash(self) -> None:
        """Kill whatever answers pages with -9 and start it again."""
        self.processes[self.web].crash()
        self.start(self.web)
        self.answers()

    def kill(self) -> None:
        """Nothing stays behind."""
        for process in self.processes.values():
            process.kill()

    def call(self, function: str, *words: Any) -> Any:
        """What `function` ("module.name") returns inside this installation, by way of JSON."""
        module, _, name = function.rpartition(".")
        script = f"import json; from {module} import {name}; print(json.dumps({name}(*{words!r})))"
        output = manage(self.environment(self.web), "shell", "-v", "0", "-c", script).stdout
        return json.loads(output)


class ServerSite(Site):
    """The server profile: PostgreSQL, Redis and the processes of docker-compose.yml."""

    web = "web"

    def __init__(self, folder: Path, services: Services) -> None:
        super().__init__(folder)
        self.services = services
        self.ports = {name: free_port() for name in ("web", "live")}
        self.pages, self.sockets = (f"localhost:{port}" for port in self.ports.values())

    def environment(self, process: str) -> dict[str, str]:
        """The variables of one kind of process."""
        return clean_environment(
            PROCESS=process,
            BASE_URL=self.base,
            DATABASE_URL=self.services.postgresql.url,
            REDIS_URL=self.services.redis.url(),
            SECRET_KEY="only-for-this-test-" * 4,
            VAR_DIR=str(self.folder),
            INTERNAL_FILES="/internal-files/",
            TRUSTED_PROXIES="1",
        )

    def start(self, name: str) -> Process:
        """Start a service by its command in docker-compose.yml."""
        changes = {
            "0.0.0.0": "127.0.0.1",
            "8000": str(self.ports["web"]),
            "8001": str(self.ports["live"]),
            "/tmp/beat": str(self.folder / "beat"),
            "/tmp/beat.pid": str(self.folder / "beat.pid"),
        }
        command = [*self.prefix(name), ENTRY, *composed(name, changes)]
        process = Process(command, self.environment(name), self.folder / f"{name}.log")
        self.processes[name] = process
        return process

    def prefix(self, name: str) -> list[str]:
        """Words in front of a service's command."""
        return []

    def ask(self, statement: str) -> Any:
        """The first row of a statement."""
        with psycopg.connect(
            host=str(self.services.folder), user="flurfunk", dbname="flurfunk", autocommit=True
        ) as connection:
            return connection.execute(statement).fetchone()


class EmbeddedSite(Site):
    """The embedded profile: one process, SQLite."""

    web = "start"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.pages = self.sockets = f"127.0.0.1:{self.port}"

    def environment(self, process: str) -> dict[str, str]:
        """The variables of the process."""
        return clean_environment(VAR_DIR=str(self.folder), PORT=str(self.port), DEMO="0")

    def start(self, name: str) -> Process:
        """Start the one process."""
        command = ["python", "manage.py", name]
        process = Process(command, self.environment(name), self.folder / f"{name}.log")
        self.processes[name] = process
        return process


@contextmanager
def running_server(folder: Path) -> Iterator[Site]:
    """The server profile with services of its own; pages and sockets answer."""
    services = Services(copy_cluster)
    site = ServerSite(folder, services)
    try:
        services.start()
        manage(site.environment("web"), "prepare")
        for name in ("web", "live"):
            site.start(name)
        site.answers()
        yield site
    finally:
        site.kill()
        services.stop()


@contextmanager
def running_embedded(folder: Path) -> Iterator[Site]:
    """The embedded profile; its one process answers."""
    site = EmbeddedSite(folder)
    try:
        copy_sqlite(folder / "flurfunk.sqlite3")
        site.start("start")
        site.answers()
        yield site
    finally:
        site.kill()
