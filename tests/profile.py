"""A pytest plugin that chooses the profile before Django reads its settings.

`TEST_PROFILE=server` starts PostgreSQL and Redis once and hands every xdist worker its own
database, Redis number and folder; anything else is the embedded profile. It must be a plugin,
because pytest-django reads the settings before any conftest.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.migrated import copy_cluster
from tests.services import Missing, Services

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
IS_SERVER = os.environ.get("TEST_PROFILE") == "server"
ROOT = Path(__file__).resolve().parent.parent
CLEARED = "DATABASE_URL REDIS_URL BASE_URL PORT DEBUG PROCESS S3_BUCKET SMTP_HOST REPLICAS".split()


def _set_up_controller() -> None:
    """Choose the folder and start the services; workers inherit both by the environment."""
    for name in CLEARED:
        os.environ.pop(name, None)
    folder = tempfile.mkdtemp(prefix="flurfunk-var-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TEST_FOLDER"] = folder
    os.environ["SECRET_KEY"] = "only-for-tests-" * 5
    os.environ["PLAIN_STATIC"] = "1"
    os.environ["DEMO"] = "0"
    if IS_SERVER:
        _start_services()


def _start_services() -> None:
    try:
        services = Services(copy_cluster).start()
    except Missing as error:
        sys.exit(str(error))
    atexit.register(services.stop)
    signal.signal(signal.SIGTERM, _stop_by_signal)
    os.environ["DATABASE_URL"] = services.postgresql.url
    os.environ["REDIS_SOCKET"] = str(services.redis.socket)
    os.environ["REDIS_URL"] = services.redis.url()


def _stop_by_signal(number: int, frame: Any) -> None:
    # pytest would take SystemExit for a failed test, so the clean-up is called by hand.
    atexit._run_exitfuncs()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _set_up_process() -> None:
    """What every process has for itself: its folder, its Redis number, its channel names."""
    var_dir = Path(os.environ["TEST_FOLDER"]) / (WORKER or "main")
    var_dir.mkdir(exist_ok=True)
    os.environ["VAR_DIR"] = str(var_dir)
    os.environ["LIVE_PREFIX"] = f"test-{WORKER or 'main'}"
    shared = ROOT / "var" / "tests" / "assets"
    shared.mkdir(parents=True, exist_ok=True)
    if not (var_dir / "assets").exists():
        (var_dir / "assets").symlink_to(shared)
    if IS_SERVER:
        number = int(WORKER.removeprefix("gw")) + 1 if WORKER else 0
        os.environ["REDIS_URL"] = f"unix://{os.environ['REDIS_SOCKET']}?db={number}"


if not WORKER:
    _set_up_controller()
_set_up_process()


def pytest_configure(config: Any) -> None:
    """Compile languages and build icons and typeface once, before any test or worker needs them."""
    if not WORKER:
        _prepare()


def _prepare() -> None:
    from kit.design import assets
    from kit.management.commands.compile_languages import catalogues, compile_stale

    compile_stale(catalogues())
    assets.build(ROOT / "var" / "tests" / "assets")
