"""Writing surveys: who may, what freezes when, who is asked, who is reminded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEntry, User
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from spaces.actions import remove_member
from surveys import actions, badges
from surveys.models import BallotBox, Response, Survey
from tests.factories import make_space, make_user
from tests.surveys import making
from tests.together import TWELVE, at_once

SOON = {"ends_at": timezone.now() + timedelta(days=3)}


@pytest.fixture
def people():
    return making.crowd(6)


@pytest.fixture
def anna():
    return make_user("anna", role="editor")


def badge(person):
    counts = User.objects.filter(pk=person.pk).values_list(badges.open_surveys())
    return counts[0][0]


# --- who may --------------------------------------------------------------------------------------
def test_editors_and_managers_ask_their_own_spaces_only(people, anna):
    ben, eve = people[0], make_user("eve", role="editor")
    space = make_space(*people, managers=(ben,), access="closed")
    assert actions.create_survey(by=ben, title="Fine", spaces=[space], **SOON)
    for stranger in (people[1], eve, anna):
        with pytest.raises(PermissionDenied):
            actions.create_survey(by=stranger, title="Mine", spaces=[space], **SOON)


def test_A1_drafts_and_surveys_of_others_do_not_exist(people, anna):
    survey = making.make_survey(*people, is_published=False)
    assert Survey.objects.visible_to(anna).count() == 1
    assert not Survey.objects.visible_to(people[0]).exists()
    actions.publish_survey(by=anna, survey=survey)
    assert Survey.objects.visible_to(people[0]).exists()
    assert not Survey.objects.visible_to(make_user("eve")).exists()
    remove_member(by=None, space=survey.spaces.get(), user=people[0])
    assert not Survey.objects.visible_to(people[0]).exists()
    assert not Survey.objects.visible_to(User(is_active=False)).exists()


def test_A1_a_survey_names_no_space_that_its_reader_may_not_see(client, people, anna):
    open_one = make_space(anna, *people, name="Everybody")
    secret = make_space(anna, people[1], access="secret", name="Takeover")
    survey = making.make_survey(author=anna, spaces=[open_one, secret])
    for person, is_told in ((people[0], False), (people[1], True)):
        client.force_login(person)
        page = client.get(f"/surveys/{survey.pk}/").content.decode()
        rows = client.get("/api/v1/surveys/").content.decode()
        assert [("Takeover" in shown) for shown in (page, rows)] == [is_told, is_told]
        assert "Everybody" in page and "Everybody" in rows


def test_nobody_sees_a_survey_before_it_begins(people):
    later = timezone.now() + timedelta(days=1)
    making.make_survey(*people, opens_at=later)
    assert not Survey.objects.visible_to(people[0]).exists()
    assert badge(people[0]) == 0


# --- limits ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "empty"),
        ({"title": "x" * 201}, "too_long"),
        ({"intro": "x" * 2001}, "too_long"),
        ({"spaces": []}, "no_space"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "ended"),
        ({"ends_at": timezone.now() + timedelta(days=400)}, "too_long"),
        ({"questions": "none"}, "invalid"),
    ],
)
def test_C2_what_breaks_a_limit_is_refused(people, change, code):
    with pytest.raises(Problem) as problem:
        making.make_survey(*people, is_published=False, **change)
    assert problem.value.code == code


def test_an_anonymous_survey_needs_five_people(anna):
    with pytest.raises(Problem) as problem:
        making.make_survey(*making.crowd(3))
    assert (problem.value.code, problem.value.limit) == ("too_few_people", 5)
    assert making.make_survey(*making.crowd(3), anonymous=False).published_at


def test_nothing_is_published_without_a_question(people):
    with pytest.raises(Problem) as problem:
        making.make_survey(*people, questions=[])
    assert problem.value.code == "no_questions"


# --- twice ----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_creates_at_once_give_one_survey(anna, people):
    space = make_space(anna, *people)
    client_id = "5b8f0c52-6c44-4d0f-9d3f-6f1c55a8ba31"

    def create(_number):
        same = {"by": anna, "title": "Once", "spaces": [space], "client_id": client_id}
        return actions.create_survey(**same, **SOON).pk

    assert len(set(at_once(create))) == 1
    assert Survey.objects.count() == 1
    with pytest.raises(Conflict):
        actions.create_survey(by=anna, title="x", spaces=[space], client_id=client_id, **SOON)


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_publications_at_once_are_one(anna, people):
    survey = making.make_survey(*people, is_published=False)
    at_once(lambda _number: actions.publish_survey(by=anna, survey=survey).pk)
    assert BallotBox.objects.count() == 1
    assert AuditEntry.objects.filter(action="surveys.publish").count() == 1


# --- G5 -------------------------------------------------------------------------------------------
CHANGES = {
    "anonymous": False,
    "shown_to": "author",
    "by_department": True,
    "questions": [making.TEXT],
    "ends_at": timezone.now() + timedelta(days=30),
    "title": "Another",
}


def test_before_the_first_answer_everything_can_be_changed(anna, people):
    survey = making.make_survey(*people)
    for name, value in CHANGES.items():
        actions.change_survey(by=anna, survey=survey, **{name: value})
    assert Survey.objects.get().title == "Another"
    assert not BallotBox.objects.exists()  # it is not anonymous any more


@pytest.mark.parametrize("name", CHANGES)
def test_G5_with_the_first_signature_nothing_can_be_changed(anna, people, name):
    survey = making.make_survey(*people)
    making.a_token(survey, people[0])
    with pytest.raises(Conflict) as refused:
        actions.change_survey(by=anna, survey=survey, **{name: CHANGES[name]})
    assert refused.value.code == "frozen"
    with pytest.raises(Conflict):
        actions.delete_survey(by=anna, survey=survey)


def test_G5_a_named_answer_freezes_as_well(anna, people):
    survey = making.make_survey(*people, anonymous=False)
    actions.keep_answers(by=people[0], survey=survey, answers={"mood": 1})
    actions.change_survey(by=anna, survey=survey, title="Still possible")
    actions.finish_response(by=people[0], survey=survey, answers={})
    with pytest.raises(Conflict):
        actions.change_survey(by=anna, survey=survey, title="Too late")


def test_E6_an_outdated_version_is_a_conflict(anna, people):
    survey = making.make_survey(*people, is_published=False)
    actions.change_survey(by=anna, survey=survey, version=1, title="First")
    with pytest.raises(Conflict):
        actions.change_survey(by=anna, survey=survey, version=1, title="Second")


# --- named answers --------------------------------------------------------------------------------
def test_named_answers_are_kept_step_by_step_and_finished_once(people):
    survey, ben = making.make_survey(*people, anonymous=False), people[0]
    actions.keep_answers(by=ben, survey=survey, answers={"mood": 1})
    actions.keep_answers(by=ben, survey=survey, answers={"pick": 2})
    assert Response.objects.get().answers == {"mood": 1, "pick": 2}
    assert not Response.objects.visible_to(survey.author).exists()
    for _again in range(2):
        actions.finish_response(by=ben, survey=survey, answers={"number": 5})
    assert Response.objects.visible_to(survey.author).get().answers["number"] == 5
    with pytest.raises(Conflict):
        actions.finish_response(by=ben, survey=survey, answers={"number": 6})
    with pytest.raises(Conflict):
        actions.keep_answers(by=ben, survey=survey, answers={"mood": 2})


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_equal_hand_ins_at_once_are_one_response(people):
    survey, ben = making.make_survey(*people, anonymous=False), people[0]

    def finish(_number):
        return actions.finish_response(by=ben, survey=survey, answers={"mood": 3}).pk

    assert len(set(at_once(finish, TWELVE))) == 1
    assert Response.objects.count() == survey.participations.count() == 1


def test_G2_names_are_not_taken_late_or_from_outside(people):
    survey = making.make_survey(*people, anonymous=False)
    with pytest.raises(PermissionDenied):
        actions.finish_response(by=make_user("eve"), survey=survey, answers={})
    Survey.objects.update(ends_at=timezone.now())
    with pytest.raises(Problem) as late:
        actions.finish_response(by=people[0], survey=survey, answers={})
    assert late.value.code == "closed"


def test_an_anonymous_survey_takes_no_names(people):
    survey = making.make_survey(*people)
    with pytest.raises(Problem) as refused:
        actions.finish_response(by=people[0], survey=survey, answers={})
    assert refused.value.code == "anonymous"


# --- the clock ------------------------------------------------------------------------------------
def test_the_badge_counts_open_surveys_without_an_answer(people):
    survey, ben = making.make_survey(*people), people[0]
    making.make_survey(*people, is_published=False)
    assert badge(ben) == 1
    assert badge(make_user("eve")) == 0
    making.a_token(survey, ben)
    assert badge(ben) == 0
    making.end(survey)
    assert badge(people[1]) == 0


def test_G4_a_reminder_names_nobody_and_is_due_once(people):
    survey = making.make_survey(*people)
    making.a_token(survey, people[0])
    assert actions.remind_due() == 0
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=5), "ends_at": now + timedelta(days=1)}
    Survey.objects.update(**times)
    assert (actions.remind_due(), actions.remind_due()) == (1, 0)
    event = OutboxEntry.objects.get(event="surveys.SurveyReminderDue")
    assert event.payload == {"survey_id": survey.pk}
    assert set(survey.still_open_for()) == {*people[1:], survey.author}


def test_results_are_shared_once_and_only_where_announced(anna, people):
    survey = making.make_survey(*people)
    for person in people:
        making.take_part(survey, person, {})
    with pytest.raises(PermissionDenied):
        actions.share_results(by=anna, survey=survey)
    ended = making.end(survey)
    first = actions.share_results(by=anna, survey=ended)
    assert actions.share_results(by=anna, survey=ended) == first
    assert f"/surveys/{survey.pk}/results/" in first.body
    Survey.objects.update(shown_to="author")
    with pytest.raises(PermissionDenied):
        actions.share_results(by=anna, survey=Survey.objects.get())
