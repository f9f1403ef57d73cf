"""What holds where leaves are missing: test_leaves.py runs this file with such settings."""

import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import User
from demo.chapters import chapters
from intranet import context_processors
from kit.embeds import EMBEDS
from tests.factories import make_group, make_message, make_post, make_user
from tests.routes import ROOT, ours

MISSING = os.environ["MISSING"].split()
LENT = {"poll": "polls", "announcement": "announcements"}
WORKERS = {"/readyz", "/readyz/"}  # which no test has
PLAIN = {f"/{route.path}" for route in ours() if not set("<^") & set(route.path)} - WORKERS


@pytest.fixture
def chief(client):
    person = make_user("chief", role=User.Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    make_post(person)
    make_message(make_group(person), person)
    client.force_login(person)
    return client


def test_nobody_has_loaded_what_is_missing():
    assert not [name for name in MISSING if apps.is_installed(name)]
    loaded = {name for name in sys.modules if name.partition(".")[0] in MISSING}
    assert not loaded


def test_the_house_has_nothing_to_complain_of():
    call_command("check")
    call_command("makemigrations", check=True, dry_run=True)  # the database was made without them


def test_the_process_of_the_pages_starts():
    command = [sys.executable, "-c", "import intranet.asgi, intranet.wsgi, intranet.urls"]
    subprocess.run(command, cwd=ROOT, check=True)


@pytest.mark.parametrize("path", sorted(PLAIN))
def test_every_page_that_can_be_named_opens(chief, path):
    assert chief.get(path).status_code < 500


def test_the_description_of_the_api_does_not_know_it(chief):
    described = chief.get("/api/v1/schema/?format=json").json()["paths"]
    heads = {path.split("/")[3] for path in described}
    assert {"posts", "spaces", "conversations"} <= heads
    assert not heads & {*MISSING}


def test_the_frame_does_not_offer_it(chief):
    assert not {place.app for place in context_processors.NAVIGATION} & {*MISSING}
    assert not {tell.__module__.rpartition(".")[2] for tell in chapters()} & {*MISSING}
    assert not {name for name, app in LENT.items() if app in MISSING} & EMBEDS.keys()
