"""Databases of released versions: freezing one, and putting it back into an installation.

    .venv/bin/python -m tests.upgrade.releases

freezes both databases of the version in pyproject.toml. Done once, before the release; a file that
is there is never written again.
"""

import json
import lzma
import sqlite3
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.intranet.processes import ROOT, manage
from tests.intranet.sites import EmbeddedSite, ServerSite, Site
from tests.services import Services

FOLDER = Path(__file__).parent / "databases"
SECRET = {"SECRET_KEY": "only-for-frozen-databases-" * 3}  # ballots are sealed with it
DESCRIBE = "tests.upgrade.contents.describe"


class FrozenEmbedded(EmbeddedSite):
    """The embedded profile with the secret of the frozen databases."""

    suffix = ".sqlite3.xz"

    def environment(self, process: str) -> dict[str, str]:
        """With that secret."""
        return super().environment(process) | SECRET

    def dump(self) -> bytes:
        """The whole database."""
        whole = self.folder / "whole.sqlite3"
        with closing(sqlite3.connect(self.folder / "flurfunk.sqlite3")) as connection:
            connection.execute("VACUUM INTO ?", [str(whole)])
        return whole.read_bytes()

    def load(self, content: bytes) -> None:
        """Put it in place of an empty one."""
        (self.folder / "flurfunk.sqlite3").write_bytes(content)


class FrozenServer(ServerSite):
    """The server profile with the secret of the frozen databases."""

    suffix = ".sql.xz"

    def environment(self, process: str) -> dict[str, str]:
        """With that secret."""
        return super().environment(process) | SECRET

    def dump(self) -> bytes:
        """The whole database, as statements."""
        return self._run("pg_dump", "--no-owner", "--no-privileges")

    def load(self, content: bytes) -> None:
        """Run the statements in an empty database."""
        self._run("psql", "--quiet", "--set=ON_ERROR_STOP=1", given=content)

    def _run(self, program: str, *options: str, given: bytes | None = None) -> bytes:
        where = ["--host", str(self.services.folder), "--username", "flurfunk"]
        command = [program, *where, *options, "flurfunk"]
        return subprocess.run(command, input=given, check=True, capture_output=True).stdout


@contextmanager
def installation(suffix: str, folder: Path) -> Iterator[FrozenEmbedded | FrozenServer]:
    """An installation whose database is still empty: the one that files with `suffix` are of."""
    if suffix == FrozenEmbedded.suffix:
        yield FrozenEmbedded(folder)
        return
    services = Services().start()
    try:
        yield FrozenServer(folder, services)
    finally:
        services.stop()


def describe(site: Site) -> dict[str, object]:
    """What is in there, in the words of `contents.describe`."""
    described: dict[str, object] = site.call(DESCRIBE)
    return described


def freeze(version: str, suffix: str) -> None:
    """Fill an installation with the demo company and keep its database, and what is in it."""
    kept = FOLDER / (version + suffix)
    with tempfile.TemporaryDirectory() as folder, installation(suffix, Path(folder)) as site:
        environment = site.environment(site.web)
        manage(environment, "prepare")
        manage(environment, "demo", "company", "--plain", "--yes")
        kept.write_bytes(lzma.compress(site.dump(), preset=9))
        description = json.dumps(describe(site), indent=1, sort_keys=True)
        kept.with_suffix(".json").write_text(description + "\n")


def main() -> None:
    """Freeze what is not frozen yet."""
    FOLDER.mkdir(exist_ok=True)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for suffix in (FrozenEmbedded.suffix, FrozenServer.suffix):
        if not (FOLDER / (version + suffix)).exists():
            freeze(version, suffix)


if __name__ == "__main__":
    main()
