"""Twelve at once leave one row."""

import pytest
from django.db import transaction

from feed import actions as feed
from feed.events import CommentWritten, PostReacted
from feed.notifications import notify_comment, notify_post_reaction
from notifications.models import (
    Cause,
    Choice,
    CompanyRule,
    Notification,
    PlaceLevel,
    Preferences,
)
from notifications.preferences import actions as preferences
from notifications.preferences.topics import NotificationChannel, NotificationTopic
from tests.factories import make_comment, make_post, make_space, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_F1_twelve_equal_events_at_once_leave_one_row():
    anna, ben = make_user("anna"), make_user("ben")
    comment = make_comment(make_post(anna, make_space(anna, ben)), ben)
    event = CommentWritten(comment_id=comment.pk, post_id=comment.post_id, by_id=ben.pk)
    at_once(lambda _n: notify_comment(event))
    row = Notification.objects.get()
    assert (row.recipient, row.actor_count, Cause.objects.count()) == (anna, 1, 1)


def test_F1_twelve_people_at_once_are_counted_as_twelve():
    anna = make_user("anna")
    people = [make_user(f"reader{n}") for n in range(TWELVE)]
    post = make_post(anna, make_space(anna, *people))
    with transaction.atomic():
        for person in people:
            feed.react_to_post(by=person, post=post)
    events = [PostReacted(post_id=post.pk, by_id=person.pk) for person in people]
    at_once(lambda n: notify_post_reaction(events[n]))
    assert Notification.objects.get().actor_count == TWELVE


def test_twelve_equal_choices_at_once_are_one():
    anna = make_user("anna")
    cells = {
        (topic, channel): True for topic in NotificationTopic for channel in NotificationChannel
    }
    at_once(lambda _n: preferences.choose_all(by=anna, preset="calm", cells=cells))
    at_once(lambda _n: preferences.choose(by=anna, topic="polls", channel="mail", on=False))
    at_once(lambda _n: preferences.set_place_level(by=anna, place="space:1", level="all"))
    assert Choice.objects.filter(topic="polls", channel="mail").get().on is False
    assert PlaceLevel.objects.count() == Preferences.objects.count() == 1
    at_once(lambda _n: preferences.choose_preset(by=anna, preset="normal"))
    assert not Choice.objects.exists()


def test_twelve_equal_rules_of_the_company_at_once_are_one():
    boss = make_user("boss", role="administrator")
    rule = {"topic": "polls", "channel": "mail", "default": False, "locked": True}
    at_once(lambda _n: preferences.set_company_rule(by=boss, **rule))
    assert CompanyRule.objects.count() == 1
