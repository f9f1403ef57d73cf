"""Starting the product's own commands as children, and asking them over the network."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from tests.services import wait_until

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
KEPT = ("HOME", "LANG", "USER")
STOP_SECONDS = 25


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**variables: str) -> dict[str, str]:
    """The environment of a fresh shell, with our programs first on its path."""
    programs = f"{Path(sys.executable).parent}:/usr/bin:/bin:/usr/sbin:/sbin"
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"PATH": programs} | variables


def composed(service: str, changes: Mapping[str, str]) -> list[str]:
    """The command of a service in docker-compose.yml, with these words replaced."""
    words = [
        re.sub(r"\$\{\w+:-(.*?)\}", r"\1", word) for word in COMPOSE["services"][service]["command"]
    ]
    return [changes.get(word, word) for word in words]


class Process:
    """A child of the test whose output goes to a file."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self.child = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        """Everything it has said so far."""
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, seconds: float = 60) -> None:
        """Until it says `text`; fails with its words when it ends before."""
        wait_until(lambda: text in self.output or self.has_ended(), repr(text), seconds)
        assert text in self.output, self.output

    def wait_for_answer(self, url: str, seconds: float = 60) -> None:
        """Until `url` answers at all."""
        wait_until(lambda: fetch(url) or self.has_ended(), url, seconds)
        assert not self.has_ended(), self.output

    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.child.poll() is not None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit code."""
        if not self.has_ended():
            self.child.send_signal(how)
        return self.child.wait(STOP_SECONDS)

    def crash(self) -> None:
        """kill -9 of the child and all of its own children in the same moment."""
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def kill(self) -> None:
        """Whatever happened, nothing stays behind."""
        if not self.has_ended():
            self.crash()


def fetch(url: str) -> tuple[int, str] | None:
    """Status and body of a page, or nothing while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError:
        return None


def manage(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[Any]":
    """One management command, to its end."""
    command = [sys.executable, "manage.py", *words]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended
