"""A process loads what it needs: the rest of the house would be 10 to 30 MB of each."""

import json
import subprocess
import sys

import pytest

from tests.intranet.processes import ROOT, clean_environment

SERVER = {
    "BASE_URL": "https://intranet.example",
    "DATABASE_URL": "postgres://flurfunk@127.0.0.1:1/flurfunk",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "only-for-this-test-" * 4,
}
PICTURES = {"PIL", "pi_heif"}
PAGES = {"intranet.administration", "intranet.urls", "drf_spectacular.views"}
DAPHNE = {"twisted", "daphne"}
BUILD = {"fontTools"}


@pytest.mark.parametrize(
    ("process", "loading", "spared"),
    [
        ("web", "import intranet.wsgi", PICTURES | DAPHNE),
        ("live", "import intranet.asgi", PICTURES | PAGES | DAPHNE),
        ("worker", "from intranet.celery import app; app.finalize()", PICTURES | PAGES | DAPHNE),
        ("beat", "from intranet.celery import app; app.finalize()", PICTURES | PAGES | DAPHNE),
    ],
)
def test_a_process_of_the_server_profile_loads_no_more(process, loading, spared):
    environment = clean_environment(PROCESS=process, **SERVER)
    if "celery" in loading:
        loading += "; app.loader.import_default_modules()"
    script = f"import json, sys; {loading}; print(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-c", script]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    loaded = set(json.loads(ended.stdout.splitlines()[-1]))
    assert "kit.models" in loaded
    assert not loaded & (spared | BUILD)
