"""Questions and answers: what is refused, and where branches lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.http.exceptions import Problem
from surveys import presets
from surveys.answers import longest_bytes, read_answers, read_some
from surveys.question_reader import read_questions
from surveys.questionnaire import END, QuestionKind, stored, walk


def asked(*questions):
    return read_questions([{"text": "Question", **question} for question in questions])


def refused(*questions):
    with pytest.raises(Problem) as problem:
        asked(*questions)
    return problem.value.code, problem.value.field


SINGLE = {"kind": "single", "options": ["a", "b"]}


# --- questions ------------------------------------------------------------------------------------
def test_C2_a_survey_has_at_most_50_questions():
    assert len(asked(*[{"kind": "short"}] * 50)) == 50
    with pytest.raises(Problem) as problem:
        asked(*[{"kind": "short"}] * 51)
    assert (problem.value.code, problem.value.limit) == ("too_many_questions", 50)
    assert "50" in str(problem.value.detail)


@pytest.mark.parametrize("to", ["q1", "q2"])
def test_branches_in_circles_are_refused(to):
    branching = {**SINGLE, "jumps": [{"answer": 0, "to": to}]}
    assert refused({"kind": "short"}, branching) == ("circle", "questions.1.jumps")


def test_branches_from_and_to_nowhere_are_refused():
    jump = {**SINGLE, "jumps": [{"answer": 2, "to": END}]}
    assert refused(jump) == ("unknown_answer", "questions.0.jumps")
    jump = {**SINGLE, "jumps": [{"answer": 1, "to": "elsewhere"}]}
    assert refused(jump) == ("unknown_question", "questions.0.jumps")


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("nonsense", "questions.0"),
        ({"kind": "essay", "text": "x"}, "questions.0.kind"),
        ({"kind": "short", "text": " "}, "questions.0.text"),
        ({"kind": "short", "text": "x" * 501}, "questions.0.text"),
        ({"kind": "short", "text": "x", "shade": 1}, "questions.0.shade"),
        ({"kind": "short", "text": "x", "key": "Ä"}, "questions.0.key"),
        ({"kind": "single", "text": "x", "options": ["a"]}, "questions.0.options"),
        ({"kind": "single", "text": "x", "options": ["a", "a"]}, "questions.0.options"),
        (
            {"kind": "single", "text": "x", "options": list(map(str, range(21)))},
            "questions.0.options",
        ),
        ({"kind": "single", "text": "x", "options": [1, 2]}, "questions.0.options"),
        ({"kind": "matrix", "text": "x", "options": ["a", "b"]}, "questions.0.rows"),
        ({"kind": "scale", "text": "x", "steps": 11}, "questions.0.steps"),
        ({"kind": "number", "text": "x", "least": 5, "most": 5}, "questions.0.most"),
        ({"kind": "single", "text": "x", "options": ["a", "b"], "jumps": [7]}, "questions.0.jumps"),
    ],
)
def test_C1_a_question_that_is_none_is_refused_with_its_place(question, field):
    with pytest.raises(Problem) as problem:
        read_questions([question])
    assert problem.value.field == field


def test_two_questions_of_one_key_are_refused():
    assert refused({"kind": "short", "key": "a"}, {"kind": "date", "key": "a"})[0] == "double"


def test_what_is_stored_is_read_again_as_it_was():
    questions = asked(
        {**SINGLE, "jumps": [{"answer": 1, "to": "last"}]},
        {"kind": "matrix", "rows": ["r"], "options": ["a", "b"], "section": "Part"},
        {"kind": "number", "least": 1, "most": 9, "key": "last"},
    )
    assert stored([question.as_json() for question in questions]) == questions


@pytest.mark.parametrize("starter", presets.STARTERS.values(), ids=lambda one: one.name)
def test_every_starter_can_be_asked(starter):
    assert read_questions(starter.questions())


# --- branches ---------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 60)), min_size=1, max_size=50))
def test_every_way_ends_and_leads_forward_only(branches):
    keys = [f"q{n}" for n in range(1, len(branches) + 1)] + [END] * 60
    questions = asked(
        *[
            {**SINGLE, "jumps": [{"answer": answer, "to": keys[place + step]}]}
            for place, (answer, step) in enumerate(branches)
        ]
    )
    met = [question.key for question in walk(questions, lambda _question: 1)]
    assert met == sorted(set(met), key=lambda key: int(key[1:]))


def test_answers_off_the_way_are_left_out():
    questions = asked(
        {**SINGLE, "jumps": [{"answer": 0, "to": "q3"}]}, {"kind": "short"}, {"kind": "short"}
    )
    raw = {"q1": 0, "q2": "not asked", "q3": "asked"}
    assert read_answers(questions, raw) == {"q1": 0, "q3": "asked"}
    assert read_answers(questions, {**raw, "q1": 1})["q2"] == "not asked"


# --- answers --------------------------------------------------------------------------------------
def test_what_must_be_answered_may_be_answered_by_no_answer():
    questions = asked({**SINGLE, "required": True})
    assert read_answers(questions, {"q1": None}) == {"q1": None}
    with pytest.raises(Problem) as problem:
        read_answers(questions, {})
    assert (problem.value.code, problem.value.field) == ("required", "q1")


GOOD = [
    ({"kind": "scale", "steps": 7}, 7, 7),
    ({"kind": "enps"}, 0, 0),
    (SINGLE, 1, 1),
    ({"kind": "multiple", "options": ["a", "b", "c"]}, [2, 0, 2], [0, 2]),
    ({"kind": "multiple", "options": ["a", "b"]}, [], None),
    ({"kind": "matrix", "rows": ["r", "s"], "options": ["a", "b"]}, [1, None], [1, None]),
    ({"kind": "ranking", "options": ["a", "b", "c"]}, [2, 0, 1], [2, 0, 1]),
    ({"kind": "number"}, "3,5", 3.5),
    ({"kind": "number", "least": 1, "most": 9}, 9, 9),
    ({"kind": "date"}, "2026-02-28", "2026-02-28"),
    ({"kind": "short"}, "  fine  ", "fine"),
    ({"kind": "long"}, "  ", None),
]
BAD = [
    ({"kind": "scale", "steps": 5}, 0),
    ({"kind": "scale", "steps": 5}, 6),
    ({"kind": "scale", "steps": 5}, True),
    ({"kind": "enps"}, 11),
    (SINGLE, 2),
    (SINGLE, "a"),
    ({"kind": "multiple", "options": ["a", "b"]}, [0, 5]),
    ({"kind": "multiple", "options": ["a", "b"]}, 0),
    ({"kind": "matrix", "rows": ["r", "s"], "options": ["a", "b"]}, [1]),
    ({"kind": "ranking", "options": ["a", "b", "c"]}, [0, 0, 1]),
    ({"kind": "number"}, "many"),
    ({"kind": "number"}, "1e999"),
    ({"kind": "number", "most": 9}, 10),
    ({"kind": "date"}, "2026-02-30"),
    ({"kind": "date"}, 7),
    ({"kind": "short"}, "x" * 201),
    ({"kind": "long"}, ["x"]),
]


@pytest.mark.parametrize(("question", "raw", "expected"), GOOD)
def test_an_answer_that_is_offered_is_taken(question, raw, expected):
    assert read_some(asked(question), {"q1": raw}) == {"q1": expected}


@pytest.mark.parametrize(("question", "raw"), BAD)
def test_G2_an_answer_that_is_not_offered_is_refused(question, raw):
    with pytest.raises(Problem) as problem:
        read_some(asked(question), {"q1": raw})
    assert problem.value.field == "q1"


def test_the_longest_answers_fit_into_the_room_of_a_sealed_ballot():
    import json

    questions = asked(
        *[{"kind": "long"}] * 3,
        {"kind": "ranking", "options": [str(n) for n in range(20)]},
        {"kind": "matrix", "rows": [str(n) for n in range(20)], "options": ["a", "b"]},
    )
    answers = read_some(
        questions,
        {
            **{f"q{n}": "😀" * 2000 for n in (1, 2, 3)},
            "q4": list(range(20)),
            "q5": [1] * 20,
        },
    )
    written = json.dumps([answers, "x" * 100, list(range(50))], ensure_ascii=False)
    assert len(written.encode()) < longest_bytes(questions)


def test_every_kind_is_tried_above():
    assert {question["kind"] for question, *_rest in GOOD} == set(QuestionKind.values)
