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


SERVICES = {"psycopg", "redis"}


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
    if "celery" in loading:
        loading += "; app.loader.import_default_modules()"
    assert not loaded_by(loading, PROCESS=process, **SERVER) & (spared | BUILD)


def test_the_embedded_process_loads_no_more(tmp_path):
    loading = "import intranet.asgi; import intranet.urls; import rest_framework.serializers"
    loaded = loaded_by(loading, VAR_DIR=str(tmp_path))
    assert not loaded & (PICTURES | SERVICES | BUILD)


def loaded_by(loading, **variables):
    """The modules of a new process that imports these."""
    tell = "print(json.dumps([name for name, module in sys.modules.items() if module]))"
    script = f"import json, sys; {loading}; {tell}"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    loaded = set(json.loads(ended.stdout.splitlines()[-1]))
    assert "kit.models" in loaded
    return loaded
