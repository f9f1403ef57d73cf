"""Marks narrow a question down and never leave out what belongs to it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from chat.actions import send_message
from feed.actions import create_post
from kit.database.full_text import Term
from kit.jobs.outbox import work
from search.engine import Query
from search.engine.candidates import Look, _further, _rounded
from search.engine.moments import stored
from search.engine.places import places_of
from search.engine.wanted import as_typed
from search.index import marks
from search.models import SearchEntry
from tests.factories import make_group, make_space

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def handle():
    while work():
        pass


def entry(**fields):
    return SearchEntry(**{"kind": "post", "at": NOON, "scope_id": 3, **fields})


def test_an_entry_is_marked_with_its_place_kind_and_author():
    assert {"_s3", "_kpost", "_a5"} <= {*marks.marks_of(entry(author_id=5))}
    assert "_c7" in marks.marks_of(entry(scope_id=None, conversation_id=7))
    assert marks.ANYWHERE in marks.marks_of(entry(scope_id=None))
    assert not any(mark.startswith("_a") for mark in marks.marks_of(entry()))


@pytest.mark.parametrize("first", [738_000, 738_047, 738_048, 738_301])
@pytest.mark.parametrize("days", [1, 2, 5, 64, 300, 1_000])
def test_days_are_told_by_marks_that_no_other_day_has(first, days):
    chosen = {*marks.days_between(first, first + days - 1)}
    for day in range(first - 3, first + days + 3):
        then = entry(at=datetime.fromordinal(day).replace(tzinfo=UTC))
        is_chosen = first <= day < first + days
        assert len(chosen & {*marks.marks_of(then)}) == is_chosen
    assert len(chosen) <= 6 * marks.LEVELS


def test_the_day_is_that_of_one_clock_wherever_it_is_told():
    elsewhere = NOON.astimezone(timezone.get_fixed_timezone(600)) + timedelta(hours=5)
    same = elsewhere.astimezone(UTC)
    assert marks.marks_of(entry(at=elsewhere)) == marks.marks_of(entry(at=same))


def test_as_many_more_days_are_looked_at_as_the_ones_before_promise():
    assert _further(100, 10) == 13  # as many again, and a little more
    assert _further(4, 2) == 128
    assert _further(0, 2) == 520  # nothing is taken for one


@pytest.mark.parametrize("days", [1, 2, 7, 30, 365])
def test_rounded_days_hold_those_wanted_and_are_told_by_few_marks(days):
    for last in range(738_000, 738_300, 7):
        first, end = _rounded(last, days)
        assert first <= last - days + 1 and last <= end
        assert end - first + 1 <= days * 1.5
        assert len(marks.days_between(first, end)) <= 17


@pytest.mark.django_db
class TestWithinTheIndex:
    """What is marked is found by it."""

    @pytest.fixture
    def space(self, anna):
        return make_space(managers=(anna,), access="secret")

    def look(self, reader, text="zirkonium", **filters):
        found = Look(reader, Query(text, **filters), timezone.now())
        wanted = as_typed(Query(text).words)
        for one in wanted:
            one.entries = 1_000_000
        return {row["object_id"] for row in found(wanted).values()}

    def test_what_stands_everywhere_is_found_in_any_time(self, anna, space):
        made = []
        for days in (0, 1, 5, 20, 90, 400, 2_000):
            post = create_post(by=anna, spaces=[space], body="zirkonium")
            type(post).objects.filter(pk=post.pk).update(
                published_at=timezone.now() - timedelta(days=days)
            )
            made.append(post.pk)
        handle()
        assert self.look(anna) == {*made}

    def test_kind_and_author_leave_out_the_others(self, anna, ben):
        space = make_space(managers=(anna, ben))
        mine = create_post(by=anna, spaces=[space], body="zirkonium")
        create_post(by=ben, spaces=[space], body="zirkonium")
        handle()
        assert self.look(anna, person=anna.pk) == {mine.pk}
        assert self.look(anna, only_mine=True) == {mine.pk}
        assert self.look(anna, kinds=("comment",)) == set()

    def test_a_conversation_is_searched_by_itself(self, anna, ben):
        rooms = [make_group(anna, ben) for _ in range(2)]
        sent = [send_message(by=anna, conversation=room, body="zirkonium") for room in rooms]
        handle()
        assert self.look(ben, conversation=rooms[0].pk) == {sent[0].pk}
        assert self.look(ben) == {one.pk for one in sent}

    def test_places_are_those_of_the_person(self, anna, ben, space):
        create_post(by=anna, spaces=[space], body="zirkonium")
        handle()
        scope = SearchEntry.objects.get(source="feed.post").scope_id
        assert Term(marks.of_scope(scope)) in places_of(anna, Query("zirkonium"))
        assert Term(marks.of_scope(scope)) not in places_of(ben, Query("zirkonium"))
        assert Term(marks.ANYWHERE) in places_of(ben, Query("zirkonium"))

    def test_too_many_places_are_not_named(self, anna, space, monkeypatch):
        create_post(by=anna, spaces=[space], body="zirkonium")
        handle()
        monkeypatch.setattr("search.engine.places.MOST", 0)
        assert places_of(anna, Query("zirkonium")) == []

    def test_a_mark_that_is_typed_finds_nothing(self, anna, space):
        create_post(by=anna, spaces=[space], body="zirkonium")
        handle()
        for typed in ("_kpost", "_o", f"_a{anna.pk}"):
            assert self.look(anna, typed) == set()

    def test_a_moment_is_written_as_the_database_stores_it(self, anna, space):
        post = create_post(by=anna, spaces=[space], body="zirkonium")
        handle()
        at = SearchEntry.objects.get(object_id=post.pk, source="feed.post").at
        assert stored(at)
        assert self.look(anna, since=at) == {post.pk}
        assert self.look(anna, until=at) == set()
