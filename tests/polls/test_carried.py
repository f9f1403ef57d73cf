"""Polls inside announcements: written with the draft, running from the publication on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from announcements.actions import (
    archive_announcement,
    change_announcement,
    delete_announcement,
    publish_announcement,
    write_announcement,
)
from announcements.models import Announcement
from feed.events import PostPublished
from feed.models import Photo, Post
from kit.http.exceptions import Problem
from kit.models import OutboxEntry
from polls import actions, results
from polls.actions import NewOption, Rules, begin_poll, new_poll
from polls.handlers import begin_poll as hear_publication
from polls.models import Poll
from tests.access_worlds.world import picture
from tests.announcements.newsroom import make_editor, make_plan
from tests.factories import make_space, make_user
from tests.test_budgets import QUERIES

pytestmark = pytest.mark.english

JSON = "application/json"


@pytest.fixture
def lena():
    editor = make_editor()
    type(editor).objects.filter(pk=editor.pk).update(language="en")
    return editor


@pytest.fixture
def space(lena, ben):
    return make_space(ben, lena, access="closed")


@pytest.fixture
def as_lena(client, lena):
    client.force_login(lena)
    return client


def asked(by, *texts, **rules):
    answers = [NewOption(text) for text in texts or ("Monday", "Friday")]
    return new_poll(by=by, options=answers, rules=Rules(**rules))


def draft(lena, space, embed=None, **fields):
    plan = make_plan("Summer party", space, **fields)
    return write_announcement(by=lena, plan=plan, embed=embed or asked(lena))


def publish(lena, space, embed=None, **fields):
    found = publish_announcement(by=lena, announcement=draft(lena, space, embed, **fields))
    begin_poll(post_id=found.pk)
    return found


def form(space, **fields):
    sent = {"title_en": "Summer party", "body_en": "In the yard.", "spaces": space.slug}
    part = {"poll": "1", "poll_ends": "2", "option-1": "Monday", "option-2": "Friday"}
    return {**sent, **part, **fields}


# --- writing --------------------------------------------------------------------------------------
def test_an_editor_adds_a_poll_in_the_editor_of_announcements(as_lena, space):
    assert 'name="option-1"' in as_lena.get("/announcements/new/").content.decode()
    answer = as_lena.post("/announcements/new/", form(space, **{"option-file-1": picture()}))
    assert answer.status_code == 302
    found = Announcement.objects.get()
    assert (found.post.kind, found.post.carries) == ("announcement", "poll")
    assert found.post.poll.duration == timedelta(days=2) and found.post.poll.ends_at is None
    page = as_lena.get(answer.headers["Location"]).content.decode()
    assert "post-poll" in page and "Monday" in page
    key = Photo.objects.get().key
    assert (
        f"/announcements/{found.pk}/pictures/{key}/" in page
    )  # the draft is readable in the newsroom only


def test_E5_a_refused_poll_says_why_and_keeps_what_was_typed(as_lena, space):
    answer = as_lena.post("/announcements/new/", form(space, **{"option-2": ""}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "A poll has 2 to 20 options." in page and 'value="Monday"' in page
    assert not Post.objects.exists()


def test_the_poll_of_a_draft_is_shown_again_and_changed(as_lena, space):
    as_lena.post(
        "/announcements/new/", form(space, poll_anonymous="on", **{"option-file-1": picture()})
    )
    found, key = Announcement.objects.get(), Photo.objects.get().key
    page = as_lena.get(f"/announcements/{found.pk}/edit/").content.decode()
    assert 'name="option-1" value="Monday"' in page
    assert 'name="poll_anonymous" data-keep checked' in page
    assert f'name="option-photo-1" value="{key}"' in page
    assert "Remove picture 1" not in page  # pictures of answers are none of the text
    changed = form(space, **{"option-photo-1": key, "option-3": "Sunday"})
    assert as_lena.post(f"/announcements/{found.pk}/edit/", changed).status_code == 302
    poll = Poll.objects.get()
    assert [option.text for option in poll.options.all()] == ["Monday", "Friday", "Sunday"]
    assert poll.options.first().photo.key == key and not poll.is_anonymous


def test_D4_a_poll_that_is_taken_out_of_a_draft_leaves_no_picture(as_lena, space):
    as_lena.post("/announcements/new/", form(space, **{"option-file-1": picture()}))
    found = Announcement.objects.get()
    assert as_lena.post(f"/announcements/{found.pk}/edit/", form(space, poll="")).status_code == 302
    assert not Poll.objects.exists() and not Photo.objects.exists()
    assert Post.objects.get().carries == ""


def test_the_same_client_id_with_another_poll_is_a_conflict(as_lena, space):
    sent = form(space, client_id="6f1f0f5e-5f4e-4b6e-9d51-0a8b8f2c1998")
    assert as_lena.post("/announcements/new/", sent).status_code == 302
    assert as_lena.post("/announcements/new/", sent).status_code == 302
    assert as_lena.post("/announcements/new/", {**sent, "option-1": "Sunday"}).status_code == 409
    assert Poll.objects.count() == 1


def test_after_the_publication_the_poll_stays_as_it_is(as_lena, lena, ben, space):
    found = publish(lena, space)
    poll = Poll.objects.get()
    actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    assert 'name="option-1"' not in as_lena.get(f"/announcements/{found.pk}/edit/").content.decode()
    change_announcement(
        by=lena, announcement=found, plan=make_plan("Party", space), embed=asked(lena, "x", "y")
    )
    assert [option.text for option in poll.options.all()] == ["Monday", "Friday"]
    assert poll.options.first().vote_count == 1


def test_the_api_writes_reads_and_removes_it(as_lena, space):
    sent = {
        "texts": [{"language": "en", "title": "Party"}],
        "spaces": [space.slug],
        "poll": {"options": [{"text": "Monday"}, {"text": "Friday"}]},
    }
    made = as_lena.post("/api/v1/announcements/", sent, content_type=JSON)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["carries"] == "poll"
    kept = {name: sent[name] for name in ("texts", "spaces")}
    as_lena.patch(f"/api/v1/announcements/{pk}/", kept, content_type=JSON)
    assert Poll.objects.count() == 1  # left out means: as it is
    as_lena.patch(f"/api/v1/announcements/{pk}/", {**kept, "poll": None}, content_type=JSON)
    assert not Poll.objects.exists()


# --- from the publication on ---------------------------------------------------------------------
def test_A2_a_draft_and_its_poll_are_known_to_nobody(client, lena, ben, space):
    poll = draft(lena, space).post.poll
    for person in (ben, lena):
        client.force_login(person)
        assert client.get(f"/polls/{poll.pk}/").status_code == 404
    assert not Poll.objects.visible_to(ben).exists()


def test_a_poll_lasts_from_the_publication_on(lena, space):
    found = draft(lena, space, asked(lena, duration=timedelta(days=2)))
    Post.objects.update(created_at=timezone.now() - timedelta(days=9))
    found = publish_announcement(by=lena, announcement=found)
    assert OutboxEntry.objects.filter(event="feed.PostPublished").count() == 1
    for _ in range(2):
        hear_publication(PostPublished(post_id=found.pk, by_id=lena.pk))
    poll = Poll.objects.get()
    assert poll.ends_at == found.published_at + timedelta(days=2) and poll.duration is None


def test_a_poll_that_ends_before_it_is_read_is_not_published(lena, space):
    ends = timezone.now() + timedelta(hours=1)
    found = draft(lena, space, asked(lena, ends_at=ends), starts_at=ends + timedelta(hours=1))
    with pytest.raises(Problem) as refused:
        publish_announcement(by=lena, announcement=found)
    assert "would end before it is published" in str(refused.value.detail)
    assert actions.close_due_polls() == 0


def test_F3_the_clock_closes_no_draft(lena, space):
    draft(lena, space, asked(lena, ends_at=timezone.now() + timedelta(hours=1)))
    Poll.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    assert actions.close_due_polls() == 0


def test_readers_vote_on_the_page_and_in_the_feed(client, lena, ben, space):
    found = publish(lena, space)
    poll = Poll.objects.get()
    client.force_login(ben)
    for address in (found.get_absolute_url(), "/"):
        assert f'id="poll-{poll.pk}"' in client.get(address).content.decode()
    sent = {f"option-{poll.pk}": poll.options.first().pk}
    client.post(f"/polls/{poll.pk}/vote/", sent)
    assert "1 of 2 voted" in client.get(found.get_absolute_url()).content.decode()


def test_what_is_to_be_confirmed_is_read_before_it_is_voted_on(client, lena, ben, space):
    due = timezone.localdate() + timedelta(days=2)
    found = publish(lena, space, confirm_by=due)
    client.force_login(ben)
    assert "post-poll" not in client.get("/").content.decode()
    assert "post-poll" in client.get(found.get_absolute_url()).content.decode()


def test_A2_outside_of_the_audience_nothing_can_be_voted_on(client, lena, space):
    publish(lena, space)
    poll = Poll.objects.get()
    client.force_login(make_user("eve"))
    sent = {f"option-{poll.pk}": poll.options.first().pk}
    assert client.post(f"/polls/{poll.pk}/vote/", sent).status_code == 404


def test_editors_end_it_and_managers_of_the_space_do_not(client, lena, space):
    publish(lena, space)
    poll, ben = Poll.objects.get(), make_user("ben")
    space.memberships.filter(user=ben).update(role="manager")
    client.force_login(ben)
    assert client.put(f"/polls/{poll.pk}/closed/").status_code == 403
    other = make_editor("otto")
    space.members.add(other)
    client.force_login(other)
    assert client.put(f"/polls/{poll.pk}/closed/").status_code == 302
    assert OutboxEntry.objects.filter(event="polls.PollClosed").count() == 1
    client.force_login(ben)
    assert "ended" in client.get("/").content.decode()


def test_an_expired_announcement_keeps_its_poll_and_a_deleted_one_does_not(lena, ben, space):
    found = publish(lena, space)
    poll = Poll.objects.get()
    archive_announcement(by=lena, announcement=found)
    assert results.of_poll(ben, poll.pk).is_open
    delete_announcement(by=lena, announcement=found)
    assert not Poll.objects.visible_to(ben).exists()


def test_pages_with_announcements_stay_within_the_budget(client, count_queries, lena, ben, space):
    def measured(found):
        addresses = ("/", "/announcements/", found.get_absolute_url())
        for address in addresses:
            assert client.get(address).status_code == 200
        return [count_queries(lambda a=a: client.get(a)) for a in addresses]

    client.force_login(ben)
    found = publish(lena, space)
    publish(lena, space)
    two = measured(found)
    for _ in range(8):
        publish(lena, space)
    assert measured(found) == two
    assert max(two) <= QUERIES, two
    client.force_login(lena)
    client.get(f"/announcements/{found.pk}/preview/")
    # the newsroom asks one thing more than readers: who may call urgently
    assert count_queries(lambda: client.get(f"/announcements/{found.pk}/preview/")) <= QUERIES + 1
