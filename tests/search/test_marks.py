"""Marks narrow a question down and never leave out what belongs to it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from chat.actions import send_message
from feed.actions import create_post
from kit.database.full_text import Term
from kit.jobs.outbox import work
from search.engine import Query
from search.engine.candidates import Look, _enough
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


@pytest.mark.parametrize("level", range(marks.LEVELS))
@pytest.mark.parametrize("days", [0, 1, 3, 15, 63, 255])
def test_blocks_of_days_hold_at_least_as_many_days_as_their_level_says(level, days):
    begun = {*marks.days_before(NOON, level)}
    then = entry(at=NOON - timedelta(days=days))
    if days < marks.days_of(level) or days == 0:
        assert begun & {*marks.marks_of(then)}
    if days > 2 * marks.days_of(level):
        assert not begun & {*marks.marks_of(then)}


def test_the_day_is_that_of_one_clock_wherever_it_is_told():
    elsewhere = NOON.astimezone(timezone.get_fixed_timezone(600)) + timedelta(hours=5)
    same = elsewhere.astimezone(UTC)
    assert marks.marks_of(entry(at=elsewhere)) == marks.marks_of(entry(at=same))


def test_the_next_block_holds_what_is_wanted_by_what_the_first_held():
    assert _enough(0, 100) == 1
    assert _enough(0, 40) == 2
    assert _enough(0, 4) == 3
    assert _enough(0, 1) == marks.LEVELS  # who reads little is asked by places
    assert _enough(marks.LEVELS - 1, 100) == marks.LEVELS


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
            one.documents = 1_000_000
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
