"""G4: nothing is shown of fewer than five, and nothing can be subtracted."""

import csv
import io
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry
from kit.text.csv_export import FORMULA
from surveys import actions, ballot_box, disclosure, exports, results, tally
from surveys.models import Survey
from surveys.questionnaire import stored
from tests.factories import make_user
from tests.surveys import making


def guarded(*sizes, rest=0):
    """What is kept of one question that so many of each group answered, `rest` without a group."""
    asked = stored([making.SCALE])
    of_groups = [(f"g{number}", size) for number, size in enumerate(sizes)]
    ballots = [({"mood": 3}, name) for name, size in [*of_groups, ("", rest)] for _ in range(size)]
    return disclosure.guarded(asked, ballots).get("mood", {})


def shown(rest=0, **groups):
    kept = guarded(*groups.values(), rest=rest)
    return sorted("" if not name else list(groups)[int(name[1:])] for name in kept)


def test_G4_nothing_is_shown_of_four():
    assert shown(rest=4) == []
    assert shown(rest=5) == [""]


def test_G4_a_small_group_takes_others_with_it_until_five_are_hidden():
    assert shown(a=9, b=8, c=5) == ["", "a", "b", "c"]
    assert shown(a=9, b=8, c=4) == ["", "a"]  # the whole without a and b would be c
    assert shown(a=9, b=8, c=4, rest=1) == ["", "a", "b"]  # five people are hidden together
    assert shown(a=9, b=1) == [""]
    assert shown(a=5, b=5, c=2, d=2) == ["", "a"]


@given(st.lists(st.integers(0, 12), max_size=8), st.integers(0, 12))
def test_G4_no_sum_of_what_is_shown_leaves_one_to_four_people(sizes, rest):
    kept = guarded(*sizes, rest=rest)
    named = [one["n"] for name, one in kept.items() if name]
    hidden = sum(sizes) + rest - sum(named)
    assert all(n >= 5 for n in named)
    if kept:
        assert hidden == 0 or hidden >= 5


# --- while it runs --------------------------------------------------------------------------------
def looks(survey):
    """How many answers each question shows at this moment."""
    fresh = Survey.objects.get(pk=survey.pk)
    return [one.whole.n if one.whole else 0 for one in results.results(fresh).questions]


def test_G4_while_it_runs_results_grow_by_five_and_hold_five_back():
    people = making.crowd(27)
    branch = {**making.SINGLE, "jumps": [{"answer": 0, "to": "end"}]}
    survey = making.make_survey(*people, questions=[branch, making.SCALE, making.TEXT])
    seen = []
    for number, person in enumerate(people):
        answers = {"pick": number % 2, "mood": 1 + number % 5, "words": "x"}
        making.take_part(survey, person, answers)
        seen.append(looks(survey))
    assert [one[0] for one in seen][8:] == [0] + [5] * 5 + [10] * 5 + [15] * 5 + [20] * 3
    for column in range(3):
        steps = [one[column] for one in seen]
        assert all(b - a in (0, *range(5, 30)) for a, b in pairwise(steps))
    assert seen[-1][2] == 0  # texts wait for the end
    final = looks(making.end(survey))
    assert final[0] == 27
    assert final[1] - seen[-1][1] >= 5


def test_G4_what_is_shown_while_it_runs_is_sealed_in_the_database():
    people = making.crowd(10)
    survey = making.make_survey(*people, questions=[making.SCALE])
    for person in people:
        making.take_part(survey, person, {"mood": 4})
    fresh = Survey.objects.get(pk=survey.pk).ballot_box
    assert b"counts" not in bytes(fresh.shown)
    assert ballot_box.shown(fresh)["mood"][""]["n"] == 5


# --- departments ----------------------------------------------------------------------------------
def test_G4_departments_are_compared_after_the_end_from_five_answers():
    people = [
        make_user(f"p{n}", department="North" if n < 6 else "South" if n < 12 else "Tiny")
        for n in range(14)
    ]
    survey = making.make_survey(*people, questions=[making.SCALE], by_department=True)
    assert survey.groups == ["North", "South"]
    for number, person in enumerate(people):
        group = person.department if person.department in survey.groups else ""
        making.take_part(survey, person, {"mood": 1 + number % 5}, group)
    running = results.results(Survey.objects.get(pk=survey.pk))
    assert running.questions[0].groups == []
    ended = results.results(making.end(survey))
    # two are hidden, so six more
    assert [group.group for group in ended.questions[0].groups] == ["North"]


def test_G4_the_same_departments_are_shown_in_whatever_order_ballots_are_counted():
    asked = stored([{"key": "q", "text": "?", "kind": "scale", "steps": 5}])
    ballots = [({"q": 3}, name) for name in ["North"] * 6 + ["South"] * 6 + [""] * 2]
    for turn in range(len(ballots)):
        found = disclosure.guarded(asked, ballots[turn:] + ballots[:turn])
        assert set(found["q"]) == {"", "North"}


# --- numbers --------------------------------------------------------------------------------------
def figures(question, answers):
    asked = stored([{"key": "q", "text": "?", **question}])
    made = tally.count(asked, [({"q": answer}, "") for answer in answers])
    return results.Figures(asked[0], made["q"][""])


def test_means_scores_and_shares_are_right():
    scale = figures({"kind": "scale", "steps": 5}, [1, 5, 5, 4, 5])
    assert scale.mean == 4
    assert [bar.count for bar in scale.bars] == [1, 0, 0, 1, 3]
    assert [bar.percent for bar in scale.bars] == [20, 0, 0, 20, 60]
    assert figures({"kind": "enps"}, [10, 9, 8, 6, 0]).score == 0
    assert figures({"kind": "enps"}, [10, 10, 9, 8, 2]).score == 40
    number = figures({"kind": "number", "least": 0, "most": 10}, [0, 10, 5, 2.5, 10])
    assert number.mean == 5.5
    assert [bar.count for bar in number.bars] == [1, 1, 1, 0, 2]
    assert figures({"kind": "number"}, [1, 2, 3]).bars == []


def test_matrix_and_ranking_are_counted_row_by_row():
    matrix = {"kind": "matrix", "rows": ["r1", "r2"], "options": ["a", "b"]}
    rows = figures(matrix, [[0, 1], [0, None], [1, 1]]).rows
    assert [[bar.count for bar in row.bars] for row in rows] == [[2, 1], [0, 2]]
    assert [bar.percent for bar in rows[1].bars] == [0, 100]
    ranking = figures({"kind": "ranking", "options": ["a", "b"]}, [[1, 0], [1, 0], [0, 1]])
    assert [(row.label, row.mean) for row in ranking.rows] == [("b", 1.33), ("a", 1.67)]


def test_dates_are_shown_by_month_and_several_by_share_of_people():
    assert [bar.count for bar in figures({"kind": "date"}, ["2026-01-02", "2026-01-30"]).bars] == [
        2
    ]
    several = figures({"kind": "multiple", "options": ["a", "b"]}, [[0, 1], [1]])
    assert [bar.percent for bar in several.bars] == [50, 100]


# --- files ----------------------------------------------------------------------------------------
EVIL = {"key": "evil", "kind": "single", "text": "=1+1", "options": ["@SUM(A1)", "-2", "fine"]}


def finished(client, *questions):
    people = making.crowd(6)
    survey = making.make_survey(*people, questions=list(questions))
    for number, person in enumerate(people):
        answers = {"evil": number % 3, "words": f"text {number}"}
        keys = [question["key"] for question in questions]
        making.take_part(survey, person, {key: answers[key] for key in keys})
    client.force_login(make_user("anna"))
    return making.end(survey)


def test_C7_exports_neutralise_formulas_and_name_nobody(client):
    survey = finished(client, EVIL, making.TEXT)
    answer = client.get(f"/surveys/{survey.pk}/results/csv/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert "'=1+1" in cells
    assert "'@SUM(A1)" in cells
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert "person" not in answer.content.decode().lower().replace("personen", "")


def test_the_workbook_holds_texts_and_no_formulas(client):
    survey = finished(client, EVIL)
    book = zipfile.ZipFile(io.BytesIO(client.get(f"/surveys/{survey.pk}/results/xlsx/").content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b"=1+1" in book.read("xl/sharedStrings.xml")


def test_the_picture_is_valid_and_escapes_what_people_typed(client):
    nasty = {**EVIL, "text": "<script>alert(1)</script> & more"}
    survey = finished(client, nasty)
    answer = client.get(f"/surveys/{survey.pk}/results/pictures/1.svg")
    drawn = ElementTree.fromstring(answer.content)
    assert not [one for one in drawn.iter() if "script" in one.tag]
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"/surveys/{survey.pk}/results/pictures/2.svg").status_code == 404


def test_G4_a_question_with_few_answers_is_hidden_on_page_and_in_files(client):
    people = making.crowd(8)
    survey = making.make_survey(*people, questions=[making.SINGLE, making.SCALE])
    for number, person in enumerate(people):
        making.take_part(survey, person, {"pick": 0, "mood": 5 if number < 4 else None})
    client.force_login(make_user("anna", language="en"))
    make_user("anna").__class__.objects.filter(handle="anna").update(language="en")
    ended = making.end(survey)
    page = client.get(f"/surveys/{ended.pk}/results/").content.decode()
    assert page.count("Shown from 5 answers up.") == 1
    assert "How are you?" not in client.get(f"/surveys/{ended.pk}/results/csv/").content.decode()


def test_A10_the_administration_shows_no_answer_and_no_participation():
    from django.contrib import admin

    from surveys.models import Ballot, FreeTextAnswer, Participation, Response

    registered = set(admin.site._registry)
    assert Survey in registered
    assert not registered & {Ballot, Participation, FreeTextAnswer, Response}


def test_who_may_see_results_is_what_was_announced(client):
    people = making.crowd(6)
    survey = making.make_survey(*people, shown_to="author")
    for person in people:
        making.take_part(survey, person, {})
    browser = Client()
    browser.force_login(people[0])
    making.end(survey)
    assert browser.get(f"/surveys/{survey.pk}/results/").status_code == 403
    Survey.objects.update(shown_to="audience")
    assert browser.get(f"/surveys/{survey.pk}/results/").status_code == 200


# --- named answers, counted once ------------------------------------------------------------------
def answered(survey, *people, mood=5):
    for person in people:
        actions.finish_response(by=person, survey=survey, answers={"mood": mood})


def counts(survey):
    """How often each answer was given, as a page shows it now."""
    shown = results.results(Survey.objects.get(pk=survey.pk))
    figures = shown.questions[0].whole
    return shown.ballots, [bar.count for bar in figures.bars] if figures else []


def test_a_new_answer_is_counted_at_once_and_what_is_known_is_not_counted_again(monkeypatch):
    ben, carl, doris = (make_user(name) for name in ("ben", "carl", "doris"))
    questions = [making.SCALE]
    survey = making.make_survey(ben, carl, doris, questions=questions, anonymous=False)
    assert counts(survey) == (0, [])
    answered(survey, ben)
    assert counts(survey) == (1, [0, 0, 0, 0, 1])
    answered(survey, carl, mood=1)
    assert counts(survey) == (2, [1, 0, 0, 0, 1])
    actions.keep_answers(by=doris, survey=survey, answers={"mood": 2})  # not handed in
    monkeypatch.setattr(tally, "count", None)
    assert counts(survey) == (2, [1, 0, 0, 0, 1])
    monkeypatch.undo()
    answered(survey, doris, mood=2)
    assert counts(survey) == (3, [1, 1, 0, 0, 1])
    assert counts(making.end(survey)) == (3, [1, 1, 0, 0, 1])


def test_A3_what_was_counted_for_one_person_is_shown_to_nobody_who_may_not_see_it(client):
    anna, ben, eve = (make_user(name, role="editor") for name in ("anna", "ben", "eve"))
    kept = {"questions": [making.SCALE], "anonymous": False}
    mine = making.make_survey(ben, author=anna, **kept)
    other = making.make_survey(anna, author=ben, **kept)
    answered(mine, ben, mood=5)
    answered(other, anna, mood=1)

    def status(person, survey):
        client.force_login(person)
        page = client.get(f"/surveys/{survey.pk}/results/").status_code
        return page, client.get(f"/api/v1/surveys/{survey.pk}/results/").status_code

    assert (status(anna, mine), status(ben, other)) == ((200, 200), (200, 200))
    assert (status(ben, mine), status(anna, other)) == ((403, 403), (403, 403))
    assert status(eve, mine) == (404, 404)
    # two surveys with the same questions and as many answers share nothing
    assert counts(mine) == (1, [0, 0, 0, 0, 1])
    assert counts(other) == (1, [1, 0, 0, 0, 0])


def fetched(client, person, survey, **headers):
    """The texts in the workbook that `person` gets now; or the status of a refusal."""
    client.force_login(person)
    answer = client.get(f"/surveys/{survey.pk}/results/xlsx/", **headers)
    if answer.status_code != 200:
        return answer.status_code
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    return (
        book.read("xl/sharedStrings.xml").decode() + book.read("xl/worksheets/sheet1.xml").decode()
    )


def test_a_workbook_is_written_once_for_each_state_and_language(client, monkeypatch):
    ben, carl = make_user("ben", language="en"), make_user("carl", language="de")
    asked = {"questions": [making.SCALE, making.TEXT], "anonymous": False}
    survey = making.make_survey(ben, carl, **asked)
    anna = survey.author
    actions.finish_response(by=ben, survey=survey, answers={"mood": 5, "words": "Bread"})
    first = fetched(client, anna, survey)
    assert "Bread" in first and "Wine" not in first
    with monkeypatch.context() as patch:
        patch.setattr(exports, "table", None)
        assert fetched(client, anna, survey) == first
    actions.finish_response(by=carl, survey=survey, answers={"mood": 1, "words": "Wine"})
    assert "Wine" in fetched(client, anna, survey)
    making.end(survey)
    ended = fetched(client, ben, survey)
    assert "Bread" in ended and "Wine" in ended and "Question" in ended
    assert "Frage" in fetched(client, carl, survey)
    with monkeypatch.context() as patch:
        patch.setattr(exports, "table", None)
        assert fetched(client, ben, survey) == ended
    survey.responses.filter(user=carl).delete()
    assert "Wine" not in fetched(client, ben, survey)


def test_A3_a_workbook_that_is_known_is_for_those_who_may_see_results_and_each_time_noted(client):
    ben, eve = make_user("ben"), make_user("eve")
    survey = making.make_survey(ben, questions=[making.SCALE], anonymous=False, shown_to="author")
    answered(survey, ben)
    notes = AuditEntry.objects.filter(action="surveys.export_results")
    assert fetched(client, survey.author, survey) == fetched(client, survey.author, survey)
    assert notes.count() == 2
    assert (fetched(client, ben, survey), fetched(client, eve, survey)) == (403, 404)
    making.end(survey)
    assert (fetched(client, ben, survey), fetched(client, eve, survey)) == (403, 404)
    assert notes.count() == 2


def test_G4_no_workbook_of_an_anonymous_survey_is_kept_while_it_runs(client, monkeypatch):
    people = making.crowd(12)
    survey = making.make_survey(*people, questions=[making.SCALE])
    for person in people:
        making.take_part(survey, person, {"mood": 3})
    client.force_login(survey.author)
    with monkeypatch.context() as patch:
        patch.setattr(exports, "cache", None)
        assert client.get(f"/surveys/{survey.pk}/results/xlsx/").status_code == 200
    running = fetched(client, survey.author, survey)
    assert fetched(client, survey.author, making.end(survey)) != running


def test_how_many_are_asked_is_counted_once_a_minute_and_anew_for_a_changed_survey():
    ben, carl = make_user("ben"), make_user("carl")
    survey = making.make_survey(ben, questions=[making.SCALE], anonymous=False)
    asked = survey.audience().count()
    assert survey.reach == asked
    survey.spaces.get().members.add(carl)
    assert survey.reach == asked
    survey.version += 1
    assert survey.reach == asked + 1


def test_G4_nothing_of_an_anonymous_survey_is_kept_beside_its_urn(monkeypatch):
    people = making.crowd(12)
    survey = making.make_survey(*people, questions=[making.SCALE])
    for person in people:
        making.take_part(survey, person, {"mood": 3})
    monkeypatch.setattr(results, "cache", None)
    assert looks(survey) == [5]
    making.end(survey)
    assert looks(survey) == [12]
