"""Whatever somebody types: an answer or a clear refusal, on every surface, and nothing is kept."""

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feed.actions import create_post
from search.engine import Query, find, suggest
from search.index.rebuilding import rebuild
from search.models import SearchEntry
from search.sources import sources
from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db

QUIET = [HealthCheck.function_scoped_fixture]
SIGNS = st.sampled_from(list("\"'()*%_:^|&!\\-+~<>{}[]\u0000\u202e\u200b 😀äßİ4.2"))
WORDS = st.sampled_from(["pump", "Pumpe", "Kellerpumpe", "4.2.1", "8O-1147", "NEAR", "AND", "der"])
TEXTS = st.lists(WORDS | SIGNS | st.text(max_size=6), max_size=30).map("".join)
ADDRESSES = ["/search/", "/search/suggestions/", "/api/v1/search/", "/api/v1/suggestions/"]


@pytest.fixture
def index(anna):
    space = make_space(anna, name="Cellar")
    create_post(by=anna, spaces=[space], body="Die Kellerpumpe 8O-1147 leaks since 4.2.1")
    for source in sources().values():
        list(rebuild(source))


@pytest.mark.parametrize("address", ADDRESSES)
@settings(suppress_health_check=QUIET)
@given(text=TEXTS)
def test_K3_no_text_breaks_a_surface(address, index, client, anna, text):
    cache.clear()  # hypothesis asks more often than a person may
    client.force_login(anna)
    answer = client.get(address, {"q": text})
    assert answer.status_code in {200, 400}, text
    if answer.status_code == 400:
        assert answer.content  # says what is wrong


@settings(suppress_health_check=QUIET)
@given(text=TEXTS.filter(lambda text: len(text) <= 200))
def test_a_question_changes_nothing_in_the_index(index, anna, text):
    before = list(SearchEntry.objects.order_by("pk").values())
    found = find(anna, Query(text))
    assert {hit.kind for hit in found.hits} <= found.counts.keys()
    suggest(anna, text)
    assert list(SearchEntry.objects.order_by("pk").values()) == before


@settings(suppress_health_check=QUIET)
@given(text=TEXTS.filter(lambda text: len(text) <= 200))
def test_nobody_finds_anything_where_nothing_is_theirs(index, text):
    nobody = make_user("nobody", is_active=False)
    assert find(nobody, Query(text)).hits == []
    assert find(nobody, Query(text)).counts == {}


@pytest.mark.parametrize("text", ["pump " * 5_000, "x" * 100_000])
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_too_long_is_refused_or_cut(index, client, anna, address, text):
    client.force_login(anna)
    answer = client.get(address, {"q": text})
    assert answer.status_code in {200, 400}
    assert len(answer.content) < 60_000  # the text is not sent back at length
