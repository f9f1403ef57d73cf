"""Runs every check, says what each found, and ends with 1 when one found something."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
CHECKS = {
    "style": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "-q", "."],
    "types": [BIN / "mypy"],
    "templates": [BIN / "djlint", "--lint", "--quiet", "."],
    "layers": [BIN / "lint-imports"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "translations": [*MANAGE, "check_languages"],
    "API description": [*MANAGE, "check_schema"],
    "settings": [*MANAGE, "check", "--fail-level", "WARNING"],
}


def run(name: str) -> bool:
    """One check; its words only when it fails."""
    started = time.monotonic()
    ended = subprocess.run(
        CHECKS[name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    passed = ended.returncode == 0
    print(f"{'ok  ' if passed else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if not passed:
        print(ended.stdout.rstrip(), flush=True)
    return passed


def main(names: list[str]) -> int:
    """The named checks, or all."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        sys.exit(f"No check is called {unknown[0]!r}; there are: {', '.join(CHECKS)}.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        (Path(folder) / "assets").mkdir()
        results = [run(name) for name in names or CHECKS]
    failed = results.count(False)
    print(f"{failed} of {len(results)} checks failed." if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
