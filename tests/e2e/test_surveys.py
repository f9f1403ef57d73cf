"""Surveys in a real browser: sealed ballots, branches, phone and desktop, without network."""

import random

import pytest
from playwright.sync_api import Page, expect

from surveys import actions, ballot_box
from surveys.models import BallotBox, Participation, Response, Survey
from surveys.results import results
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_user
from tests.services import wait_until
from tests.surveys import making
from tests.surveys.test_pages import TWELVE_QUESTIONS

SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])
SIMULATED = 18


@pytest.fixture
def people():
    return making.crowd(SIMULATED + 2)


@pytest.fixture
def survey(people):
    return making.make_survey(*people, questions=TWELVE_QUESTIONS, title="Pulse")


def question(page: Page, number: int):
    return page.locator(f'.question[data-number="{number}"]')


def choose(page: Page, number: int, words: str) -> None:
    question(page, number).get_by_text(words, exact=True).click()


def fill(page: Page, forward) -> None:
    """Everything from question 3 on; `forward` leaves a question."""
    choose(page, 3, "4")
    forward()
    choose(page, 4, "Car")
    choose(page, 4, "Book")
    forward()
    for row, column in enumerate(("good", "bad")):
        question(page, 5).locator("select").nth(row).select_option(label=column)
    forward()
    for entry, place in enumerate(("2", "1", "3")):
        question(page, 6).locator("select").nth(entry).select_option(label=place)
    forward()
    choose(page, 7, "9")
    forward()
    question(page, 8).locator("input[type=text]").fill("42")
    forward()
    question(page, 9).locator("input[type=date]").fill("2026-01-31")
    forward()
    question(page, 10).locator("input[type=text]").fill("fine")
    forward()
    choose(page, 11, "No answer")
    forward()
    choose(page, 12, "Yes")


FILLED = {
    "a": 0, "c": 4, "d": [1, 2], "e": [0, 2, None], "f": [1, 0, 2], "g": 9, "h": 42,
    "i": "2026-01-31", "j": "fine", "k": None, "l": 0,
}  # fmt: skip


def on_a_phone(page: Page) -> None:
    """One screen for each question, with the thumb."""
    page.goto("/surveys/")
    page.get_by_role("link", name="Pulse").click()
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_text("Question 1 of 12")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_contain_text("Please answer")
    choose(page, 1, "Always")
    page.get_by_role("button", name="Next").click()
    expect(question(page, 3)).to_be_visible()  # the second is for those who are missing something
    expect(question(page, 1)).to_be_hidden()
    page.go_back()
    expect(question(page, 1)).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.reload()  # what was answered is still there
    expect(page.get_by_text("Question 3 of 12")).to_be_visible()
    fill(page, lambda: page.get_by_role("button", name="Next").click())
    assert_fits(page)
    page.get_by_role("button", name="Hand in").click()


def on_a_desk(page: Page, survey: Survey) -> None:
    """All questions on one page."""
    page.goto(f"/surveys/{survey.pk}/1/")
    expect(question(page, 12)).to_be_visible()
    choose(page, 1, "Rarely")
    expect(question(page, 2)).to_be_visible()
    choose(page, 1, "Always")
    expect(question(page, 2)).to_be_hidden()
    fill(page, lambda: None)
    page.get_by_role("button", name="Hand in").click()


def sent_ballots(page: Page) -> list:
    found: list = []
    page.context.on("request", lambda one: "ballots" in one.url and found.append(one))
    return found


@SIZES
def test_G3_a_ballot_is_sealed_and_leaves_later_without_a_cookie(
    open_browser, people, survey, size
):
    page = open_browser(people[0], size=size)
    page.clock.install()
    posted = sent_ballots(page)
    on_a_phone(page) if size == "phone" else on_a_desk(page, survey)
    expect(page.get_by_text("Your answers are sealed")).to_be_visible()
    assert_accessible(page)
    assert Participation.objects.get().user == people[0]
    assert BallotBox.objects.get().count == 0
    assert posted == []
    page.goto("/surveys/")  # it leaves from whatever page is open
    page.clock.fast_forward("02:10")
    wait_until(lambda: BallotBox.objects.get().count == 1, "the ballot")
    assert len(posted) == 1
    assert not {"cookie", "authorization", "referer", "x-csrftoken"} & set(posted[0].all_headers())
    assert page.evaluate("Object.keys(localStorage).filter(k => /ballot|survey/.test(k))") == []
    assert ballot_box.drain(BallotBox.objects.get())[0].answers == FILLED


def simulate(survey: Survey, person, chance: random.Random) -> None:
    """A person of whom only the requests matter."""
    early = chance.random() < 0.4
    answers = {
        "a": 0 if early else chance.randrange(1, 5), "c": chance.randrange(1, 6),
        "d": [chance.randrange(3)], "e": [0, 1, 2], "f": chance.sample(range(3), 3),
        "g": chance.randrange(11), "h": chance.randrange(1000), "i": "2026-02-01",
        "j": f"word {chance.randrange(99)}", "k": chance.randrange(1, 8), "l": chance.randrange(2),
    } | ({} if early else {"b": "More time"})  # fmt: skip
    token, signature = making.signed_over_http(survey, person)
    assert making.hand_in_over_http(survey, token, signature, answers).status_code == 204


def test_a_survey_of_12_questions_answered_by_20_people(open_browser, people, survey):
    chance = random.Random(12)
    for size, person in (("phone", people[0]), ("desktop", people[1])):
        page = open_browser(person, size=size)
        page.clock.install()
        on_a_phone(page) if size == "phone" else on_a_desk(page, survey)
        expect(page.get_by_text("Your answers are sealed")).to_be_visible()
        page.clock.fast_forward("02:10")
    for person in people[2:]:
        simulate(survey, person, chance)
    wait_until(lambda: BallotBox.objects.get().count == 20, "all ballots")
    ended = making.end(survey)
    shown = {one.question.key: one for one in results(ended).questions}
    assert shown["a"].whole.n == 20
    assert shown["b"].whole.n == 20 - shown["a"].whole.bars[0].count  # the branch
    for size in ("phone", "desktop"):
        page = open_browser(make_user("anna"), size=size)
        page.goto(f"/surveys/{survey.pk}/results/")
        expect(page.get_by_text("20 answers are counted here")).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="Share as a post").click()
    expect(page.get_by_text("The results of “Pulse” are here")).to_be_visible()


@SIZES
def test_pages_of_surveys_are_accessible_and_fit(open_browser, people, survey, size):
    draft = making.make_survey(*people, is_published=False, questions=TWELVE_QUESTIONS)
    ben, anna = open_browser(people[0], size=size), open_browser(make_user("anna"), size=size)
    asked = {
        ben: ["/surveys/", f"/surveys/{survey.pk}/", f"/surveys/{survey.pk}/1/",
              f"/surveys/{survey.pk}/6/", f"/surveys/{survey.pk}/7/"],
        anna: ["/surveys/", "/surveys/new/", f"/surveys/{draft.pk}/", f"/surveys/{draft.pk}/edit/",
               f"/surveys/{draft.pk}/questions/", f"/surveys/{draft.pk}/questions/1/",
               f"/surveys/{draft.pk}/preview/"],
    }  # fmt: skip
    for page, addresses in asked.items():
        for address in addresses:
            page.goto(address)
            assert_accessible(page)
            assert_fits(page)


def test_E5_without_network_nothing_is_lost(open_browser, people, survey):
    page = open_browser(people[0], size="desktop")
    page.goto(f"/surveys/{survey.pk}/1/")
    choose(page, 1, "Always")
    page.context.set_offline(True)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    page.context.set_offline(False)
    page.reload()
    expect(question(page, 1).get_by_label("Always")).to_be_checked()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Your answers are sealed")).to_be_visible()


def test_B4_signing_out_sends_what_is_sealed_at_once(open_browser, people, survey):
    page = open_browser(people[0])
    on_a_desk(page, survey)
    expect(page.get_by_text("Your answers are sealed")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/login/")
    wait_until(lambda: BallotBox.objects.get().count == 1, "the ballot")


def test_named_answers_go_on_at_another_device(open_browser, people):
    questions = TWELVE_QUESTIONS[2:]
    survey = making.make_survey(*people, questions=questions, anonymous=False)
    phone = open_browser(people[0], size="phone")
    phone.goto(f"/surveys/{survey.pk}/1/")
    choose(phone, 1, "4")
    phone.get_by_role("button", name="Next").click()
    wait_until(lambda: Response.objects.filter(answers={"c": 4}).exists(), "the answer")
    desk = open_browser(people[0])
    desk.goto(f"/surveys/{survey.pk}/1/")
    expect(question(desk, 1).get_by_label("4")).to_be_checked()
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.get_by_text("Your answers have arrived")).to_be_visible()
    assert not actions.close_due()


def test_G3_without_script_an_anonymous_survey_says_why_it_takes_nothing(
    open_browser, people, survey
):
    page = open_browser(people[0], java_script_enabled=False)
    page.goto(f"/surveys/{survey.pk}/1/")
    expect(page.get_by_text("Without scripts this is not possible")).to_be_visible()
    expect(page.get_by_role("button", name="Hand in")).to_be_hidden()
