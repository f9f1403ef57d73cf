"""The order that docs/search.md promises."""

from datetime import UTC, datetime, timedelta

import pytest

from search.engine.ranking import importance, ranked
from search.engine.wanted import as_typed
from search.index.terms import terms_of
from search.text.words import words

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def row(pk, title="", body="", **facts):
    terms = terms_of(title, "", body)
    terms.add_parts(facts.pop("known", ()))
    return {
        "pk": pk,
        "source": "feed.post",
        "kind": "post",
        "object_id": pk,
        "at": NOW - timedelta(days=facts.pop("days", 10)),
        "expires_at": None,
        "weight": 1.0,
        "length": terms.length,
        "terms": terms.stored,
        "is_mine": False,
        **facts,
    }


def order(text, *rows):
    return [one.pk for one in ranked(rows, as_typed(words(text)), NOW)]


FILLER = "something else that nobody asked for stands here too, as it often does"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"title": "Pump", "body": FILLER}, {"title": "News", "body": f"pump {FILLER}"}),
        ({"body": "pump pump"}, {"body": "pump and"}),
        ({"body": "pump leaks"}, {"body": f"pump {FILLER * 5}"}),
        ({"body": "pump", "weight": 1.3}, {"body": "pump"}),
        ({"body": "pump"}, {"body": "pump", "expires_at": NOW - timedelta(days=1)}),
        ({"body": "pump", "is_mine": True}, {"body": "pump"}),
        ({"body": "pump", "days": 1}, {"body": "pump", "days": 400}),
    ],
)
def test_what_the_docs_call_better_stands_first(better, worse):
    assert order("pump", row(1, **better), row(2, **worse)) == [1, 2]
    assert order("pump", row(1, **worse), row(2, **better)) == [2, 1]


def test_all_words_stand_before_some_of_them_whatever_else_they_have():
    both = row(1, body=f"a pump {FILLER * 6} with a leak", days=4000, weight=0.5)
    title = row(2, title="Pump pump pump", body="pump", weight=1.5, is_mine=True)
    assert order("pump leak", title, both) == [1, 2]


def test_a_rare_word_tells_more_than_a_frequent_one():
    wanted = as_typed(words("pump leak"))
    wanted[0].importance, wanted[1].importance = importance(5000), importance(3)
    found = ranked([row(1, body="the pump"), row(2, body="the leak")], wanted, NOW)
    assert [one.pk for one in found] == [2, 1]


def test_what_has_none_of_the_words_is_no_hit():
    assert order("pump", row(1, body="valve")) == []


def test_a_part_of_a_compound_counts_less_than_the_word():
    known = {"sensor", "strom"}
    whole, inside = row(1, body="Sensor"), row(2, body="Stromsensor", known=known)
    assert order("Sensor", inside, whole) == [1, 2]


def test_equal_hits_have_one_order():
    rows = [row(pk, body="pump") for pk in (3, 1, 2)]
    assert order("pump", *rows) == order("pump", *reversed(rows)) == [3, 2, 1]


def test_time_changes_the_order_at_midnight_and_at_no_other_moment():
    morning, evening = NOW + timedelta(minutes=1), NOW + timedelta(hours=23, minutes=59)
    ends = {"expires_at": NOW + timedelta(hours=12)}
    rows = [
        row(1, body="pump", days=30, **ends),
        row(2, body="pump", days=0.7),
        row(3, body="pump"),
    ]
    first, last, next_day = (
        [one.score for one in ranked(rows, as_typed(words("pump")), now)]
        for now in (morning, evening, evening + timedelta(minutes=2))
    )
    assert first == last != next_day


def test_an_event_still_to_come_is_as_fresh_as_now():
    assert order("pump", row(1, body="pump", days=-5), row(2, body="pump", days=0)) == [2, 1]
