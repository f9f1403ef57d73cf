"""What the index needs at night, beside being put right."""

import pytest
from django.db import connection

from feed.actions import create_post
from kit.jobs import scheduler
from kit.jobs.outbox import work
from search.engine.finding import ids
from search.engine.query import Query
from tests.factories import make_space

pytestmark = pytest.mark.django_db


def pieces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT segid) FROM search_searchentry_words_idx")
        return int(cursor.fetchone()[0])


@pytest.mark.embedded
def test_the_night_puts_together_what_single_writes_left_in_pieces(anna):
    space = make_space(anna)
    for number in range(3):
        create_post(by=anna, spaces=[space], body=f"Valve {number}")
        while work():
            pass
    before, many = ids(anna, Query("Valve")), pieces()
    scheduler.run("search.tasks.tidy")
    assert many > 1 == pieces()
    assert ids(anna, Query("Valve")) == before


@pytest.mark.server
def test_the_night_leaves_postgresql_to_its_own_vacuum(anna, count_queries):
    assert count_queries(lambda: scheduler.run("search.tasks.tidy")) == 0
