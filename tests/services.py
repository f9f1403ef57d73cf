"""PostgreSQL and Redis for the tests: real ones, on sockets in a folder, gone afterwards."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

START_SECONDS = 20
POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/bin",
    "/usr/local/bin",
)


class Missing(Exception):
    """A program is not installed; the text says which."""


def wait_until(condition: Callable[[], Any], what: str, seconds: float = START_SECONDS) -> Any:
    """The first true answer of `condition`; fails with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"Waited {seconds} s for {what}.")
        time.sleep(0.02)
    return answer


class Redis:
    """One Redis on a socket in `folder`, holding nothing after it stops."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, number: int = 0) -> str:
        """The address of one of its 64 databases."""
        return f"unix://{self.socket}?db={number}"

    def start(self) -> "Redis":
        """Start and wait until it answers."""
        program = shutil.which("redis-server")
        if not program:
            raise Missing("redis-server is missing: install it (apt install redis-server).")
        options = f"--port 0 --save  --appendonly no --databases 64 --unixsocket {self.socket}"
        self.process = subprocess.Popen(
            [program, *options.split(" ")], stdout=subprocess.DEVNULL, cwd=self.socket.parent
        )
        wait_until(self._answers, "redis-server")
        return self

    def _answers(self) -> bool:
        import redis

        try:
            return bool(redis.Redis(unix_socket_path=str(self.socket)).ping())
        except redis.exceptions.ConnectionError:
            return False

    def stop(self) -> None:
        """End it at once."""
        _end(self.process, signal.SIGKILL)
        self.socket.unlink(missing_ok=True)

    def flush(self) -> None:
        """Forget everything."""
        import redis

        redis.Redis(unix_socket_path=str(self.socket)).flushall()

    def limit(self, size: str) -> None:
        """Refuse to store more than `size`; "0" ends that."""
        import redis

        redis.Redis(unix_socket_path=str(self.socket)).config_set("maxmemory", size)

    def hang_up(self) -> None:
        """Cut every connection."""
        import redis

        client = redis.Redis(unix_socket_path=str(self.socket))
        client.client_kill_filter(_type="normal", skipme=True)
        client.client_kill_filter(_type="pubsub")

    def hang(self) -> None:
        """Let it keep its connections but answer nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again after `hang`."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)


def empty_cluster(target: Path) -> None:
    """A cluster in which nothing was done yet."""
    initdb = f"{_postgresql_folder()}/initdb -D {target} -U flurfunk -A trust -E UTF8 --no-sync"
    locale = "--locale=C --locale-provider=icu --icu-locale=und"
    subprocess.run([*initdb.split(), *locale.split()], check=True, **_account(), **_quiet())


class PostgreSQL:
    """One PostgreSQL cluster in `folder`, fast because it forgets everything when it stops."""

    def __init__(self, folder: Path, make_cluster: Callable[[Path], None]) -> None:
        self.folder, self.make_cluster = folder, make_cluster
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database `flurfunk`."""
        return f"postgres://flurfunk@/flurfunk?host={self.folder}"

    def start(self) -> "PostgreSQL":
        """Make the cluster and the database, then wait until it answers."""
        programs = _postgresql_folder()
        cluster = self.folder / "cluster"
        if not cluster.exists():
            self.make_cluster(cluster)
            _hand_over(cluster)
        # What vanishes at once needs no safety; and statistics that are gathered between two tests
        # say that all tables are empty, which makes plans for the next one that take minutes.
        off = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
        command = f"{programs}/postgres -D {cluster} -k {self.folder} -c listen_addresses= {off}"
        self.process = subprocess.Popen(command.split(), **_account(), **_quiet())
        wait_until(lambda: self._run("select 1", "postgres"), "PostgreSQL")
        if not self._run("select 1", "flurfunk"):
            self._run("create database flurfunk", "postgres")
        return self

    def _run(self, statement: str, name: str) -> bool:
        import psycopg

        try:
            with psycopg.connect(
                host=str(self.folder), user="flurfunk", dbname=name, autocommit=True
            ) as connection:
                connection.execute(statement)
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it and every connection at once."""
        _end(self.process, how)


class Services:
    """Both services in one temporary folder."""

    def __init__(self, make_cluster: Callable[[Path], None] = empty_cluster) -> None:
        # A short path: sockets may not have more than 104 characters on macOS.
        self.folder = Path(tempfile.mkdtemp(prefix="flurfunk-", dir="/tmp"))
        if options := _account():
            shutil.chown(self.folder, options["user"], options["group"])
        self.redis = Redis(self.folder)
        self.postgresql = PostgreSQL(self.folder, make_cluster)

    def start(self) -> "Services":
        """Start both; on failure nothing stays behind."""
        try:
            self.postgresql.start()
            self.redis.start()
        except BaseException:
            self.stop()
            raise
        return self

    def open_to_all(self) -> None:
        """Let processes of other users in."""
        self.folder.chmod(0o755)
        self.redis.socket.chmod(0o777)

    def stop(self) -> None:
        """End both and remove the folder."""
        self.redis.stop()
        self.postgresql.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _postgresql_folder() -> str:
    found = [folder for pattern in POSTGRESQL_FOLDERS for folder in glob.glob(pattern)]
    for folder in sorted(found, reverse=True):
        if os.access(f"{folder}/initdb", os.X_OK):
            return folder
    raise Missing("initdb is missing: install PostgreSQL (apt install postgresql).")


def postgresql_version() -> str:
    """What its programs say of themselves."""
    command = [f"{_postgresql_folder()}/postgres", "--version"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _hand_over(folder: Path) -> None:
    if options := _account():
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, options["user"], options["group"])


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the account of its package."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []}


def _quiet() -> dict[str, Any]:
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}


def _end(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process is not None and process.poll() is None:
        process.send_signal(how)
        process.wait(60)
