"""Databases that hold every migration and nothing else, kept until what makes them changes.

Migrating takes ten seconds of a processor, and each worker and each site that tests start wants it.
What is copied is migrated again, which then finds nothing to do. Databases that begin empty are in
the tests of `prepare` (intranet/test_run.py, test_server_profile.py) and of upgrades.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from kit.design.build_cache import fingerprint
from tests.services import Services, postgresql_version

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests" / "migrated"
MAKERS = """
    */migrations */models */models.py */fields.py kit/database kit/files requirements-dev.txt
    tests/migrated.py tests/services.py
""".split()
SQLITE = "flurfunk.sqlite3"
SECRET = "only-for-migrations-" * 3


def copy_sqlite(target: Path) -> None:
    """A database file that is migrated."""
    _copy(SQLITE, _make_sqlite, target, "")


def copy_cluster(target: Path) -> None:
    """A cluster of PostgreSQL whose database `flurfunk` is migrated."""
    _copy("cluster", _make_cluster, target, postgresql_version())


def _copy(name: str, make: Callable[[Path], None], target: Path, version: str) -> None:
    paths = sorted(path for pattern in MAKERS for path in ROOT.glob(pattern))
    kept = KEPT / name / fingerprint(paths, version)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:  # two runs at once make it once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for outdated in kept.parent.iterdir():
                shutil.rmtree(outdated)
            with tempfile.TemporaryDirectory(dir=KEPT) as draft:
                made = Path(draft) / "made"
                made.mkdir()
                make(made)
                made.rename(kept)
        (_copy_folder if (kept / name).is_dir() else shutil.copyfile)(kept / name, target)


def _copy_folder(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True)


def _make_sqlite(folder: Path) -> None:
    _migrate(folder)


def _make_cluster(folder: Path) -> None:
    services = Services()
    try:
        services.start()
        _migrate(folder, DATABASE_URL=services.postgresql.url, REDIS_URL=services.redis.url())
        services.postgresql.stop(signal.SIGINT)  # all is on disk, so a copy needs no recovery
        _copy_folder(services.folder / "cluster", folder / "cluster")
    finally:
        services.stop()


def _migrate(folder: Path, **variables: str) -> None:
    ours = {"SECRET_KEY": SECRET, "VAR_DIR": str(folder), "DEMO": "0"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    outside = {name: os.environ[name] for name in ("HOME", "LANG", "PATH") if name in os.environ}
    environment = outside | ours | variables
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
