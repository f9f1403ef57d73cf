"""What is written is found by whoever may read it."""

import pytest

from feed.actions import create_post, delete_post, edit_post
from kit.jobs.outbox import work
from search.engine import Query, find, suggest
from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db


def found(person, text, **filters):
    return [(hit.kind, hit.id) for hit in find(person, Query(text, **filters)).hits]


def test_a_post_is_found_by_a_word_in_every_spelling(anna):
    post = create_post(by=anna, spaces=[make_space(anna)], body="Die Rücknahme der Geräte")
    work()
    for text in ("Rücknahme", "ruecknahme", "RUCKNAHME", "gerät"):
        assert found(anna, text) == [("post", post.pk)]


def test_who_may_not_read_a_post_does_not_find_it(anna, eve):
    secret = make_space(anna, access="secret")
    create_post(by=anna, spaces=[secret], body="Die Rücknahme der Geräte")
    work()
    answer = find(eve, Query("Rücknahme"))
    assert (answer.hits, answer.counts, answer.corrected) == ([], {}, None)


def test_an_edited_post_is_found_by_its_new_words_only(anna):
    post = create_post(by=anna, spaces=[make_space(anna)], body="Alte Wörter")
    edit_post(by=anna, post=post, body="Frische Begriffe")
    work()
    assert found(anna, "Begriffe") == [("post", post.pk)]
    assert found(anna, "Wörter") == []
    delete_post(by=anna, post=post)
    work()
    assert found(anna, "Begriffe") == []


def test_people_are_suggested_by_the_beginning_of_their_name(anna):
    work()
    make_user("berta", first_name="Berta", last_name="Blume")
    work()
    assert [one.label for one in suggest(anna, "blu")] == ["Berta Blume"]
