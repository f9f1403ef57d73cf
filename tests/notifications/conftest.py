"""Anna writes, Ben reads, Eve is outside; events are handled when a test says so."""

from unittest import mock

import pytest
from django.utils import translation

from kit.jobs.outbox import work
from notifications.models import Notification
from notifications.rendering import lines_of
from tests.factories import make_post, make_space
from tests.mails import Postbox
from tests.notifications.clock import Clock
from tests.notifications.phones import Phone, push_service


@pytest.fixture
def handled():
    """A call that runs every handler of what has happened so far."""

    def handle():
        while work():
            pass

    return handle


@pytest.fixture
def language():
    """What is said is compared in English."""
    return "en"


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
def clock():
    """Wednesday noon, in working time."""
    clock = Clock("2026-11-25 12:00")
    with mock.patch("django.utils.timezone.now", clock):
        yield clock


@pytest.fixture
def machine(settings, monkeypatch):
    with push_service(settings, monkeypatch) as found:
        yield found


@pytest.fixture
def phone(ben, machine, clock):
    return Phone(ben, machine).add()


@pytest.fixture
def told(handled):
    """What is new in a person's bell, as plain sentences, newest first."""

    def sentences(person):
        handled()
        rows = Notification.objects.visible_to(person).in_bell().unread()
        rows = rows.as_lines().order_by("-bumped_at", "-pk")
        with translation.override("en"):
            return [line.text for line in lines_of(person, rows)]

    return sentences
