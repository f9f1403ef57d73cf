"""What is written is found by whoever may read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed.actions import create_post, delete_post, edit_post
from feed.models import Post
from kit.jobs.outbox import work
from search.engine import Query, candidates, find, finding, suggest
from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db


def found(person, text, **filters):
    return [(hit.kind, hit.id) for hit in find(person, Query(text, **filters)).hits]


def test_a_post_is_found_by_a_word_in_every_spelling(anna):
    post = create_post(by=anna, spaces=[make_space(anna)], body="Die Rücknahme der Geräte")
    work()
    for text in ("Rücknahme", "ruecknahme", "RUCKNAHME", "gerät"):
        assert found(anna, text) == [("post", post.pk)]


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("Unfall", "Arbeitsunfälle meldet ihr am selben Tag"),
        ("Maske", "Die Atemschutzmasken liegen im Lager"),
        ("Tankarte", "Die Tankkarten haben eine neue Geheimzahl"),
        ("Garantierücknahme", "Mit Garantie, steht in der Rücknahmegarantie"),
        ("Rückname", "Für Teile gilt die Rücknahmegarantie"),
        ("Wintrber", "Der Plan für die Winterbereitschaft"),
    ],
)
def test_what_only_stands_inside_of_longer_words_or_in_another_form_is_found(anna, typed, body):
    post = create_post(by=anna, spaces=[make_space(anna)], body=body)
    work()
    assert found(anna, typed) == [("post", post.pk)]


def test_a_short_number_tells_less_than_a_word(anna):
    space = make_space(anna)
    meant = create_post(by=anna, spaces=[space], body="Den zweiten Faktor einrichten")
    create_post(by=anna, spaces=[space], body="Baustelle am Tor 2")
    work()
    assert found(anna, "2. Faktor")[0] == ("post", meant.pk)


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


@pytest.fixture
def pumps(anna, monkeypatch):
    """Thirty posts that hold the same words, ten candidates of one look, and few that are few."""
    monkeypatch.setattr(candidates, "MOST", 10)
    monkeypatch.setattr(finding, "MOST", 10)
    monkeypatch.setattr(candidates, "FEW", 3)
    candidates._question.cache_clear()
    space = make_space(managers=(anna,), access="secret")
    now = timezone.now()
    made = []
    for n in range(30):
        post = create_post(by=anna, spaces=[space], body=f"zirkonium pump {n}")
        Post.objects.filter(pk=post.pk).update(published_at=now - timedelta(days=9 * n + 1))
        made.append(post.pk)
    create_post(by=anna, spaces=[space], body="something else")
    while work():
        pass
    yield made
    candidates._question.cache_clear()


def pages(reader, **asked):
    found, cursor, count = [], None, 0
    while count == 0 or cursor:
        results = find(reader, Query(cursor=cursor, **asked), limit=4)
        found += [hit.id for hit in results.hits]
        cursor, count = results.next_cursor, count + 1
    return found


@pytest.mark.parametrize("text", ["zirkonium", "zirkonium pump", "zirkoniun"])
def test_K5_a_common_word_is_paged_to_the_end_newest_first(anna, pumps, text):
    assert pages(anna, text=text, order="newest") == pumps


def test_K5_the_best_are_followed_by_all_older_ones_once_each(anna, pumps):
    found = pages(anna, text="zirkonium")
    assert sorted(found) == sorted(pumps)
    assert found[10:] == pumps[10:]


def test_a_filter_holds_on_every_page(anna, ben, pumps):
    since = timezone.now() - timedelta(days=100)
    assert pages(anna, text="zirkonium", since=since, order="newest") == pumps[:11]
    assert pages(anna, text="zirkonium", person=ben.pk) == []
    assert pages(anna, text="zirkonium", kinds=("announcement",)) == []
    assert pages(anna, text="zirkonium", person=anna.pk, order="newest") == pumps


def test_nobody_else_finds_any_of_them_on_any_page(ben, pumps):
    assert pages(ben, text="zirkonium") == []
    assert pages(ben, text="zirkonium", order="newest") == []


def test_K5_more_than_was_counted_is_said(anna, pumps):
    results = find(anna, Query("zirkonium"))
    assert (results.counts, results.has_more) == ({"post": 10}, True)
    assert not find(anna, Query("something")).has_more
