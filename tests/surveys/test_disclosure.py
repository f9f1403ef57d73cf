"""G4: whoever sees all results of anonymous surveys, at every moment, computes no person's answer.

The attacker is who asks: reads page, API and files after every ballot and after the end, knows
which questions are the same in other words, and adds and subtracts what is shown.
"""

import csv
import io
import os
import random
import re
import zipfile
from collections import defaultdict
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from kit.http.exceptions import Problem
from surveys.actions import hand_in
from surveys.models import Ballot, Survey
from tests.factories import make_space, make_user
from tests.surveys import making

WORLDS = int(os.environ.get("ATTACKED_SURVEYS", "3"))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SAME = {"mood": "Feeling?", "again": "Feeling?", "reworded": "Feeling?"}
MATRIX = {"key": "grid", "kind": "matrix", "text": "Rate", "rows": ["Pay", "Boss", "Food"],
          "options": ["good", "bad"]}  # fmt: skip
LEADS = {"key": "leads", "kind": "single", "text": "Do you lead a team?", "options": ["no", "yes"],
         "jumps": [{"answer": 1, "to": "end"}]}  # fmt: skip
MOOD = {"key": "mood", "kind": "scale", "text": "How are you?", "steps": 5}
AGAIN = {**MOOD, "key": "again"}
REWORDED = {**MOOD, "key": "reworded", "text": "In which shape are you?"}
MULTIPLE = {"key": "many", "kind": "multiple", "text": "Which ones?", "options": ["A", "B", "C"]}
RANKING = {"key": "rank", "kind": "ranking", "text": "In which order?", "options": ["A", "B", "C"]}


# --- the attacker ---------------------------------------------------------------------------------
class Attacker:
    """Collects every number that was ever shown, as vectors of counts."""

    def __init__(self, survey):
        self.survey, self.client = survey, Client()
        self.client.force_login(survey.author)
        self.same = {one.text: SAME.get(one.key, one.text) for one in survey.asked}
        self.uneven = {one.text for one in survey.asked if one.kind in {"multiple", "ranking"}}
        self.looks = []

    def get(self, form):
        return self.client.get(f"/surveys/{self.survey.pk}/results/{form}")

    def look(self):
        """One more look, through the API: {(question, part): {group: counts}}."""
        cache.clear()  # the attacker has time: no rate stands in the way
        api = self.client.get(f"/api/v1/surveys/{self.survey.pk}/results/").json()
        seen = defaultdict(dict)
        for one, figures, part, bars in parts_of(api):
            if bars and one["text"] not in self.uneven:
                counts = [bar["count"] for bar in bars]
                seen[one["text"], one["key"], part][figures["group"]] = counts
        self.read_elsewhere(api)
        self.looks.append(dict(seen))

    def read_elsewhere(self, api):
        """Page and files hold the numbers of the API, and no others."""
        rows = list(csv.reader(io.StringIO(self.get("csv/").content.decode("utf-8-sig"))))
        told = [bar["count"] for *_where, bars in parts_of(api) for bar in bars]
        assert sorted(int(row[4]) for row in rows[1:] if row[5] != "") == sorted(told)
        assert cells_of(self.get("xlsx/").content) == [
            [as_cell(one) for one in row if one] for row in rows
        ]
        page = self.get("").content.decode()
        assert shares_on(page) == [
            bar["percent"]
            for one, figures, _part, bars in parts_of(api)
            if not figures["group"] and (one["kind"] == "matrix" or not figures["rows"])
            for bar in bars
        ]
        assert [int(count) for count in re.findall(r"<small>\((\d+)\)", page)] == [
            bar["count"] for _one, figures, part, bars in parts_of(api)
            if not figures["group"] and not part for bar in bars
        ]  # fmt: skip

    def finds(self):
        """Every number about one to four people, alone or by subtraction of what it includes."""
        return [
            (what, counts)
            for what, counts in [*self.alone(), *self.over_time(), *self.between_questions()]
            if 0 < abs(sum(counts)) < 5
        ]

    def alone(self):
        """Every number, and the whole minus its groups."""
        for look in self.looks:
            for what, groups in look.items():
                yield from ((what, counts) for counts in groups.values())
                yield what, minus(groups[""], *(groups[name] for name in groups if name))

    def over_time(self):
        """What every later look has more than every earlier one."""
        for early, late in combinations(self.looks, 2):
            for what in early.keys() & late.keys():
                yield what, minus(late[what][""], early[what][""])

    def between_questions(self):
        """What one question has more than the same one asked elsewhere, after the end."""
        for one, other in combinations(self.looks[-1].items(), 2):
            if (self.same[one[0][0]], one[0][2]) == (self.same[other[0][0]], other[0][2]):
                for group in one[1].keys() & other[1].keys():
                    yield one[0], minus(one[1][group], other[1][group])


def parts_of(api):
    """Question, figures, name and bars of every distribution that is shown."""
    for one in api["questions"]:
        for figures in filter(None, [one["whole"], *one["groups"]]):
            yield one, figures, "", figures["bars"]
            for row in figures["rows"]:
                yield one, figures, row["label"], row["bars"]


def as_cell(written):
    """As a workbook keeps it: 3.0 is 3 there."""
    return re.sub(r"^(\d+)\.0$", r"\1", written)


def cells_of(workbook):
    """What is written in each row of the one sheet."""
    book = zipfile.ZipFile(io.BytesIO(workbook))
    shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = [one.findtext(f"{SHEET}t") for one in shared]
    rows = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row")
    return [[written(cell, texts) for cell in row if len(cell)] for row in rows]


def written(cell, texts):
    value = cell.findtext(f"{SHEET}v")
    return texts[int(value)] if cell.get("t") == "s" else value


def shares_on(page):
    """The percentages of bars and matrices, from the top."""
    found = re.findall(r"<b>(\d+)\s%</b>\s<small>|<td class=\"heat--\d\">(\d+)\s%", page)
    return [int(bar or cell) for bar, cell in found]


def minus(whole, *parts):
    return [count - sum(others) for count, *others in zip(whole, *parts, strict=True)]


def attacked(people, answers_of, look_every=1, **survey):
    """Everybody answers, the attacker looks after each and after the end."""
    made = making.make_survey(*people, author=make_user("anna", role="editor"), **survey)
    attacker = Attacker(made)
    for number, person in enumerate(people):
        group = person.department if person.department in made.groups else ""
        making.take_part(made, person, answers_of(number, person), group)
        if number % look_every == 0:
            attacker.look()
    attacker.survey = making.end(made)
    attacker.look()
    return attacker


# --- worlds ---------------------------------------------------------------------------------------
def test_G4_a_row_of_a_matrix_that_one_person_answered_is_not_shown():
    def answers(number, person):
        return {"grid": [number % 2, number % 2, 1 if number == 7 else None]}

    attacker = attacked(making.crowd(23), answers, questions=[MATRIX])
    assert not attacker.finds()
    page = attacker.client.get(f"/surveys/{attacker.survey.pk}/results/").content.decode()
    assert "Food" in page  # it says that it is hidden
    assert "50\u00a0%" in page or "52\u00a0%" in page


def test_G4_the_whole_minus_departments_tells_no_row_of_one_person():
    people = [make_user(f"n{n}", department="North" if n < 12 else "South") for n in range(23)]

    def answers(number, person):
        row = None if person.department == "South" and number != 20 else number % 2
        return {"grid": [number % 2, row, row]}

    attacker = attacked(people, answers, questions=[MATRIX], by_department=True)
    assert not attacker.finds()


@pytest.mark.parametrize("again", [AGAIN, REWORDED])
def test_G4_a_question_asked_again_behind_a_branch_tells_nothing_of_who_was_led_past(again):
    def answers(number, person):
        leads = number == 9
        rest = {} if leads else {again["key"]: 1 + number % 5}
        return {"mood": 1 + number % 5, "leads": int(leads), **rest}

    attacker = attacked(making.crowd(23), answers, questions=[MOOD, LEADS, again])
    assert not attacker.finds()


def test_G4_the_same_question_twice_tells_nothing_of_who_left_one_out():
    def answers(number, person):
        return {"mood": 1 + number % 5, "again": None if number == 4 else 1 + number % 5}

    assert not attacked(making.crowd(23), answers, questions=[MOOD, AGAIN]).finds()


def test_G4_random_worlds_with_everything_in_them_tell_of_nobody():
    chance = random.Random(4)
    questions = [MOOD, MATRIX, MULTIPLE, RANKING, LEADS, AGAIN, REWORDED]
    names = ["North", "South", "West", ""]
    for world in range(WORLDS):
        people = [
            make_user(f"w{world}-{n}", department=chance.choices(names, [9, 6, 5, 2])[0])
            for n in range(chance.randrange(15, 32))
        ]
        leaders = chance.sample(range(len(people)), chance.randrange(8))
        given = []
        for number, _person in enumerate(people):
            mood = 1 + chance.randrange(5)
            said = {
                "mood": mood,
                "grid": [chance.choice([0, 1, None]), chance.choice([0, 1]),
                         chance.choices([0, None], [1, 6])[0]],
                "many": chance.choice([[0], [1, 2], None]),
                "rank": chance.choice([[0, 1, 2], [2, 0, 1], None]),
                "leads": int(number in leaders),
            }  # fmt: skip
            if number not in leaders:
                said |= {"again": mood, "reworded": mood}
            given.append(said)
        attacker = attacked(
            people, lambda n, _person, said=given: said[n], look_every=5,
            questions=questions, by_department=True,
        )  # fmt: skip
        assert not attacker.finds(), world
        Survey.objects.all().delete()


# --- what one department says ---------------------------------------------------------------------
def test_G4_a_ballot_cannot_claim_another_department():
    people = [make_user(f"n{n}", department="North" if n < 8 else "South") for n in range(16)]
    survey = making.make_survey(*people, questions=[MOOD], by_department=True)
    token, signature = making.a_token(survey, people[0])  # of North
    sent = {"survey_id": survey.pk, "token": token, "signature": signature, "answers": {"mood": 5}}
    for claimed in ("South", ""):
        with pytest.raises(Problem) as refusal:
            hand_in(**sent, group=claimed)
        assert refusal.value.code == "forged"
    hand_in(**sent, group="North")


def test_G3_ballots_are_written_without_their_department():
    people = [make_user(f"n{n}", department="North" if n < 8 else "South") for n in range(16)]
    survey = making.make_survey(*people, questions=[MOOD], by_department=True)
    for person in people[:9]:  # one of South
        making.take_part(survey, person, {"mood": 3})
    making.end(survey)
    rows = str(list(Ballot.objects.values()))
    assert "South" not in rows
    assert "North" not in rows
    stored_tally = str(Survey.objects.get(pk=survey.pk).tally)
    assert "South" not in stored_tally  # what may not be shown is not kept either


# --- two surveys ----------------------------------------------------------------------------------
def two_surveys(*, first, second, gap=0, questions=None):
    anna = make_user("anna", role="editor")
    one = make_space(anna, *first, access="closed")
    other = make_space(anna, *second, access="closed")
    asked = {"author": anna, "questions": [MOOD]}
    made = making.make_survey(space=one, **asked)
    if gap:
        making.end(made, days=gap)
    return making.make_survey(space=other, **{**asked, "questions": questions or [AGAIN]})


def test_G4_two_surveys_whose_people_differ_by_one_do_not_ask_the_same():
    people = making.crowd(12)
    with pytest.raises(Problem) as refusal:
        two_surveys(first=people, second=people[:-1])
    assert refusal.value.code == "almost_equal"
    assert Survey.objects.filter(published_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("first", "second", "more"),
    [
        (slice(0, 12), slice(0, 12), {}), (slice(0, 6), slice(6, 12), {}),
        (slice(0, 12), slice(0, 6), {}), (slice(0, 12), slice(0, 11), {"gap": 30}),
        (slice(0, 12), slice(0, 11), {"questions": [making.SINGLE]}),
    ],
)  # fmt: skip
def test_other_surveys_may_be_asked(first, second, more):
    people = making.crowd(12)
    assert two_surveys(first=people[first], second=people[second], **more).published_at
