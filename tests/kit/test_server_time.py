"""A replica whose clock is a day ahead: what it writes is due now for everybody else."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from feed.models import Post
from kit import outbox, server_time
from kit.models import OutboxEntry
from notifications.delivery.models import Delivery
from notifications.mail.models import Mail
from notifications.mail.queue import new_mail
from tests.announcements.newsroom import make_announcement
from tests.factories import make_post, make_space, make_user

pytestmark = pytest.mark.server
DAY = timedelta(days=1)


@pytest.fixture
def a_day_ahead(monkeypatch):
    clock, wall = timezone.now, time.time
    monkeypatch.setattr(server_time, "_ahead", server_time.ahead())
    monkeypatch.setattr(timezone, "now", lambda: clock() + DAY)
    monkeypatch.setattr(time, "time", lambda: wall() + DAY.total_seconds())
    server_time.measure(connection)


def test_E8_work_of_a_replica_that_is_a_day_ahead_is_due_at_once(a_day_ahead):
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben)
    make_post(anna, space, body="Hello @ben")
    assert not OutboxEntry.objects.filter(due_at__gt=Now()).exists()
    while outbox.work():
        pass
    assert not OutboxEntry.objects.filter(done_at=None).exists()
    assert not Delivery.objects.filter(since__gt=Now()).exists()  # due may wait for the morning
    assert Post.objects.visible_to(ben).count() == 1
    new_mail(ben, Mail.Kind.NEWS, "x", {}).save()
    assert not Mail.objects.filter(due_at__gt=Now()).exists()


def test_E8_news_released_on_such_a_replica_are_read_at_once(a_day_ahead):
    ben = make_user("ben")
    made = make_announcement(make_space(ben))
    assert Post.objects.visible_to(ben).filter(pk=made.pk).exists()


def test_the_clock_of_the_database_is_asked_when_a_connection_begins(monkeypatch):
    monkeypatch.setattr(server_time, "_ahead", DAY)
    monkeypatch.setattr(server_time, "_measured_at", None)
    other = connection.copy()
    other.ensure_connection()
    other.close()
    assert abs(server_time.ahead()) < timedelta(seconds=5)
