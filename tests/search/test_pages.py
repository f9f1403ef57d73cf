"""The search page, suggestions, and what files say, as browsers are given them."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from feed.actions import create_post, upload_file
from feed.models import Photo, Post
from kit.http.throttling import SEARCH
from kit.jobs.outbox import work
from spaces.models import Space
from tests.factories import make_group, make_message, make_post, make_space, make_user
from tests.kit import documents

pytestmark = pytest.mark.english

SWAP = {"HX-Request": "true"}


def shown(client: Client, address: str = "/search/", **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(html: str) -> str:
    """What is written on the page, in one line."""
    without = re.sub(r"<(script|style|template).*?</\1>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<(?!/?mark>)[^>]+>", " ", without)).split())


def write(by: User, body: str, space: Space | None = None, **more: Any) -> Post:
    post = create_post(by=by, spaces=[space or make_space(by)], body=body, **more)
    work()
    return post


def attach(by: User, content: bytes, name: str, space: Space | None = None) -> Photo:
    file = upload_file(by=by, upload=SimpleUploadedFile(name, content))
    write(by, "Look at this", space, photos=[file.key])
    return file


# --- the page ------------------------------------------------------------------------------------
def test_a_hit_says_where_it_is_with_its_words_marked(as_anna: Client, anna: User) -> None:
    post = write(anna, "The flow sensor is back in stock")
    page = as_anna.get("/search/", {"q": "sensor"}).content.decode()
    assert f'href="{post.get_absolute_url()}"' in page
    assert "flow <mark>sensor</mark> is back" in plain(page)


def test_two_letters_are_looked_for_and_one_is_not(as_anna: Client, anna: User) -> None:
    write(anna, "An ox and a cart")
    assert "<mark>ox</mark>" in shown(as_anna, q="ox")
    assert "<mark>" not in shown(as_anna, q="o")


def test_a_swap_gets_the_results_alone_and_says_how_many(as_anna: Client, anna: User) -> None:
    write(anna, "The flow sensor")
    answer = as_anna.get("/search/", {"q": "sensor"}, headers=SWAP).content.decode()
    assert "<html" not in answer and "<mark>sensor</mark>" in answer
    assert re.search(r'id="search-said".*?1 result', answer, re.S)


def test_what_people_wrote_is_text_in_excerpts_and_titles(as_anna: Client, anna: User) -> None:
    write(anna, "<b>sensor</b> & <script>alert(1)</script>\n\nIt is <i>hot</i>, the sensor")
    page = as_anna.get("/search/", {"q": 'sensor"><script>x'}).content.decode()
    assert "<script>alert" not in page and "<script>x" not in page


FILTERS = [
    ({"kind": "post"}, "post"),
    ({"kind": "message"}, "message"),
    ({"in": "heat-pumps"}, "post"),
    ({"by": "ben"}, "message"),
    ({"mine": "1"}, "post"),
]


@pytest.mark.parametrize(("asked", "left"), FILTERS)
def test_filters_leave_what_fits(
    as_anna: Client, anna: User, ben: User, asked: Any, left: str
) -> None:
    post = write(anna, "sensor A", make_space(anna, name="Heat pumps", slug="heat-pumps"))
    message = make_message(make_group(ben), ben, "sensor B")
    work()
    page = as_anna.get("/search/", {"q": "sensor", **asked}).content.decode()
    expected = {"post": post, "message": message}
    for kind, thing in expected.items():
        assert (f'href="{thing.get_absolute_url()}"' in page) is (kind == left), kind


@pytest.mark.parametrize(
    "asked", [{"kind": "x"}, {"in": "chat-x"}, {"in": "chat-99"}, {"by": "nobody"}, {"time": "x"}]
)
def test_filters_that_make_no_sense_are_left_out(as_anna: Client, anna: User, asked: Any) -> None:
    write(anna, "The flow sensor")
    assert "<mark>sensor</mark>" in shown(as_anna, q="sensor", **asked)


def test_the_filters_betray_no_space_that_one_may_not_read(as_anna: Client, ben: User) -> None:
    make_space(ben, name="Merger", slug="merger", access="secret")
    assert "Merger" not in shown(as_anna, q="anything", **{"in": "merger"})


def test_nothing_found_leads_to_asking_in_a_space(as_anna: Client) -> None:
    page = as_anna.get("/search/", {"q": "zwölf Riesen"}).content.decode()
    assert "No results for “zwölf Riesen”" in plain(page)
    assert 'href="/compose/?body=zw%C3%B6lf%20Riesen"' in page
    assert "zwölf Riesen" in as_anna.get("/compose/", {"body": "zwölf Riesen"}).content.decode()


def test_where_a_filter_leaves_nothing_people_who_say_so_are_named(as_anna: Client) -> None:
    make_user("cleo", first_name="Cleo", skills="hydraulics, pumps")
    make_user("dora", first_name="Dora", about="I wrote a book on hydraulics")
    work()
    page = shown(as_anna, q="hydraulics", kind="post")
    assert "These people may know about it" in page and "Cleo" in page
    assert "Can help with: <mark>hydraulics</mark>, pumps" in page
    assert "Dora" not in page
    assert "Search without filters" in page


def test_K4_who_says_to_help_with_one_of_the_words_is_named_where_nothing_is_found(
    as_anna: Client, anna: User
) -> None:
    space = make_space(anna)
    for number in range(12):  # a word that stands in much tells little, and is left out at last
        make_post(anna, space, f"the pump {number}")
    make_user("cleo", first_name="Cleo", skills="Pumps")
    make_user("dora", first_name="Dora", skills="Pumps, giants")
    gone = make_user("gone", first_name="Gone", skills="Pumps, giants", is_active=False)
    work()
    page = shown(as_anna, q="pump giants of brobdingnag", kind="survey")
    assert "No results for" in page
    assert 0 < page.index("Dora") < page.index("Cleo")
    assert gone.first_name not in page


def test_a_misspelt_word_still_names_who_can_help(as_anna: Client) -> None:
    make_user("cleo", first_name="Cleo", skills="hydraulics")
    work()
    assert "Cleo" in shown(as_anna, q="hydraulcs", kind="post")


def test_a_question_that_is_too_long_is_refused_and_none_breaks(as_anna: Client) -> None:
    assert as_anna.get("/search/", {"q": "x" * 100_000}).status_code == 400
    for odd in ('"', "((", "a OR", "*", "%", "🙂🙂", "‮abc", "und die", "NEAR(a b)"):
        assert as_anna.get("/search/", {"q": odd}).status_code == 200
        assert as_anna.get("/search/suggestions/", {"q": odd}).status_code == 200


def test_a_person_may_search_as_often_as_the_limit_says(as_anna: Client) -> None:
    answers = [as_anna.get("/search/", {"q": "ab"}).status_code for _ in range(SEARCH.count + 1)]
    assert answers[-2:] == [200, 429]


def test_the_page_costs_the_same_for_few_and_many_hits(
    as_anna: Client, anna: User, count_queries: Any
) -> None:
    space = make_space(anna)
    write(anna, "sensor 1", space)
    as_anna.get("/search/", {"q": "sensor"})
    few = count_queries(lambda: as_anna.get("/search/", {"q": "sensor"}))
    for number in range(5):
        make_post(anna, space, f"sensor {number}")
    work()
    assert count_queries(lambda: as_anna.get("/search/", {"q": "sensor"})) == few


# --- suggestions ---------------------------------------------------------------------------------
def test_people_and_spaces_are_offered_while_one_types(as_anna: Client, anna: User) -> None:
    make_user("cleo", first_name="Cleo", last_name="Heatley")
    make_space(anna, name="Heat pumps")
    work()
    page = as_anna.get("/search/suggestions/", {"q": "heat"}, headers=SWAP).content.decode()
    assert 'data-url="/people/cleo/"' in page
    assert "Heat pumps" in page
    assert page.index("Cleo") < page.index("Heat pumps")


def test_a_suggestion_says_what_the_person_can_help_with(as_anna: Client) -> None:
    make_user("cleo", first_name="Cleo", skills="Excel, hydraulic balancing")
    make_user("hyde", first_name="Hydra", skills="hydraulic presses")
    work()
    page = shown(as_anna, "/search/suggestions/", q="hydr")
    assert "Can help with: hydraulic balancing" in page
    assert "Hydra" in page and "presses" not in page


# --- files ---------------------------------------------------------------------------------------
def test_a_file_is_found_by_what_it_says_at_the_page_that_says_it(
    as_anna: Client, anna: User
) -> None:
    pages = [["Contents"], ["Nothing here"], ["Error E52, flow sensor without signal"]]
    file = attach(anna, documents.pdf(pages), "codes.pdf")
    page = as_anna.get("/search/", {"q": "flow sensor"}).content.decode()
    assert f'href="/search/files/{file.key}/?q=flow+sensor#page-3"' in page
    assert "Page 3: Error E52, <mark>flow</mark> <mark>sensor</mark>" in plain(page)


def test_what_a_file_says_is_shown_by_pages_with_the_way_to_the_file(
    as_anna: Client, anna: User
) -> None:
    file = attach(
        anna, documents.docx("Contents", "The <flow> sensor".replace("<", "&lt;")), "a.docx"
    )
    page = as_anna.get(f"/search/files/{file.key}/", {"q": "sensor"}).content.decode()
    assert 'id="page-2"' in page and f'href="{file.download}"' in page
    assert "The &lt;flow&gt; <mark>sensor</mark>" in page


def test_who_may_not_read_the_post_sees_nothing_of_the_file(client: Client, anna: User) -> None:
    file = attach(anna, b"secret flow sensor", "a.txt", make_space(anna, access="secret"))
    client.force_login(make_user("eve", language="en"))
    assert client.get(f"/search/files/{file.key}/").status_code == 404
    assert "No results" in shown(client, q="flow sensor")


def test_a_file_that_cannot_be_read_is_found_by_its_name(as_anna: Client, anna: User) -> None:
    attach(anna, documents.bomb(), "pricelist.docx")
    assert "<mark>pricelist" in shown(as_anna, q="pricelist")
