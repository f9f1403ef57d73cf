"""What the processes of the server profile keep in memory from their start on."""

import os
import subprocess
import sys

import pytest

# Twisted belongs to the server of the embedded profile, the description of the API to whoever
# serves addresses, Django's tools for tests came with it, workbooks are made once in a while.
NEEDLESS = [
    "twisted",
    "autobahn",
    "drf_spectacular.plumbing",
    "django.test",
    "jinja2",
    "xlsxwriter",
]
LOADED = f"""
import sys, django
django.setup()
print(*[name for name in {NEEDLESS} if name in sys.modules])
"""


@pytest.mark.parametrize("process", ["web", "live", "worker", "beat"])
def test_a_process_of_the_server_begins_without_what_only_others_need(process):
    ours = {
        "DJANGO_SETTINGS_MODULE": "intranet.settings",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "only for this test " * 4,
        "BASE_URL": "https://flurfunk.example",
        "PROCESS": process,
    }
    told = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={**os.environ, **ours},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not told.stdout.split()
