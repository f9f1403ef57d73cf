"""Surveys over REST: the same actions, in the schema, with clear refusals."""

import pytest
from django.test import Client

from surveys import blind
from surveys.models import Survey
from tests.factories import make_space, make_user
from tests.surveys import making

JSON = {"content_type": "application/json"}
NEW = {"title": "Over the API", "ends_at": "2099-01-01T12:00:00Z", "opens_at": "2098-12-01T12:00Z"}


@pytest.fixture
def people():
    return making.crowd(6, language="en")


@pytest.fixture
def anna(client):
    anna = make_user("anna", role="editor", language="en")
    client.force_login(anna)
    return anna


@pytest.fixture
def space(anna, people):
    return make_space(anna, *people, access="closed")


def test_a_survey_is_written_changed_published_and_deleted(client, anna, space):
    sent = {**NEW, "spaces": [space.slug], "questions": [making.SINGLE]}
    sent["client_id"] = "2c9c9d0e-2c2c-4a7f-9d3b-6d1f5d0f9a10"
    made = client.post("/api/v1/surveys/", sent, **JSON)
    assert (made.status_code, made.json()["published_at"]) == (201, None)
    assert client.post("/api/v1/surveys/", sent, **JSON).status_code == 200
    address = f"/api/v1/surveys/{made.json()['id']}/"
    changed = client.patch(address, {"title": "Better", "version": 1}, **JSON)
    assert (changed.json()["title"], changed.json()["version"]) == ("Better", 2)
    assert client.patch(address, {"title": "x", "version": 1}, **JSON).status_code == 409
    assert client.put(f"{address}publication/").json()["published_at"]
    assert [one["title"] for one in client.get("/api/v1/surveys/").json()["results"]] == ["Better"]
    assert client.delete(address).status_code == 204
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("questions", "code", "field"),
    [
        ([{"kind": "short", "text": "x"}] * 51, "too_many_questions", "questions"),
        (
            [{**making.SINGLE, "jumps": [{"answer": 0, "to": "pick"}]}],
            "circle",
            "questions.0.jumps",
        ),
        ([{"kind": "sing", "text": "x"}], "invalid", "questions.0.kind"),
    ],
)
def test_C1_bad_questions_are_refused_with_place_and_words(
    client, anna, space, questions, code, field
):
    sent = {**NEW, "spaces": [space.slug], "questions": questions}
    answer = client.post("/api/v1/surveys/", sent, **JSON)
    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)
    assert answer.json()["detail"]


def test_G3_a_program_takes_part_with_the_scheme_alone(client, anna, people):
    survey = making.make_survey(*people)
    token, signature = making.signed_over_http(survey, people[0])
    fine = making.hand_in_over_http(survey, token, signature, {"mood": 3})
    again = making.hand_in_over_http(survey, token, signature, {"mood": 3})
    assert (fine.status_code, again.status_code) == (204, 409)
    assert again.json()["code"] == "token_spent"
    forged = making.hand_in_over_http(survey, blind.new_token(), signature, {"mood": 3})
    assert (forged.status_code, forged.json()["code"]) == (400, "forged")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": "!", "signature": "x", "answers": {}},
        {"token": "x" * 3000, "signature": "x", "answers": {}},
        {"token": "eA", "signature": "eA", "answers": []},
        [],
    ],
)
def test_C1_a_ballot_that_is_none_is_refused(people, body):
    survey = making.make_survey(*people)
    address = f"/api/v1/surveys/{survey.pk}/ballots/"
    assert Client().post(address, body, **JSON).status_code == 400
    assert Client().post(address, "{" * 50, **JSON).status_code == 400
    assert Client().get(address).status_code == 405


def test_named_answers_over_the_api(people):
    survey, browser = making.make_survey(*people, anonymous=False), Client()
    browser.force_login(people[0])
    address = f"/api/v1/surveys/{survey.pk}/response/"
    assert browser.get(address).json() == {"answers": {}, "finished_at": None}
    kept = browser.patch(address, {"answers": {"mood": 2}}, **JSON)
    assert kept.json() == {"answers": {"mood": 2}, "finished_at": None}
    assert browser.patch(address, {"answers": {"mood": 9}}, **JSON).json()["field"] == "mood"
    assert browser.put(address, {"answers": {"pick": 1}}, **JSON).json()["finished_at"]
    assert browser.get(f"/api/v1/surveys/{survey.pk}/").json()["took_part"] is True


def test_results_over_the_api_are_those_of_the_page(client, anna, people):
    survey = making.make_survey(*people)
    for number, person in enumerate(people):
        making.take_part(survey, person, {"mood": 1 + number % 5, "number": number})
    making.end(survey)
    told = client.get(f"/api/v1/surveys/{survey.pk}/results/").json()
    assert (told["answers"], told["took_part"], told["asked"]) == (6, 6, 7)
    mood, pick, number, words = told["questions"]
    assert mood["whole"]["n"] == 6
    assert sum(bar["count"] for bar in mood["whole"]["bars"]) == 6
    assert number["whole"]["mean"] == 2.5
    assert pick["whole"] is None
    assert words["whole"] is None


def test_a_key_of_a_program_needs_the_scope(people):
    from accounts.actions import create_token

    survey = making.make_survey(*people, anonymous=False)
    _token, secret = create_token(by=people[0], name="robot", scopes=["read"])
    header = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    address = f"/api/v1/surveys/{survey.pk}/response/"
    assert Client().get(address, **header).status_code == 200
    assert Client().put(address, {"answers": {}}, **JSON, **header).status_code == 403
