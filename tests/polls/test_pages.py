"""Polls on pages: the composer's part, voting without script, what is shown to whom, the table."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from feed.models import Photo, Post
from polls import actions
from polls.models import Option, Poll, Vote
from tests.access_worlds.world import picture
from tests.factories import make_poll, make_space, make_user

pytestmark = pytest.mark.english

SWAP = {"HX-Request": "true"}


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed")


def cast(person, poll, *texts):
    ids = [poll.options.get(text=text).pk for text in texts]
    actions.vote(by=person, poll_id=poll.pk, option_ids=ids)


def shown(client, poll):
    return client.get(f"/polls/{poll.pk}/", headers=SWAP).content.decode()


# --- asking --------------------------------------------------------------------------------------
def form(space, **fields):
    sent = {"space": space.slug, "body": "When?", "poll": "on", "poll_ends": "2"}
    return {**sent, "option-1": "Monday", "option-3": "Friday", **fields}


def test_the_composer_asks_a_poll_and_empty_fields_between_do_not_matter(as_anna, space):
    sent = form(space, poll_anonymous="on", poll_multiple="on", poll_allows_options="on")
    assert as_anna.post("/compose/", sent).status_code == 302
    poll = Poll.objects.get()
    assert list(poll.options.values_list("text", flat=True)) == ["Monday", "Friday"]
    assert (poll.is_anonymous, poll.is_multiple, poll.allows_options) == (True, True, True)
    assert poll.results == "voted" and not poll.lists_voters
    assert timedelta(days=1) < poll.ends_at - timezone.now() <= timedelta(days=2)


def test_without_the_switch_a_post_stays_a_post(as_anna, space):
    sent = form(space)
    del sent["poll"]
    as_anna.post("/compose/", sent)
    assert Post.objects.get().kind == "post" and not Poll.objects.exists()


def test_an_end_is_a_time_where_the_person_lives(as_anna, space, anna):
    type(anna).objects.update(time_zone="America/New_York")
    day = (timezone.now() + timedelta(days=3)).date()
    sent = form(space, poll_ends="date", poll_ends_at=f"{day}T12:00")
    assert as_anna.post("/compose/", sent).status_code == 302
    assert Poll.objects.get().ends_at.hour in (16, 17)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"option-3": ""}, "A poll has 2 to 20 options."),
        ({"option-3": "monday"}, "Two options are the same."),
        ({"option-3": "x" * 121}, "An option may have at most 120 characters."),
        ({"poll_ends": "date"}, "Enter the date and time the poll ends."),
        (
            {"poll_ends": "date", "poll_ends_at": "2001-01-01T12:00"},
            "The end must be in the future.",
        ),
        (
            {"poll_ends": "date", "poll_ends_at": "soon"},
            "Enter the date and time the poll ends.",
        ),
        ({"poll_lists_voters": "on", "poll_anonymous": "on"}, "An anonymous poll cannot show"),
        ({"body": ""}, "This must not be empty."),
        ({"poll_results": "never"}, "never is not one of the available choices"),
    ],
)
def test_E5_a_refused_poll_says_why_and_keeps_what_was_typed(as_anna, space, fields, words):
    sent = form(space, poll_multiple="on", **fields)
    answer = as_anna.post("/compose/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert 'name="option-1" value="Monday"' in page
    assert re.search(r'name="poll" value="1" data-keep checked', page)
    assert re.search(r'name="poll_multiple" data-keep checked', page)
    assert not Post.objects.exists()


def test_pictures_of_answers_come_with_the_form_and_survive_a_refusal(as_anna, space):
    refused = as_anna.post("/compose/", form(space, **{"option-file-1": picture(), "option-3": ""}))
    key = Photo.objects.get().key
    assert f'name="option-photo-1" value="{key}"' in refused.content.decode()
    as_anna.post("/compose/", form(space, **{"option-photo-1": key}))
    assert Option.objects.get(text="Monday").photo.key == key
    page = as_anna.get(f"/p/{Poll.objects.get().post_id}/").content.decode()
    assert page.count(f"/files/photos/{key}/") == 1  # in the answer, not below the text


def test_E2_a_form_sent_twice_asks_once(as_anna, space):
    sent = form(space, client_id="6f1f0f5e-5f4e-4b6e-9d51-0a8b8f2c1998")
    for _ in range(2):
        assert as_anna.post("/compose/", sent).status_code == 302
    assert Poll.objects.count() == 1


# --- voting --------------------------------------------------------------------------------------
def test_a_vote_is_one_tap_and_leads_back_without_script(as_ben, anna, space):
    poll = make_poll(anna, space)
    page = as_ben.get("/").content.decode()
    button = re.search(r'<button class="opt"[^>]*form="do"[^>]*>', page)[0]
    name, value = re.search(r'name="([^"]+)" value="(\d+)"', button).groups()
    assert f'formaction="/polls/{poll.pk}/vote/"' in button
    answer = as_ben.post(f"/polls/{poll.pk}/vote/", {name: value, "next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, f"/#poll-{poll.pk}")
    assert Vote.objects.get().option.text == "Monday"


def test_the_answer_to_a_vote_reads_the_result_aloud(as_ben, anna, space):
    poll = make_poll(anna, space)
    cast(anna, poll, "Friday")
    sent = {f"option-{poll.pk}": poll.options.first().pk}
    page = as_ben.post(f"/polls/{poll.pk}/vote/", sent, headers=SWAP).content.decode()
    assert "Monday: 50 percent, your choice" in page
    assert "Friday: 50 percent<" in page
    assert '<rect width="50%"' in page
    assert "2 of 2 voted" in page


def test_a_withdrawn_vote_can_be_given_again(as_ben, anna, ben, space):
    poll = make_poll(anna, space)
    cast(ben, poll, "Monday")
    page = as_ben.delete(f"/polls/{poll.pk}/vote/", headers=SWAP).content.decode()
    assert 'class="opt" id="opt-' in page and not Vote.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 40, "٣"])
def test_C1_nonsense_as_a_vote_is_refused_in_words(as_ben, anna, space, sent):
    poll = make_poll(anna, space)
    answer = as_ben.post(f"/polls/{poll.pk}/vote/", {f"option-{poll.pk}": sent}, headers=SWAP)
    assert answer.status_code == 400
    assert not Vote.objects.exists()


# --- what is shown to whom -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("results", "before", "after", "ended"),
    [("always", True, True, True), ("voted", False, True, True), ("closed", False, False, True)],
)
def test_the_result_shows_when_its_author_said(
    as_ben, anna, ben, space, results, before, after, ended
):
    poll = make_poll(anna, space, results=results)
    cast(anna, poll, "Monday")
    seen = ["%" in shown(as_ben, poll)]
    cast(ben, poll, "Monday")
    seen.append("%" in shown(as_ben, poll))
    actions.close_poll(by=anna, poll=poll)
    seen.append("%" in shown(as_ben, poll))
    assert seen == [before, after, ended]


def test_G3_fewer_than_five_anonymous_votes_show_no_result_not_even_at_the_end(as_ben, anna, ben):
    crowd = [make_user(f"p{n}") for n in range(3)]
    space = make_space(anna, ben, *crowd, access="closed")
    poll = make_poll(anna, space, is_anonymous=True, results="always")
    for person in (*crowd, ben):
        cast(person, poll, "Monday")
        assert "%" not in shown(as_ben, poll)
    assert as_ben.get(f"/api/v1/polls/{poll.pk}/").json()["options"][0]["votes"] is None
    cast(anna, poll, "Monday")
    assert "%" not in shown(as_ben, poll)
    actions.close_poll(by=anna, poll=poll)
    assert "100%" in shown(as_ben, poll)


def test_G3_an_anonymous_poll_says_so_before_the_vote_and_marks_no_answer_after_it(
    as_ben, anna, ben
):
    crowd = [make_user(f"p{n}") for n in range(5)]
    poll = make_poll(anna, make_space(anna, ben, *crowd, access="closed"), is_anonymous=True)
    assert "counted separately" in shown(as_ben, poll)
    for person in (*crowd, ben):
        cast(person, poll, "Friday")
    page = shown(as_ben, poll)
    assert "your choice" not in page and "opt--mine" not in page
    assert "Change vote" not in page and "Withdraw" not in page


def test_who_is_told_of_votes_is_said_before_the_vote(as_ben, anna, space):
    assert "Anna Test sees who voted for what." in shown(
        as_ben, make_poll(anna, space, lists_voters=True)
    )
    assert "Nobody sees who voted" in shown(as_ben, make_poll(anna, space))


def test_A5_how_many_may_vote_is_said_in_one_space_only(as_ben, anna, space):
    secret = make_space(anna, access="secret")
    options = [actions.NewOption("yes"), actions.NewOption("no")]
    poll = actions.create_poll(by=anna, spaces=[space, secret], body="?", options=options)
    assert "0 people voted" in shown(as_ben, poll)
    assert "0 of 2 voted" in shown(as_ben, make_poll(anna, space))


def test_texts_of_answers_are_text(as_ben, anna, space):
    poll = make_poll(anna, space, ["<b>x</b>", "{{ 7 }}"])
    page = shown(as_ben, poll)
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "{{ 7 }}" in page


def test_the_card_of_one_viewer_is_never_drawn_for_another(client, anna, ben, space):
    poll = make_poll(anna, space)
    cast(anna, poll, "Monday")
    client.force_login(anna)
    assert "your choice" in client.get("/").content.decode()
    client.force_login(ben)
    assert "your choice" not in client.get("/").content.decode()


# --- managing ------------------------------------------------------------------------------------
def test_the_author_ends_the_poll_on_a_page_without_script(as_anna, anna, space):
    poll = make_poll(anna, space)
    assert "End poll now" in as_anna.get(f"/polls/{poll.pk}/manage/").content.decode()
    assert as_anna.post(f"/polls/{poll.pk}/closed/", {"_method": "put"}).status_code == 302
    assert "ended" in as_anna.get(f"/p/{poll.post_id}/").content.decode()


def test_C7_the_table_of_votes_carries_no_formulas(as_anna, anna, ben, space):
    type(ben).objects.filter(pk=ben.pk).update(first_name="@Ben")
    poll = make_poll(anna, space, ["=1+1", "-2", "plain"], lists_voters=True, is_multiple=True)
    cast(ben, poll, "=1+1", "-2", "plain")
    answer = as_anna.get(f"/polls/{poll.pk}/votes.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Person", "Handle", "Option"]
    assert [row[2] for row in rows[1:]] == ["'=1+1", "'-2", "plain"]
    assert {row[0] for row in rows[1:]} == {"'@Ben Test"}


def test_C3_tables_are_limited(as_anna, anna, space):
    poll = make_poll(anna, space, lists_voters=True)
    codes = [as_anna.get(f"/polls/{poll.pk}/votes.csv").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_A10_the_administration_lists_polls_and_no_votes(client, anna, ben, space):
    poll = make_poll(anna, space, ["secret answer", "other"])
    cast(ben, poll, "other")
    client.force_login(make_user("root", role="administrator"))
    for address in ("/admin/polls/poll/", f"/admin/polls/poll/{poll.pk}/change/"):
        page = client.get(address).content.decode()
        assert "Anna Test" in page
        assert "secret answer" not in page and "Ben Test" not in page
