"""The search over REST."""

import pytest

from feed.actions import create_post
from kit.jobs.outbox import work
from tests.factories import make_space

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def post(anna):
    space = make_space(anna, name="Cellar")
    made = create_post(by=anna, spaces=[space], body="The <b>pump</b> of the cellar leaks")
    while work():
        pass
    return made


def ask(client, who, path="/api/v1/search/", **asked):
    client.force_login(who)
    return client.get(path, asked)


def test_a_hit_says_what_it_is_and_where_it_stands(client, anna, post):
    answer = ask(client, anna, q="pump").json()
    (hit,) = answer["results"]
    assert (hit["kind"], hit["id"], hit["url"]) == ("post", post.pk, f"/p/{post.pk}/")
    assert (hit["place"], hit["author"]["handle"]) == ("Cellar", "anna")
    assert answer["counts"] == {"post": 1}
    assert (answer["corrected"], answer["relaxed"], answer["next"]) == (None, False, None)


def test_an_excerpt_holds_no_markup_but_marks(client, anna, post):
    (hit,) = ask(client, anna, q="pump").json()["results"]
    assert "<mark>pump</mark>" in hit["excerpt"]
    assert "<b>" not in hit["excerpt"]


def test_filters_narrow_hits_and_counts(client, anna, ben, post):
    slug = post.spaces.get().slug
    found = {"space": slug, "person": "anna", "kind": "post", "mine": "1", "order": "newest"}
    assert ask(client, anna, q="pump", **found).json()["counts"] == {"post": 1}
    for narrowed in ({"space": "nowhere"}, {"person": "ben"}, {"kind": "poll"}):
        answer = ask(client, anna, q="pump", **narrowed).json()
        assert (answer["results"], answer["counts"]) == ([], {})
    assert ask(client, ben, q="pump", mine="1").json()["results"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 201},
        {"q": "pump " * 5000},
        {"q": "pump", "kind": "secret"},
        {"q": "pump", "order": "loudest"},
        {"q": "pump", "since": "yesterday"},
        {"q": "pump", "after": "bm9uc2Vuc2U"},
        {"q": "pump", "after": "[]"},
        {"q": "pump", "limit": "0"},
    ],
)
def test_what_cannot_be_answered_is_refused(client, anna, post, asked):
    assert ask(client, anna, **asked).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        '"', "'", '"pump', "pump AND", "NOT pump", "(pump", "pump*", "*", "%", "_", "NEAR(", ":",
        "^pump", "title:pump", "pump | !", "\\", "😀", "😀 pump", "مضخة", "\u202epump", "the of",
        "der die das", "-", "{pump}", "a" * 200, "1" * 200, "pump " * 40, "e\u0301" * 90, "\u0000",
        "pump\u0000x", "&:*",
    ],
)  # fmt: skip
def test_K3_no_text_breaks_the_search(client, anna, post, text):
    assert ask(client, anna, q=text).status_code in {200, 400}
    assert ask(client, anna, "/api/v1/suggestions/", q=text).status_code in {200, 400}


def test_pages_follow_each_other_without_a_gap(client, anna):
    space = make_space(anna)
    every = {create_post(by=anna, spaces=[space], body=f"Valve number {n}").pk for n in range(7)}
    while work():
        pass
    seen, after = [], ""
    while after is not None:
        answer = ask(client, anna, q="valve", limit=3, **({"after": after} if after else {})).json()
        seen += [hit["id"] for hit in answer["results"]]
        after = answer["next"]
    assert (len(seen), {*seen}) == (7, every)


def test_the_sixty_first_search_of_a_minute_waits(client, anna, post):
    answers = [ask(client, anna, q="zebra").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_suggestions_name_people_first(client, anna, post):
    make_space(anna, name="Anna's workshop")
    while work():
        pass
    found = ask(client, anna, "/api/v1/suggestions/", q="ann").json()["results"]
    assert [(one["kind"], one["label"]) for one in found] == [
        ("person", "Anna Test"),
        ("space", "Anna's workshop"),
    ]
