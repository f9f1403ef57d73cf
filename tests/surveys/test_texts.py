"""What people wrote: all of it can be read, and none of it says who it was."""

import csv
import io

import pytest

from surveys import actions
from surveys.free_text import texts_of
from tests.factories import make_user
from tests.surveys import making

pytestmark = pytest.mark.django_db

OTHER = {"key": "more", "kind": "long", "text": "What else?"}


def answer(survey, person, answers):
    """Take part as the survey wants it: unknown, or under one's name."""
    if survey.anonymous:
        making.take_part(survey, person, answers)
    else:
        actions.finish_response(by=person, survey=survey, answers=answers)


def written(count, *, anonymous=True, is_over=True):
    """A survey of Anna in which so many people wrote `text 0`, `text 1` …"""
    people = making.crowd(count)
    survey = making.make_survey(*people, questions=[making.TEXT, OTHER], anonymous=anonymous)
    for number, person in enumerate(people):
        answer(survey, person, {"words": f"text {number}", "more": None})
    return making.end(survey) if is_over else survey


@pytest.fixture
def anna(client):
    author = make_user("anna", role="editor", language="en")
    client.force_login(author)
    return client


@pytest.mark.parametrize("anonymous", [True, False])
def test_every_text_is_on_one_of_the_pages_once(anna, anonymous):
    survey = written(45, anonymous=anonymous)
    address, seen = f"/surveys/{survey.pk}/results/texts/1/", []
    after = ""
    while after is not None:
        page = anna.get(address, {"after": after} if after else {}).context["page"]
        seen += [one.text for one in page.items]
        after = page.next
    assert sorted(seen) == sorted(f"text {n}" for n in range(45))


def test_programs_read_the_same_page_by_page(anna):
    survey = written(25)
    address, seen, after = f"/api/v1/surveys/{survey.pk}/results/texts/1/", [], ""
    while after is not None:
        answer = anna.get(address, {"after": after} if after else {}).json()
        assert all(set(row) == {"text"} for row in answer["results"])
        seen += [row["text"] for row in answer["results"]]
        after = answer["next"]
    assert sorted(seen) == sorted(f"text {n}" for n in range(25))


def test_G4_texts_of_a_question_with_few_answers_are_shown_nowhere(anna):
    survey = written(8)
    for path in ("surveys", "api/v1/surveys"):
        assert anna.get(f"/{path}/{survey.pk}/results/texts/2/").status_code == 404


def test_G4_texts_wait_for_the_end(anna):
    survey = written(12, is_over=False)
    assert not texts_of(survey, survey.asked[0]).exists()
    assert "text 3" not in anna.get(f"/surveys/{survey.pk}/results/").content.decode()


def test_G3_the_order_of_texts_is_not_the_order_of_ballots():
    survey = written(30)
    shown = list(texts_of(survey, survey.asked[0]).order_by("pk").values_list("text", flat=True))
    assert shown != [f"text {n}" for n in range(30)]


def test_the_files_hold_every_text(anna):
    survey = written(45)
    answer = anna.get(f"/surveys/{survey.pk}/results/csv/").content.decode("utf-8-sig")
    answers = {row[3] for row in csv.reader(io.StringIO(answer))}
    assert {f"text {n}" for n in range(45)} <= answers


def test_many_text_questions_cost_no_more_statements_than_one(anna, count_queries):
    def cost(count):
        asked = [{**making.TEXT, "key": f"w{n}"} for n in range(count)]
        people = [make_user(f"p{count}-{n}") for n in range(5)]
        survey = making.make_survey(*people, questions=asked, author=make_user("anna"))
        for person in people:
            making.take_part(survey, person, {one["key"]: "x" for one in asked})
        making.end(survey)
        return count_queries(lambda: anna.get(f"/surveys/{survey.pk}/results/"))

    anna.get("/surveys/")  # the first request of a session costs more
    assert cost(12) == cost(1)
