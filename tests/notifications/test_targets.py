"""What the other apps have to tell: news, polls, surveys, chats, followed spaces, colleagues."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from announcements import actions as news
from announcements.models import Announcement, Opening
from chat import actions as chat
from feed import actions as feed
from intranet.context_processors import waiting
from kit.models import OutboxEntry
from notifications.models import Notification, PlaceLevel, Preferences
from notifications.navigation import badge_of
from polls import actions as polls
from polls.models import Poll
from spaces.actions import add_member
from surveys import actions as surveys
from surveys.models import Survey
from tests.announcements.newsroom import make_announcement, make_draft, make_editor, make_plan
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.surveys.making import crowd, end, make_survey, take_part

DAY = timedelta(days=1)


@pytest.fixture
def space(anna, ben):
    """Everybody may read there; Anna and Ben belong to it."""
    return make_space(anna, ben)


def wants_everything(person):
    Preferences.objects.update_or_create(user=person, defaults={"preset": "everything"})


def follow(person, place, level="all"):
    PlaceLevel.objects.update_or_create(user=person, place=place, defaults={"level": level})


def tomorrow():
    return timezone.localdate() + DAY


# --- announcements -------------------------------------------------------------------------------
def test_the_audience_hears_of_news_until_it_is_opened(ben, eve, space, told):
    announcement = make_announcement(space)
    assert told(ben) == ["News from Lena Test"]
    assert (told(eve), told(announcement.post.author)) == ([], [])
    news.mark_opened(by=ben, announcement=announcement)
    assert told(ben) == []


def test_planned_news_are_told_when_their_time_comes(ben, space, told):
    soon = timezone.now() + timedelta(hours=1)
    planned = make_announcement(space, starts_at=soon)
    assert told(ben) == []
    Announcement.objects.filter(pk=planned.pk).update(published_at=timezone.now())
    type(planned.post).objects.filter(pk=planned.pk).update(published_at=timezone.now())
    news.announce_due()
    assert told(ben) == ["News from Lena Test"]


def test_what_is_to_be_confirmed_waits_in_the_bell_until_it_is(anna, ben, space, told):
    announcement = make_announcement(space, confirm_by=tomorrow())
    assert told(ben) == ["Lena Test needs your confirmation"]
    news.mark_opened(by=ben, announcement=announcement)
    assert told(ben) == ["Lena Test needs your confirmation"]
    news.confirm_announcement(by=ben, announcement=announcement)
    assert (told(ben), told(anna)) == ([], ["Lena Test needs your confirmation"])


def test_a_reminder_takes_the_place_of_the_first_line_for_who_has_not_confirmed(
    anna, ben, space, told
):
    announcement = make_announcement(space, confirm_by=tomorrow())
    news.confirm_announcement(by=anna, announcement=announcement)
    told(ben)
    news.remind_readers(by=make_editor(), announcement=announcement)
    assert told(ben) == ["Lena Test reminds you to confirm"]
    assert told(anna) == []
    announcement.reminders.update(day=timezone.localdate() - DAY)
    Notification.objects.update(read_at=timezone.now())
    news.remind_readers(by=make_editor(), announcement=announcement)
    assert told(ben) == ["Lena Test reminds you to confirm"]


def test_only_a_material_change_asks_again(ben, space, told):
    announcement = make_announcement(space, confirm_by=tomorrow())
    news.confirm_announcement(by=ben, announcement=announcement)
    told(ben)

    def change(title, **how):
        plan = make_plan(title, space, confirm_by=tomorrow())
        news.change_announcement(by=make_editor(), announcement=announcement, plan=plan, **how)

    change("New rotation")
    assert told(ben) == []
    change("Another rota", is_material=True)
    assert told(ben) == ["Lena Test asks you to confirm again"]
    assert told(make_editor()) == []


def test_news_that_are_over_or_deleted_ask_nobody(ben, space, told):
    over = make_announcement(space)
    assert told(ben)
    news.archive_announcement(by=make_editor(), announcement=over)
    Opening.objects.all().delete()
    assert told(ben) == []
    gone = make_announcement(space, confirm_by=tomorrow())
    assert told(ben)
    news.remind_readers(by=make_editor(), announcement=gone)
    told(ben)
    news.delete_announcement(by=make_editor(), announcement=gone)
    assert told(ben) == []
    assert not Notification.objects.filter(kind__in=["must_read", "reminder"]).exists()


def test_A9_a_draft_is_told_to_nobody(ben, space, told):
    make_draft(space)
    assert told(ben) == []


def test_who_may_review_hears_of_a_draft_until_somebody_has(anna, ben, eve, told):
    lena, mia, olaf = make_editor(), make_editor("mia"), make_editor("olaf")
    draft = make_draft(make_space(anna, mia, lena, access="closed"), by=lena, wants_review=True)
    news.publish_announcement(by=lena, announcement=draft)
    assert told(mia) == ["Lena Test asks for a review"]
    assert waiting(mia)["notifications"] == badge_of(mia) == 1
    assert told(lena) == told(olaf) == told(anna) == told(eve) == []
    plan = make_plan("Newer rota", *draft.current.spaces.all(), wants_review=True)
    changed = news.change_announcement(by=lena, announcement=draft, plan=plan)
    assert told(mia) == []  # nothing waits while it is rewritten
    news.publish_announcement(by=lena, announcement=changed)
    assert told(mia) == ["Lena Test asks for a review"]
    news.approve_announcement(by=mia, announcement=changed)
    assert told(mia) == ["News from Lena Test"]


# --- polls -----------------------------------------------------------------------------------
def test_members_are_asked_until_they_have_voted(anna, ben, eve, space, told):
    poll = make_poll(anna, space)
    assert told(ben) == ["Anna Test started a poll"]
    assert (told(anna), told(eve)) == ([], [])
    polls.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    assert told(ben) == []


def test_the_last_day_is_told_once_and_only_to_who_has_not_voted(anna, ben, space, told):
    carl = make_user("carl", language="en")
    add_member(by=None, space=space, user=carl)
    poll = make_poll(anna, space, duration=timedelta(days=4), is_anonymous=True)
    polls.vote(by=carl, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    told(ben)
    assert polls.remind_of_ending_polls() == 0
    Poll.objects.update(ends_at=timezone.now() + timedelta(hours=20))
    type(poll.post).objects.update(published_at=timezone.now() - 3 * DAY)
    assert [polls.remind_of_ending_polls() for _time in range(2)] == [1, 0]
    assert told(ben) == ["A poll ends soon"]
    assert told(carl) == []
    Poll.objects.update(ends_at=timezone.now() - DAY)
    assert told(ben) == []


def test_the_result_takes_the_place_of_the_question(anna, ben, space, told):
    poll = make_poll(anna, space)
    told(ben)
    polls.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    polls.close_poll(by=anna, poll=poll)
    assert told(ben) == ["The poll has ended"]
    assert Notification.objects.filter(recipient=ben, bell=True).count() == 1


def test_a_deleted_poll_asks_nobody(anna, ben, space, told):
    poll = make_poll(anna, space)
    assert told(ben)
    feed.delete_post(by=anna, post=poll.post)
    assert told(ben) == []
    assert not Notification.objects.exists()


# --- surveys ---------------------------------------------------------------------------------
def asked(*people, **fields):
    """A survey of Lena among `people` and enough others."""
    return make_survey(*people, *crowd(4), author=make_editor(), **fields)


def test_a_survey_asks_once_it_has_begun_and_until_one_took_part(ben, eve, told):
    asked(ben, opens_at=timezone.now() + timedelta(hours=1))
    assert (surveys.open_due(), told(ben)) == (0, [])
    Survey.objects.update(opens_at=timezone.now())
    assert [surveys.open_due() for _time in range(2)] == [1, 0]
    assert told(ben) == ["Lena Test asks for your answers"]
    assert told(eve) == []
    take_part(Survey.objects.get(), ben, {})
    assert told(ben) == []


def test_G4_a_reminder_reaches_who_has_not_taken_part_and_shows_nobody_whom(ben, client, told):
    carl = make_user("carl", language="en")
    survey = asked(ben, carl)
    surveys.open_due()
    take_part(survey, carl, {})
    soon, long_ago = timezone.now() + DAY, timezone.now() - 9 * DAY
    Survey.objects.update(ends_at=soon, opens_at=long_ago)
    surveys.remind_due()
    assert told(ben) == ["A survey ends soon"]
    assert told(carl) == []
    client.force_login(survey.author)
    rows = client.get("/api/v1/notifications/").json()["results"]
    assert [row["kind"] for row in rows] == ["survey_ending"]  # the own one, without a number
    assert rows[0]["actor_count"] == 1


def test_results_reach_those_who_may_see_them(ben, told):
    for shown in ("audience", "author"):
        end(asked(ben, shown_to=shown, title=shown))
    assert told(ben) == ["The results of a survey are in"]
    assert told(make_editor()) == 2 * ["The results of a survey are in"]


# --- conversations ---------------------------------------------------------------------------
@pytest.fixture
def talk(anna, ben):
    return chat.open_direct(by=anna, person=ben)


def rows_of(person):
    return Notification.objects.filter(recipient=person)


def test_a_direct_message_makes_one_row_for_the_ways_a_person_has_chosen(
    anna, ben, talk, told, handled
):
    for _time in range(3):
        make_message(talk, anna)
    assert told(ben) == []
    assert rows_of(ben).values_list("kind", "bell").get() == ("direct_message", False)
    wants_everything(ben)
    make_message(talk, anna)
    assert told(ben) == ["Anna Test wrote to you"]
    assert rows_of(ben).count() == 1
    assert not rows_of(anna).exists()


def test_reading_the_room_clears_the_line_on_all_devices(anna, ben, talk, told):
    wants_everything(ben)
    first, second = make_message(talk, anna), make_message(talk, anna, body="@ben, look")
    assert len(told(ben)) == 2
    chat.mark_read(by=ben, conversation=talk, upto=first.seq)
    assert told(ben) == ["Anna Test mentioned you in a chat"]
    chat.mark_read(by=ben, conversation=talk, upto=second.seq)
    assert told(ben) == []
    make_message(talk, anna)
    assert told(ben) == ["Anna Test wrote to you"]


def test_a_group_rings_for_who_wants_every_message_and_has_not_muted_it(anna, ben, told):
    group = make_group(ben, name="Night shift")
    make_message(group, anna)
    assert (told(ben), rows_of(ben).count()) == ([], 0)
    follow(ben, f"chat:{group.pk}")
    make_message(group, anna)
    assert told(ben) == ["Anna Test wrote in Night shift"]
    chat.mark_read(by=ben, conversation=group, upto=99)
    chat.mute_conversation(by=ben, conversation=group)
    make_message(group, anna)
    assert told(ben) == []


def test_a_deleted_message_is_told_of_no_more(anna, ben, talk, told):
    wants_everything(ben)
    message = make_message(talk, anna)
    assert told(ben)
    chat.delete_message(by=anna, message=message)
    assert (told(ben), rows_of(ben).count()) == ([], 0)


# --- posts -----------------------------------------------------------------------------------
def test_a_followed_space_rings_in_one_line_and_others_do_not(anna, ben, space, told):
    make_post(anna, space)
    assert told(ben) == []
    follow(ben, f"space:{space.pk}")
    make_post(anna, space, body="One")
    make_post(anna, space, body="Two")
    assert told(ben) == [f"Anna Test posted in {space.name}"]
    make_post(anna, make_space(anna, ben), body="Elsewhere")
    assert len(told(ben)) == 1


def test_who_is_named_in_a_followed_space_hears_that_once(anna, ben, space, told):
    follow(ben, f"space:{space.pk}")
    make_post(anna, space, body="Ask @ben")
    assert told(ben) == ["Anna Test mentioned you"]


def test_a_silent_space_rings_for_nothing_but_what_must_be_read(anna, ben, space, told):
    follow(ben, f"space:{space.pk}", "none")
    make_post(anna, space, body="Ask @ben")
    make_comment(make_post(ben, space), anna)
    make_announcement(space)
    assert told(ben) == []
    make_announcement(space, confirm_by=tomorrow())
    assert told(ben) == ["Lena Test needs your confirmation"]


def test_an_open_space_one_does_not_belong_to_rings_never(anna, eve, told):
    wants_everything(eve)
    make_post(anna, make_space(anna))
    assert told(eve) == []


def test_the_author_hears_that_a_moderator_took_the_post_away(anna, ben, told):
    space = make_space(ben, managers=(anna,), name="Fleet")
    post = make_post(ben, space)
    comment = make_comment(make_post(anna, space), ben)
    feed.delete_comment(by=anna, comment=comment)
    feed.delete_post(by=anna, post=post)
    assert told(ben) == [
        "Anna Test removed your post from Fleet",
        "Anna Test removed your comment on a post",
    ]


def test_a_manager_takes_a_post_out_of_one_of_two_spaces(anna, ben, told):
    fleet = make_space(ben, managers=(anna,), name="Fleet")
    post = make_post(ben, spaces=[fleet, make_space(ben)])
    feed.delete_post(by=anna, post=post)
    assert told(ben) == ["Anna Test removed your post from Fleet"]


def test_nobody_is_told_of_deleting_the_own(ben, space, told):
    post = make_post(ben, space)
    feed.delete_comment(by=ben, comment=make_comment(post, ben))
    feed.delete_post(by=ben, post=post)
    assert told(ben) == []


# --- people ----------------------------------------------------------------------------------
def test_a_department_hears_of_new_colleagues_in_one_line_a_day(handled, told):
    old = make_user("old", department="Service", language="en")
    never_here = make_user("never", department="Service")
    elsewhere = make_user("else", department="Sales", language="en")
    handled()
    User.objects.exclude(pk=never_here.pk).update(last_login=timezone.now())
    for person in (old, never_here, elsewhere):
        wants_everything(person)
    make_user("tom", department="Service")
    assert told(old) == ["Tom Test is new here"]
    make_user("birgit", department="Service")
    assert told(old) == ["Birgit and Tom are new here"]
    assert (told(elsewhere), told(never_here)) == ([], [])


# --- once ------------------------------------------------------------------------------------
def test_F1_every_event_that_is_handled_again_rings_no_second_time(anna, ben, space, told):
    wants_everything(ben)
    announcement = make_announcement(space, confirm_by=tomorrow())
    told(ben)
    news.remind_readers(by=make_editor(), announcement=announcement)
    make_poll(anna, space)
    asked(ben)
    surveys.open_due()
    make_message(make_group(ben), anna)
    make_post(anna, space)
    before = told(ben)
    assert len(before) == 5
    bumped = list(rows_of(ben).order_by("pk").values_list("bumped_at", "read_at"))
    OutboxEntry.objects.update(done_at=None, due_at=timezone.now(), finished=[])
    assert told(ben) == before
    assert list(rows_of(ben).order_by("pk").values_list("bumped_at", "read_at")) == bumped
