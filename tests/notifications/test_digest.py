"""Digests: complete, only what is unread, each thing once, in windows without gaps."""

from datetime import time, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.actions import change_profile, deactivate_person
from chat.actions import mark_read
from feed import actions as feed
from feed.models import Placement, Post
from notifications import actions as bell
from notifications.digest import actions, build, render
from notifications.digest.models import Digest, DigestPlan
from notifications.mail import sending
from notifications.mail.models import Mail, RefusedAddress
from notifications.models import Notification
from notifications.preferences.models import Choice, PlaceLevel
from polls.actions import vote
from spaces.actions import mark_seen, remove_member
from tests.factories import (
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.mails import html_of, text_of

EVERYBODY = (1, 2**40)


@pytest.fixture
def wanting(anna, ben, eve):
    """Everybody wants one, and the windows begin now."""
    actions.plan_for_everybody()


def let_pass(**length):
    """As if everything had happened so much earlier."""
    back = timedelta(**length)
    for model, *fields in (
        (Post, "published_at"),
        (Placement, "published_at"),
        (Notification, "bumped_at"),
        (DigestPlan, "told_until"),
        (Digest, "window_start", "window_end"),
    ):
        model.objects.update(**{field: F(field) - back for field in fields})


@pytest.fixture
def made(handled):
    """A call that makes everybody's digest, when what happened has settled; how many there are."""

    def make(**later):
        handled()
        let_pass(**(later or {"minutes": 3}))
        DigestPlan.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        return build.make_digests(*EVERYBODY)

    return make


@pytest.fixture
def morning(made, postbox):
    """What comes when the hour of everybody has come: first name to mail."""

    def come(**later):
        postbox.raw.clear()
        made(**later)
        sending.send_due()
        return {mail["To"].partition("@")[0]: mail for mail in postbox.mails}

    return come


# --- what is in it ---------------------------------------------------------------------------
def test_a_digest_tells_what_is_new_in_text_and_html(anna, ben, space, wanting, morning):
    make_post(anna, space, body="E52 after the update\nThe sensor, not the pump <b>")
    make_post(anna, space, body="Who knows X14, @ben?")
    make_message(make_group(ben), anna, body="A private word")
    arrived = morning()["ben"]
    for said in (text_of(arrived), html_of(arrived)):
        assert "E52 after the update" in said
        assert "Anna Test" in said and "mentioned you" in said
        assert "2 private messages" in said
        assert "A private word" not in said
        assert space.name in said
    assert "The sensor, not the pump &lt;b&gt;" in html_of(arrived)
    assert "Good" in text_of(arrived) or "Hello, Ben." in text_of(arrived)


def test_without_news_there_is_no_mail(wanting, morning):
    assert morning() == {}
    assert not Digest.objects.exists()


def test_own_posts_and_seen_ones_are_no_news(anna, ben, space, wanting, morning):
    make_post(anna, space)
    mark_seen(by=ben, space=space)
    assert morning() == {}


def test_what_was_opened_in_the_bell_is_no_news(anna, ben, wanting, morning, handled):
    closed = make_space(anna, ben, access="closed")
    make_post(anna, closed, body="Hello @ben")
    handled()
    bell.mark_all_read(by=ben)
    assert "mentioned" not in text_of(morning()["ben"])


def test_the_best_posts_are_shown_and_the_others_counted_by_space(
    anna, ben, space, wanting, morning
):
    other = make_space(anna, ben, access="closed")
    for number in range(9):
        make_post(anna, space, body=f"Valve number {number} leaks")
    best = make_post(anna, other, body="The best of all")
    feed.react_to_post(by=anna, post=best)
    said = text_of(morning()["ben"])
    assert "The best of all" in said and "1 reaction" in said
    assert said.count("Valve number") == 4
    assert f"and 5 more in {space.name}" in said
    assert f"more in {other.name}" not in said


def test_a_post_in_two_own_spaces_is_one_post(anna, ben, space, wanting, morning):
    other = make_space(anna, ben)
    make_post(anna, spaces=[space, other], body="Twice the same")
    said = text_of(morning()["ben"])
    assert said.count("Twice the same") == 1
    assert "more in" not in said


def test_messages_of_spaces_are_counted_by_name_and_private_ones_without(
    anna, ben, wanting, morning
):
    group = make_group(ben, name="Surprise for Carl")
    for _number in range(3):
        make_message(group, anna)
    said = text_of(morning()["ben"])
    assert "4 private messages" in said
    assert "Surprise" not in said
    assert morning() == {}
    make_message(group, anna)
    assert "1 private message" in text_of(morning()["ben"])


def test_read_messages_are_not_counted(anna, ben, wanting, morning):
    message = make_message(make_group(ben), anna)
    mark_read(by=ben, conversation=message.conversation, upto=message.seq)
    assert morning() == {}


def test_an_open_poll_leads_to_its_answers_and_names_none_to_a_server(
    anna, ben, space, wanting, morning
):
    poll = make_poll(anna, space, body="When does it suit you?")
    option = poll.options.first()
    arrived = morning()["ben"]
    assert f"/p/{poll.post_id}/#opt-{option.pk}" in html_of(arrived)
    vote(by=ben, poll_id=poll.pk, option_ids=[option.pk])
    make_post(anna, space, body="Something else")
    assert "When does it suit you?" not in text_of(morning()["ben"])


def test_G3_an_anonymous_poll_leads_to_itself_only(anna, space, wanting, morning):
    poll = make_poll(anna, space, is_anonymous=True)
    said = html_of(morning()["ben"])
    assert f"#poll-{poll.pk}" in said
    assert "#opt-" not in said


# --- rights and choices ----------------------------------------------------------------------
def test_A9_rights_are_asked_when_the_mail_goes_out(anna, ben, space, wanting, postbox, made):
    make_post(anna, space, body="Only for members, @ben")
    make_message(make_group(ben), anna)
    assert made() == 1
    remove_member(by=None, space=space, user=ben)
    sending.send_due()
    said = text_of(postbox.mails[0])
    assert "private message" in said
    assert "members" not in said and space.name not in said


def test_A9_with_nothing_left_to_read_there_is_no_mail(anna, ben, space, wanting, postbox, made):
    make_post(anna, space)
    made()
    remove_member(by=None, space=space, user=ben)
    sending.send_due()
    assert not postbox.raw
    assert Mail.objects.get().state == Mail.State.DROPPED


def test_a_person_may_want_none_of_a_space_or_of_a_kind(anna, ben, space, wanting, morning):
    PlaceLevel.objects.create(user=ben, place=f"space:{space.pk}", level="none")
    make_post(anna, space)
    assert morning() == {}
    Choice.objects.create(user=ben, topic="chats", channel="digest", on=False)
    make_message(make_group(ben), anna)
    assert morning() == {}


def test_B3_people_who_left_and_lost_addresses_get_none(anna, ben, space, wanting, morning):
    carl = make_user("carl")
    space.members.add(carl)
    actions.plan_for_everybody()
    make_post(anna, space)
    RefusedAddress.objects.create(address=ben.email, count=3)
    deactivate_person(by=None, user=carl)
    assert morning() == {}
    assert not Mail.objects.exists()


# --- windows ---------------------------------------------------------------------------------
def test_F4_windows_follow_each_other_without_gap(anna, ben, space, wanting, morning):
    for hours in (1, 2, 3):
        make_post(anna, space, body=f"Post of hour {hours}")
        assert f"Post of hour {hours}" in text_of(morning(hours=hours)["ben"])
    windows = list(Digest.objects.filter(user=ben).order_by("window_start"))
    assert [one.window_end for one in windows[:-1]] == [one.window_start for one in windows[1:]]
    assert DigestPlan.objects.get(user=ben).told_until == windows[-1].window_end


def test_F4_no_window_goes_back_for_a_worker_whose_clock_is_behind(
    anna, ben, space, wanting, morning
):
    make_post(anna, space, body="Told already")
    assert "Told already" in text_of(morning()["ben"])
    told = DigestPlan.objects.get(user=ben).told_until
    DigestPlan.objects.update(due_at=timezone.now() - timedelta(days=1))
    build.make_digests(*EVERYBODY, now=timezone.now() - timedelta(hours=1))
    assert DigestPlan.objects.get(user=ben).told_until == told
    assert morning() == {}


def test_F4_what_has_not_settled_waits_for_the_next_window(anna, ben, space, wanting, morning):
    make_post(anna, space, body="Just now")
    assert morning(minutes=1) == {}
    assert "Just now" in text_of(morning()["ben"])


def test_F4_everything_is_told_once(anna, ben, space, wanting, morning):
    make_post(anna, space, body="First, @ben")
    assert "First" in text_of(morning()["ben"])
    assert morning() == {}


def test_F4_what_is_bumped_after_a_digest_is_in_the_next(anna, ben, space, wanting, morning):
    post = make_post(ben, space)
    feed.write_comment(by=anna, post=post, body="One")
    assert "Anna Test commented" in text_of(morning()["ben"])
    carl = make_user("carl")
    space.members.add(carl)
    feed.write_comment(by=carl, post=post, body="Two")
    assert "Carl" in text_of(morning()["ben"])
    assert morning() == {}


def test_F4_a_notification_written_late_is_in_the_next_digest(
    anna, ben, space, wanting, morning, handled
):
    make_post(anna, space, body="Hello @ben")
    handled()
    late = Notification.objects.get(recipient=ben)
    make_message(make_group(ben), anna)
    Notification.objects.filter(pk=late.pk).update(digest=False)
    assert "mentioned" not in text_of(morning()["ben"])
    Notification.objects.filter(pk=late.pk).update(digest=True)
    assert "mentioned" in text_of(morning()["ben"])


def test_F4_what_is_written_while_a_digest_is_made_is_told_by_it(
    anna, ben, space, wanting, made, postbox, handled
):
    make_post(anna, space, body="Some news")
    made()
    Mail.objects.update(due_at=timezone.now() + timedelta(hours=1))
    make_post(anna, space, body="Hello @ben")
    handled()
    mentions = Notification.objects.filter(recipient=ben, kind="mention")
    mentions.update(told_in=Digest.objects.get(user=ben))  # as the end of that transaction does
    sending.send_due(timezone.now() + timedelta(hours=1))
    assert "mentioned" in text_of(postbox.mails[0])


def test_F3_made_twice_it_is_made_once(anna, space, wanting, made):
    make_post(anna, space)
    assert made() == 1
    assert build.make_digests(*EVERYBODY) == 0
    assert made() == 0
    assert Mail.objects.count() == 1


def test_the_name_of_a_mail_says_for_whom_and_for_when_it_is(anna, ben, space, wanting, morning):
    make_post(anna, space)
    arrived = morning()["ben"]
    digest = Digest.objects.get(user=ben)
    window = f"{digest.window_end:%Y%m%dT%H%M%S.%f}"
    assert arrived["Message-ID"].startswith(f"<digest.{ben.pk}.workdays.{window}@")
    assert "flurfunk" in arrived["List-Id"]


def test_the_hour_brings_the_mail_through_the_outbox(anna, ben, space, wanting, postbox, handled):
    make_post(anna, space)
    handled()
    let_pass(minutes=3)
    due = DigestPlan.objects.get(user=ben).due_at
    assert build.start_due(due - timedelta(seconds=1)) == 0
    assert build.start_due(due) == DigestPlan.objects.count()
    DigestPlan.objects.update(due_at=timezone.now())
    handled()
    assert [mail["To"] for mail in postbox.mails] == [ben.email]
    assert DigestPlan.objects.get(user=ben).due_at >= due


def test_a_chunk_costs_the_same_for_few_and_many(
    anna, ben, space, wanting, made, handled, count_queries
):
    def cost(people):
        crowd = [make_user() for _number in range(people)]
        space.members.add(*crowd)
        actions.plan_for_everybody()
        make_post(anna, space, body=f"Hello @ben @{crowd[0].handle}")
        make_message(make_group(ben, *crowd), anna)
        handled()
        return count_queries(made)

    few = cost(2)
    assert cost(20) <= few
    assert few <= 40


# --- plans -----------------------------------------------------------------------------------
def test_everybody_gets_the_plan_of_the_company_once(settings, anna, ben):
    settings.DIGEST_RHYTHM = "weekly"
    actions.plan_for_everybody()
    actions.set_digest_plan(by=ben, rhythm="daily", hour=time(9), weekday=0)
    actions.plan_for_everybody()
    assert DigestPlan.objects.get(user=anna).rhythm == "weekly"
    assert DigestPlan.objects.get(user=ben).rhythm == "daily"


def test_who_moves_gets_it_by_the_new_clock(ben, wanting, handled):
    before = DigestPlan.objects.get(user=ben).due_at
    change_profile(by=ben, user=ben, time_zone="America/New_York")
    handled()
    assert DigestPlan.objects.get(user=ben).due_at != before


def test_who_begins_again_hears_of_nothing_older(anna, ben, space, wanting, morning):
    actions.set_rhythm(by=ben, rhythm="none")
    make_post(anna, space)
    assert morning() == {}
    actions.set_rhythm(by=ben, rhythm="daily")
    assert morning() == {}


# --- preview ---------------------------------------------------------------------------------
def test_the_preview_says_what_comes_and_tells_nothing(anna, ben, space, wanting, morning, handled):
    make_post(anna, space, body="Hello @ben")
    handled()
    assert "mentioned" in render.preview(ben).text
    assert "mentioned" in render.preview(ben).text
    assert "mentioned" in text_of(morning()["ben"])
    assert render.preview(ben) is None
