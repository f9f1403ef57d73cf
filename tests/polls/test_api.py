"""Polls over REST: the same rules, in JSON."""

import uuid

import pytest

from feed.actions import upload_photo
from polls import actions
from polls.models import Poll, Vote
from tests.factories import make_poll, make_space
from tests.feed.pictures import a_picture

pytestmark = pytest.mark.english

JSON = {"content_type": "application/json"}


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, access="closed")


def new_poll(space, **more):
    options = [{"text": "Monday"}, {"text": "Friday"}]
    return {"spaces": [space.slug], "body": "When?", "options": options, **more}


def test_a_poll_is_created_with_its_post(as_anna, anna, space):
    photo = upload_photo(by=anna, upload=a_picture()).key
    options = [{"text": "This", "photo": photo}, {"text": "That"}]
    sent = new_poll(space, options=options, is_multiple=True, results="always")
    made = as_anna.post("/api/v1/polls/", sent, **JSON)
    assert made.status_code == 201
    told = made.json()
    assert told["is_multiple"] and told["is_open"] and not told["took_part"]
    assert told["options"][0]["photo"]["key"] == photo
    assert [option["votes"] for option in told["options"]] == [0, 0]
    assert as_anna.get(f"/api/v1/posts/{told['post']}/").json()["body"] == "When?"


def test_E2_repeating_gives_the_first_poll(as_anna, space):
    sent = new_poll(space, client_id=str(uuid.uuid4()))
    answers = [as_anna.post("/api/v1/polls/", sent, **JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = {**sent, "options": [{"text": "Yes"}, {"text": "No"}]}
    assert as_anna.post("/api/v1/polls/", other, **JSON).status_code == 409
    as_anna.delete(f"/api/v1/posts/{answers[0].json()['id']}/")
    assert as_anna.post("/api/v1/polls/", sent, **JSON).status_code in (200, 404, 409)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"options": [{"text": "one"}]}, "options"),
        ({"options": [{"text": str(n)} for n in range(21)]}, "options"),
        ({"options": [{"text": "x"}, {"text": "X"}]}, "options"),
        ({"options": "yes"}, "options"),
        ({"options": [{}, {}]}, "options.0.text"),
        ({"ends_at": "2001-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "9999-12-31T23:59:59Z"}, "ends_at"),
        ({"results": "never"}, "results"),
        ({"is_anonymous": True, "lists_voters": True}, "lists_voters"),
        ({"body": ""}, "body"),
    ],
)
def test_C1_a_bad_poll_names_its_field(as_anna, space, more, field):
    answer = as_anna.post("/api/v1/polls/", new_poll(space, **more), **JSON)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert not Poll.objects.exists()


def test_a_vote_is_put_changed_and_deleted(as_ben, anna, space):
    poll = make_poll(anna, space)
    first, second = poll.options.values_list("pk", flat=True)
    address = f"/api/v1/polls/{poll.pk}/vote/"
    for chosen in (first, first, second):
        told = as_ben.put(address, {"options": [chosen]}, **JSON).json()
        assert [o["id"] for o in told["options"] if o["is_mine"]] == [chosen]
        assert told["voter_count"] == 1
    told = as_ben.delete(address).json()
    assert (told["took_part"], told["voter_count"]) == (False, 0)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], "empty"),
        ([1, 2], "unknown_option"),
        (["x"], "invalid"),
        ([0], "min_value"),
        (None, "null"),
    ],
)
def test_C1_a_bad_vote_is_refused(as_ben, anna, space, options, code):
    poll = make_poll(anna, space)
    sent = {"options": options}
    if options == [1, 2]:
        sent = {"options": [pk + 1000 for pk in poll.options.values_list("pk", flat=True)]}
    answer = as_ben.put(f"/api/v1/polls/{poll.pk}/vote/", sent, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Vote.objects.exists()


def test_G2_a_vote_after_the_end_is_409_in_words(as_ben, anna, space):
    poll = make_poll(anna, space)
    actions.close_poll(by=anna, poll=poll)
    sent = {"options": [poll.options.first().pk]}
    answer = as_ben.put(f"/api/v1/polls/{poll.pk}/vote/", sent, **JSON)
    assert (answer.status_code, answer.json()["detail"]) == (409, "This poll has ended.")


def test_G3_nothing_in_the_answer_marks_an_anonymous_choice(as_ben, anna, ben, space):
    poll = make_poll(anna, space, is_anonymous=True)
    pk = poll.options.first().pk
    told = as_ben.put(f"/api/v1/polls/{poll.pk}/vote/", {"options": [pk]}, **JSON).json()
    assert told["took_part"] and not any(option["is_mine"] for option in told["options"])
    assert {option["votes"] for option in told["options"]} == {None}
    as_ben.force_login(anna)
    assert as_ben.get(f"/api/v1/polls/{poll.pk}/votes/").status_code == 403


def test_the_list_shows_what_the_person_may_read_newest_first(as_ben, anna, space):
    polls = [make_poll(anna, space) for _ in range(3)]
    make_poll(anna, make_space(anna, access="secret"))
    first = as_ben.get("/api/v1/polls/?limit=2").json()
    rest = as_ben.get(f"/api/v1/polls/?limit=2&after={first['next']}").json()
    ids = [row["id"] for row in (*first["results"], *rest["results"])]
    assert ids == [poll.pk for poll in reversed(polls)]
    assert rest["next"] is None


def test_answers_are_added_and_removed(client, anna, ben, space):
    poll = make_poll(anna, space, allows_options=True)
    address = f"/api/v1/polls/{poll.pk}/options/"
    client.force_login(ben)
    codes = [client.post(address, {"text": "Sunday"}, **JSON).status_code for _ in range(2)]
    assert codes == [201, 200]
    last = poll.options.last().pk
    client.force_login(anna)
    assert client.delete(f"{address}{last}/").status_code == 204
    assert client.delete(f"{address}{last}/").status_code == 404


def test_the_author_reads_the_votes_where_that_was_announced(client, anna, ben, space):
    poll = make_poll(anna, space, lists_voters=True)
    pk = poll.options.first().pk
    actions.vote(by=ben, poll_id=poll.pk, option_ids=[pk])
    client.force_login(anna)
    rows = client.get(f"/api/v1/polls/{poll.pk}/votes/").json()["results"]
    assert [(row["user"]["handle"], row["option"]) for row in rows] == [("ben", pk)]
    other = make_poll(anna, space)
    assert client.get(f"/api/v1/polls/{other.pk}/votes/").status_code == 403


def test_a_key_needs_the_scope_of_the_feed(client, anna, space):
    from accounts.actions import create_token

    poll = make_poll(anna, space)
    _row, key = create_token(by=anna, name="robot", scopes=["read"])
    bearer = {"Authorization": f"Bearer {key}"}
    address = f"/api/v1/polls/{poll.pk}/"
    assert client.get(address, headers=bearer).status_code == 200
    assert client.put(f"{address}closed/", headers=bearer).status_code == 403
