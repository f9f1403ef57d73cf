"""The browsers that tests drive: Chromium, and Firefox for what must hold in a second engine."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.services import wait_until

# A test runs in each of them, or in the second one.
both_engines = pytest.mark.parametrize("engine", ["chromium", "firefox"], indirect=True)
in_firefox = pytest.mark.parametrize("engine", ["firefox"], indirect=True)

NAMES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox": ("firefox-esr", "firefox"),
}
FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def program(engine: str) -> str:
    """Where the system's browser lies."""
    return next(filter(None, map(shutil.which, NAMES[engine])))


def launched(engine: str) -> dict[str, Any]:
    """How the system's browser is started."""
    return {"chromium": _chromium, "firefox": _firefox}[engine]()


def _chromium() -> dict[str, Any]:
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    return {"executable_path": program("chromium"), "args": flags}


def _firefox() -> dict[str, Any]:
    """By WebDriver BiDi, which any Firefox speaks; see firefox.py for the one between."""
    ours = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    between = {"executable_path": Path(__file__).with_name("firefox.py"), "channel": "moz-firefox"}
    return {**between, "env": {**os.environ, **ours, "FIREFOX": program("firefox")}}


def kill(profile: Path) -> None:
    """End the browser of a profile at once, as phones do that need the memory."""
    ask = ["ps", "-ww", "-e", "-o", "pgid=,args="]
    listed = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    found = [line.split(None, 1) for line in listed.splitlines()]
    for group in {int(group) for group, command in found if str(profile) in command}:
        os.killpg(group, signal.SIGKILL)
        wait_until(lambda group=group: _is_gone(group), "the end of the browser")


def _is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False
