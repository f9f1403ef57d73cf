"""Anna writes, Ben reads, Eve is outside; events are handled when a test says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kit.outbox import work
from tests.factories import make_post, make_space, make_user
from tests.mails import Postbox


@pytest.fixture
def handled():
    """A call that runs every handler of what has happened so far."""

    def handle():
        while work():
            pass

    return handle


@pytest.fixture
def anna():
    return make_user("anna", language="en")


@pytest.fixture
def ben():
    return make_user("ben", language="en")


@pytest.fixture
def eve():
    return make_user("eve", language="en")


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed")


@pytest.fixture
def post(anna, space):
    return make_post(anna, space, body="The valve in Ratzeburg leaks")


@pytest.fixture
def postbox(settings):
    """A mail server to which everything is sent."""
    box = Postbox().open()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.close()


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""

    class Clock:
        now = timezone.now()

        def move(self, **length):
            self.now += timedelta(**length)

    frozen = Clock()
    monkeypatch.setattr(timezone, "now", lambda: frozen.now)
    return frozen
