"""Clocks that differ, or count coarsely: what is written now is there now, for everybody."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from feed import timeline
from feed.models import Placement, Post
from kit.database import server_time
from kit.database.server_time import TOLERANCE, NowAnywhere
from kit.jobs import outbox
from kit.models import OutboxEntry
from notifications.delivery.models import Delivery
from notifications.mail.models import Mail, MailKind
from notifications.mail.queue import new_mail
from tests.announcements.newsroom import make_announcement
from tests.factories import make_post, make_space, make_user
from tests.services import wait_until

DAY = timedelta(days=1)


@pytest.fixture
def a_day_ahead(monkeypatch):
    clock, wall = timezone.now, time.time
    monkeypatch.setattr(server_time, "_ahead", server_time.ahead())
    monkeypatch.setattr(timezone, "now", lambda: clock() + DAY)
    monkeypatch.setattr(time, "time", lambda: wall() + DAY.total_seconds())
    server_time.measure(connection)


def all_done() -> bool:
    """Work on what is due; whether nothing is left."""
    while outbox.work():
        pass
    return not OutboxEntry.objects.filter(done_at=None).exists()


@pytest.mark.server
def test_E8_work_of_a_replica_that_is_a_day_ahead_is_due_at_once(a_day_ahead):
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben)
    make_post(anna, space, body="Hello @ben")
    # The way to the database and back was measured as if both took equally long: a busy machine
    # is some milliseconds off, and so is what it writes.
    assert not OutboxEntry.objects.filter(due_at__gt=NowAnywhere()).exists()
    wait_until(all_done, "the work of such a replica", TOLERANCE.total_seconds())
    # `since`: when it is due may wait for the morning
    assert not Delivery.objects.filter(since__gt=NowAnywhere()).exists()
    assert Post.objects.visible_to(ben).count() == 1
    new_mail(ben, MailKind.NOTIFICATION, "x", {}).save()
    assert not Mail.objects.filter(due_at__gt=NowAnywhere()).exists()


@pytest.mark.server
def test_E8_news_released_on_such_a_replica_are_read_at_once(a_day_ahead):
    ben = make_user("ben")
    made = make_announcement(make_space(ben))
    assert Post.objects.visible_to(ben).filter(pk=made.pk).exists()


# SQLite says the time in whole milliseconds, and a clock that the network sets may be a second off.
@pytest.mark.parametrize("ahead", [timedelta(microseconds=999), timedelta(seconds=1)])
def test_E8_what_was_published_is_read_in_the_same_moment(ahead):
    anna = make_user("anna")
    post = make_post(anna, make_space(anna))
    for model, row in ((Post, {"pk": post.pk}), (Placement, {"post": post})):
        model.objects.filter(**row).update(published_at=timezone.now() + ahead)
        assert Post.objects.visible_to(anna).exists()
    assert [card.pk for card in timeline.feed(anna).items] == [post.pk]


@pytest.mark.server
def test_the_clock_of_the_database_is_asked_when_a_connection_begins(monkeypatch):
    monkeypatch.setattr(server_time, "_ahead", DAY)
    monkeypatch.setattr(server_time, "_measured_at", None)
    other = connection.copy()
    other.ensure_connection()
    other.close()
    assert abs(server_time.ahead()) < timedelta(seconds=5)
