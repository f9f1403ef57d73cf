"""Pages of surveys: what they say, what they keep, what they cost."""

import gzip
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys import actions
from surveys.models import Response, Survey
from tests.factories import make_space, make_user
from tests.surveys import making

KIB = 1024
TWELVE_QUESTIONS = [
    {"key": "a", "kind": "single", "text": "Do you get your jobs early enough to plan your day?",
     "options": ["Always", "Mostly", "Now and then", "Rarely", "Never"], "required": True,
     "section": "Your work", "jumps": [{"answer": 0, "to": "c"}]},
    {"key": "b", "kind": "long", "text": "What is missing?", "hint": "Think of two weeks."},
    {"key": "c", "kind": "scale", "text": "My work fits my hours.", "low": "no", "high": "yes"},
    {"key": "d", "kind": "multiple", "text": "Which tools?", "options": ["Phone", "Car", "Book"]},
    {"key": "e", "kind": "matrix", "text": "How is …?", "rows": ["Food", "Light", "Noise"],
     "options": ["good", "so so", "bad"]},
    {"key": "f", "kind": "ranking", "text": "What first?", "options": ["Pay", "Time", "Tools"]},
    {"key": "g", "kind": "enps", "text": "Would you recommend us?", "section": "All in all"},
    {"key": "h", "kind": "number", "text": "Kilometres a day?", "least": 0, "most": 1000},
    {"key": "i", "kind": "date", "text": "Last training?"},
    {"key": "j", "kind": "short", "text": "One word?"},
    {"key": "k", "kind": "scale", "text": "I get help.", "steps": 7},
    {"key": "l", "kind": "single", "text": "Once more?", "options": ["Yes", "No"]},
]  # fmt: skip


@pytest.fixture
def people():
    return making.crowd(6, language="en")


@pytest.fixture
def ben(client, people):
    client.force_login(people[0])
    return people[0]


@pytest.fixture
def anna():
    return make_user("anna", role="editor", language="en")


@pytest.fixture
def desk(anna):
    browser = Client()
    browser.force_login(anna)
    return browser


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


# --- before the first question --------------------------------------------------------------------
def test_G5_the_first_page_says_whether_it_is_anonymous_who_sees_what_and_until_when(
    client, ben, people
):
    survey = making.make_survey(*people, by_department=True)
    page = text(client.get(f"/surveys/{survey.pk}/"))
    for words in ("Anonymous", "Everyone who is asked sees the results", "Open until"):
        assert words in page
    assert "Departments are compared" not in page  # none is large enough
    named = making.make_survey(*people, anonymous=False, shown_to="author")
    page = text(client.get(f"/surveys/{named.pk}/"))
    assert "With your name" in page
    assert "Only Anna Test sees the results" in page


def test_the_list_shows_what_waits_first(client, ben, people, anna):
    done = making.make_survey(*people, title="Done")
    making.a_token(done, ben)
    making.make_survey(*people, title="Waiting")
    making.make_survey(*people, title="Draft", is_published=False)
    page = text(client.get("/surveys/"))
    assert page.index("Waiting") < page.index("Done")
    assert "Taken part" in page
    assert "Draft" not in page
    assert "New survey" not in page


# --- answering without script ---------------------------------------------------------------------
@pytest.fixture
def named(people, anna):
    return making.make_survey(*people, questions=TWELVE_QUESTIONS, anonymous=False)


def send(client, survey, number, go, **answers):
    return client.post(f"/surveys/{survey.pk}/{number}/", {"go": go, **answers})


def test_E5_answers_are_kept_step_by_step_and_wait_on_any_device(client, ben, named):
    assert send(client, named, 1, "next", **{"q-a": "1"}).url == f"/surveys/{named.pk}/2/"
    assert Response.objects.get().answers == {"a": 1}
    other = Client()
    other.force_login(ben)
    assert re.search(r'value="1" checked', other.get(f"/surveys/{named.pk}/1/").content.decode())


def test_branches_are_followed_forward_and_back(client, ben, named):
    assert send(client, named, 1, "next", **{"q-a": "0"}).url == f"/surveys/{named.pk}/3/"
    assert send(client, named, 3, "back").url == f"/surveys/{named.pk}/1/"


def test_a_question_that_must_be_answered_is_not_left_and_nothing_is_lost(client, ben, named):
    answer = send(client, named, 1, "next", **{"q-j": "typed"})
    assert answer.status_code == 400
    assert "Please answer, or choose" in text(answer)
    assert 'value="typed"' in text(answer)
    assert send(client, named, 1, "next", **{"q-a": "none"}).status_code == 302


def test_what_is_wrong_stands_at_its_question_with_the_text_kept(client, ben, named):
    answer = send(client, named, 8, "finish", **{"q-a": "1", "q-h": "5000", "q-b": "my words"})
    assert answer.status_code == 400
    assert "At most 1000." in text(answer)
    assert "my words" in text(answer)
    assert 'aria-invalid="true"' in text(answer)


def test_every_kind_can_be_answered_by_a_plain_form(client, ben, named):
    sent = {
        "q-a": "1", "q-b": "words", "q-c": "4", "q-d": ["0", "2"], "q-e-0": "0", "q-e-2": "1",
        "q-f-0": "2", "q-f-1": "1", "q-f-2": "3", "q-g": "10", "q-h": "12,5", "q-i": "2026-01-31",
        "q-j": "word", "q-k-none": "1", "q-l": "none",
    }  # fmt: skip
    assert send(client, named, 12, "finish", **sent).url == f"/surveys/{named.pk}/"
    assert Response.objects.get().answers == {
        "a": 1, "b": "words", "c": 4, "d": [0, 2], "e": [0, None, 1], "f": [1, 0, 2], "g": 10,
        "h": 12.5, "i": "2026-01-31", "j": "word", "k": None, "l": None,
    }  # fmt: skip
    assert "You have taken part" in text(client.get(f"/surveys/{named.pk}/"))
    assert client.get(f"/surveys/{named.pk}/1/").status_code == 302


def test_G3_an_anonymous_survey_refuses_answers_that_were_not_sealed(client, ben, people):
    survey = making.make_survey(*people)
    assert "Without script" in text(client.get(f"/surveys/{survey.pk}/1/"))
    answer = send(client, survey, 1, "finish", **{"q-mood": "3"})
    assert answer.status_code == 400
    assert not survey.participations.exists()


def test_the_form_warns_that_words_may_identify(client, ben, people):
    survey = making.make_survey(*people)
    assert "Your words could identify you" in text(client.get(f"/surveys/{survey.pk}/1/"))


# --- asking ---------------------------------------------------------------------------------------
def test_a_survey_is_written_and_published_by_plain_forms(desk, anna, people):
    space = make_space(anna, *people, access="closed")
    ends = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"title": "Pulse", "spaces": space.slug, "anonymous": "yes", "shown_to": "audience"}
    made = desk.post("/surveys/new/", {**sent, "ends_at": ends, "start": "pulse"})
    survey = Survey.objects.get()
    assert made.url == f"/surveys/{survey.pk}/questions/"
    assert len(survey.asked) == 5
    question = {"kind": "single", "text": "Last one?", "options": "Yes\nNo", "steps": 5, "place": 6}
    assert desk.post(f"/surveys/{survey.pk}/questions/", question).status_code == 302
    moved = {**question, "place": 1, "jump-0": "end"}
    assert desk.post(f"/surveys/{survey.pk}/questions/6/", moved).status_code == 302
    fresh = Survey.objects.get()
    assert fresh.asked[0].text == "Last one?"
    assert fresh.asked[0].follower(0) == "end"
    assert desk.delete(f"/surveys/{survey.pk}/questions/2/").status_code == 302
    assert len(Survey.objects.get().asked) == 5
    assert "This is what people see" in text(desk.get(f"/surveys/{survey.pk}/preview/"))
    desk.post(f"/surveys/{survey.pk}/publication/", {"_method": "put"})
    assert Survey.objects.get().is_open


def test_a_branch_backward_is_refused_in_the_form_and_the_text_stays(desk, people):
    survey = making.make_survey(*people, questions=TWELVE_QUESTIONS, is_published=False)
    first = {"kind": "single", "text": "Changed text", "options": "a\nb", "steps": 5, "place": 12}
    answer = desk.post(f"/surveys/{survey.pk}/questions/1/", {**first, "jump-0": "c"})
    assert answer.status_code == 400
    assert "only lead forward" in text(answer)
    assert "Changed text" in text(answer)


def test_C1_an_end_in_the_past_is_said_at_its_field(desk, anna, people):
    space = make_space(anna, *people)
    sent = {"title": "Kept title", "spaces": space.slug, "anonymous": "yes", "shown_to": "author"}
    answer = desk.post("/surveys/new/", {**sent, "ends_at": "2020-01-01T12:00"})
    assert answer.status_code == 400
    assert "The end must be in the future and after the start" in text(answer)
    assert "Kept title" in text(answer)


def test_who_asked_with_names_reads_who_answered_what(desk, client, ben, people):
    survey = making.make_survey(*people, anonymous=False)
    actions.finish_response(by=ben, survey=survey, answers={"pick": 2, "words": "my reason"})
    page = text(desk.get(f"/surveys/{survey.pk}/results/answers/"))
    assert ben.name in page
    assert "my reason" in page
    assert client.get(f"/surveys/{survey.pk}/results/answers/").status_code == 403


# --- budgets --------------------------------------------------------------------------------------
def test_survey_pages_take_at_most_12_queries_and_the_same_for_2_and_20(
    client, count_queries, ben, people, desk
):
    survey = making.make_survey(*people, questions=TWELVE_QUESTIONS)
    making.make_survey(*people, title="Second")
    addresses = ["/surveys/", f"/surveys/{survey.pk}/", f"/surveys/{survey.pk}/1/"]

    def measured():
        for address in addresses:
            assert client.get(address).status_code == 200
        return [count_queries(lambda a=address: client.get(a)) for address in addresses]

    two = measured()
    for number in range(18):
        making.make_survey(*people, title=f"Survey {number}", anonymous=False)
    assert measured() == two
    assert max(two) <= 12, two


def test_results_take_the_same_queries_for_any_number_of_answers(desk, count_queries, people):
    questions = [making.SCALE, making.TEXT]
    costs = []
    for count in (6, 30):
        crowd = making.crowd(count)
        survey = making.make_survey(*crowd, questions=questions)
        for person in crowd:
            making.take_part(survey, person, {"mood": 3, "words": "x"})
        making.end(survey)
        address = f"/surveys/{survey.pk}/results/"
        desk.get(address)
        costs.append(count_queries(lambda a=address: desk.get(a)))
    assert costs[0] == costs[1]
    assert max(costs) <= 12, costs


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_survey_of_12_questions_weighs_at_most_8_kib(client, ben, people, language):
    type(ben).objects.filter(pk=ben.pk).update(language=language)
    survey = making.make_survey(*people, questions=TWELVE_QUESTIONS)
    page = client.get(f"/surveys/{survey.pk}/1/")
    assert len(gzip.compress(page.content, 4)) <= 8 * KIB
