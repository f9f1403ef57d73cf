"""Leaves are leaves: the house stands without polls, surveys, announcements, or all three.

Django loads apps once, so each of these tests is a run of pytest of its own.
"""

import ast
import subprocess
import sys

import pytest

from tests.guards import APPS, short, sources
from tests.intranet.processes import ROOT, clean_environment

LEAVES = ("announcements", "polls", "surveys", "search")
OTHERS = """
    tests/leaves/inside.py tests/accounts/test_pages.py tests/chat/test_pages.py
    tests/feed/test_pages.py tests/feed/test_kinds.py tests/notifications/test_devices.py
    tests/spaces/test_views.py
"""

# loaded where the leaf is installed; what is told of leaves is to move from notifications into them
KNOWING = ("bench/leaves/", "demo/chapters/", "demo/polls.py")


def imported(source):
    """The first names of all modules that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)


def test_nobody_imports_a_leaf():
    for path in sources(*APPS, "bench"):
        if not short(path).startswith(KNOWING):
            others = {*LEAVES} - {short(path).partition("/")[0]}
            assert not {*imported(path.read_text())} & others, short(path)


@pytest.mark.embedded
@pytest.mark.slow
@pytest.mark.parametrize("missing", [*LEAVES, " ".join(LEAVES)])
def test_the_house_stands_without(missing):
    command = [sys.executable, "-m", "pytest", "--ds=tests.leaves.settings", "-n0", "-x", "-p"]
    ended = subprocess.run(
        [*command, "no:cacheprovider", *OTHERS.split()],
        cwd=ROOT,
        env=clean_environment(MISSING=missing),
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout[-5000:] + ended.stderr[-2000:]
