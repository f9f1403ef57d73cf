"""Two editors, or a whole newsroom, at the same announcement in the same moment."""

from collections import Counter

import pytest
from django.test import Client

from announcements.models import Version
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import make_space, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"texts": [{"language": "en", "title": "Rota"}]}


@pytest.fixture
def world():
    space, lena = make_space(make_user("ben")), make_editor()
    return space, lena, make_announcement(space, by=lena)


def send(lena, verb, one, body=None, *, to=""):
    client = Client(raise_request_exception=False)
    client.force_login(lena)
    address = f"/api/v1/announcements/{one.pk}/{to}"
    return getattr(client, verb)(address, body or {}, content_type="application/json").status_code


def test_E6_of_twelve_corrections_at_once_one_is_kept_and_the_others_are_told(world):
    space, lena, one = world
    body = {**WORDS, "spaces": [space.slug], "version": one.post.version}
    codes = at_once(lambda n: send(lena, "patch", one, body))
    assert Counter(codes) == {200: 1, 409: TWELVE - 1}
    assert Version.objects.filter(announcement=one).count() == 2


def test_F3_twelve_ends_at_once_are_one(world):
    _space, lena, one = world
    assert set(at_once(lambda n: send(lena, "put", one, to="expiry/"))) == {200}
    assert Version.objects.filter(announcement=one).count() == 2
