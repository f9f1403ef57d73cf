"""The frame around pages: navigation, theme, brand, help in trouble, the page of components."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, modify_settings, override_settings
from django.utils import timezone, translation

from accounts.models import User
from feed.actions import edit_post
from intranet import context_processors, design_system, errors
from kit import facts
from kit.discovery import declared
from kit.http.exceptions import Problem
from polls.actions import close_poll, vote, withdraw_vote
from polls.models import Poll
from tests.announcements.newsroom import make_announcement
from tests.factories import make_poll, make_post, make_space, make_user

HTML = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture
def ben(client: Client) -> Client:
    client.force_login(make_user("ben", language="en"))
    return client


def page(client: Client, path: str = "/") -> str:
    return client.get(path, **HTML).content.decode()


# --- navigation ------------------------------------------------------------------------------
def test_the_current_place_is_marked_once_per_navigation(ben: Client) -> None:
    html = page(ben, "/people/")
    rail = html[html.index('class="rail"') : html.index('class="page"')]
    assert rail.count('aria-current="page"') == 1
    assert re.search(r'href="/people/" aria-current="page"', rail)


def test_what_may_stand_beside_a_page_has_the_whole_frame_as_a_page_of_its_own(
    ben: Client,
) -> None:
    news = make_announcement(make_space(make_user("ben")), title="Winter rota")
    for path in ("/", "/me/status/", "/compose/", "/keys/", news.get_absolute_url()):
        html = page(ben, path)
        rail = html[html.index('class="rail"') : html.index('class="page"')]
        assert rail.count('<a class="nav__item" ') == len(context_processors.NAVIGATION), path
        assert html.count('href="/notifications/"') >= 3, path
        assert html.count('<a class="tb" ') == context_processors.TABS + 1, path


def test_the_feed_is_current_on_the_feed_only() -> None:
    feed = context_processors.NAVIGATION[0]
    assert feed.is_current("/")
    assert not feed.is_current("/people/")
    spaces = next(place for place in context_processors.NAVIGATION if place.app == "spaces")
    assert spaces.is_current("/spaces/new/")


@modify_settings(INSTALLED_APPS={"remove": ["surveys"]})
def test_a_place_disappears_with_its_app() -> None:
    found = declared("navigation", "NAVIGATION")
    assert {place.app for place in context_processors.NAVIGATION} - {
        place.app for place in found
    } == {"surveys"}


def test_the_first_three_tabs_find_room_on_a_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    several = tuple(
        context_processors.NavigationItem("feed", f"/{n}/", f"P{n}", "star", tab=n != 1)
        for n in range(5)
    )
    monkeypatch.setattr(context_processors, "NAVIGATION", several)
    assert [entry.tab for entry in context_processors.places("/")] == [
        True,
        False,
        True,
        True,
        False,
    ]


def people_there() -> Any:
    return Value(7)


def test_a_place_shows_how_much_waits_there(ben: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = context_processors.NavigationItem(
        "accounts", "/people/", "People", "users", "", True, people_there
    )
    monkeypatch.setattr(
        context_processors, "NAVIGATION", (context_processors.NAVIGATION[0], counting)
    )
    # the ones of this process know ours
    monkeypatch.setattr(facts._facts_of, "statements", {})
    monkeypatch.setattr(facts._all_facts_of, "statements", {})
    html = page(ben, "/people/")
    dot = html[html.index('data-badge="accounts"') :][:200]
    assert "badge--calm" in dot and "7 new" in dot


def test_all_counts_together_cost_one_query(
    monkeypatch: pytest.MonkeyPatch, count_queries: Callable[..., int]
) -> None:
    counting = [
        context_processors.NavigationItem(app, "/", app, "star", count=people_there)
        for app in ("accounts", "feed", "spaces")
    ]
    monkeypatch.setattr(context_processors, "NAVIGATION", tuple(counting))
    counted = {name: one for name, one in facts.FACTS.items() if not one.kept}
    monkeypatch.setattr(facts, "FACTS", counted)
    monkeypatch.setattr(facts._facts_of, "statements", {})
    monkeypatch.setattr(facts._all_facts_of, "statements", {})
    anna = make_user("anna")
    assert count_queries(lambda: context_processors.waiting(anna)) == 1
    assert context_processors.waiting(anna) == {"accounts": 7, "feed": 7, "spaces": 7}


def test_my_spaces_stand_in_the_rail_with_what_is_new(ben: Client) -> None:
    space = make_space(make_user("ben"), make_user("anna"), name="Heat pumps")
    make_post(make_user("anna"), space)
    html = page(ben, "/people/")
    assert "Heat pumps" in html
    assert "1 new post" in html


def test_my_spaces_cost_one_query(count_queries: Callable[..., int]) -> None:
    anna = make_user("anna")
    for _number in range(5):
        make_space(anna)
    assert count_queries(lambda: [one.unread for one in context_processors.my_spaces(anna)]) <= 1


def test_visitors_have_no_spaces_and_cost_nothing(count_queries: Callable[..., int]) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert count_queries(lambda: list(context_processors.my_spaces(AnonymousUser()))) == 0


def test_the_frame_says_where_the_content_begins(ben: Client) -> None:
    html = page(ben)
    assert '<a class="skip" href="#main">' in html
    assert 'id="main"' in html
    assert html.count("<main") == 1


def test_the_name_of_the_company_is_everywhere_the_setting_says(ben: Client, settings: Any) -> None:
    settings.COMPANY_NAME = "Falk & Söhne"
    html = page(ben)
    assert "Falk &amp; Söhne" in html
    assert "Falk & Söhne" not in html


# --- theme and language ----------------------------------------------------------------------
@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_a_chosen_theme_is_there_before_any_script(client: Client, theme: str) -> None:
    client.force_login(make_user("anna", theme=theme))
    assert f'data-theme="{theme}"' in page(client)[:400]


def test_without_a_choice_the_device_decides(ben: Client) -> None:
    assert "data-theme" not in page(ben)[:400]


def test_pages_are_in_the_language_of_the_person(client: Client) -> None:
    client.force_login(make_user("anna", language="de"))
    html = page(client)
    assert 'lang="de"' in html
    assert "Beitrag schreiben" in html
    assert "Write a post" not in html


def test_visitors_choose_a_language_on_the_sign_in_page(client: Client) -> None:
    client.post("/language/", {"language": "de", "next": "/login/"})
    assert "Personalnummer" in page(client, "/login/")
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert "staff number" in page(client, "/login/")


# --- brand -----------------------------------------------------------------------------------
def test_the_brand_is_served_for_everybody_and_kept_for_long(client: Client) -> None:
    version = context_processors.brand("#0a4f9e").version
    with override_settings(BRAND_COLOUR="#0a4f9e"):
        answer = client.get(f"/brand.css?v={version}")
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert re.search(r"--brand-h:25\d", answer.content.decode())


def test_an_old_address_of_the_brand_is_not_kept(client: Client) -> None:
    assert client.get("/brand.css?v=old")["Cache-Control"] == "no-cache"


def test_a_colour_that_is_none_falls_back_to_ours(client: Client) -> None:
    with override_settings(BRAND_COLOUR="blue;}*{display:none"):
        assert "display" not in client.get("/brand.css").content.decode()


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("logo.png", b"\x89PNG", 200),
        ("logo.svg", b"<svg/>", 200),
        ("logo.html", b"<p>", 404),
        ("logo.png", b"x" * (design_system.LOGO_BYTES + 1), 404),
    ],
)
def test_a_logo_is_a_small_svg_or_png(
    client: Client, tmp_path: Path, name: str, content: bytes, status: int
) -> None:
    (tmp_path / name).write_bytes(content)
    with override_settings(BRAND_LOGO=str(tmp_path / name)):
        assert client.get("/brand/logo").status_code == status


def test_a_logo_opened_alone_may_run_nothing(client: Client, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg><script>alert(1)</script></svg>")
    with override_settings(BRAND_LOGO=str(tmp_path / "logo.svg")):
        answer = client.get("/brand/logo")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_without_a_logo_our_mark_is_drawn(ben: Client) -> None:
    assert ben.get("/brand/logo").status_code == 404
    assert "brand__mark" in page(ben)
    assert "/brand/logo" not in page(ben)


# --- help in trouble -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "That does not exist, or you may not see it."),
        ("de", "Das gibt es nicht, oder du darfst es nicht sehen."),
    ],
)
def test_a_missing_page_never_says_whether_it_exists(
    client: Client, language: str, words: str
) -> None:
    client.force_login(make_user("eve", language=language))
    answer = client.get("/p/999999/", **HTML)
    assert answer.status_code == 404
    html = answer.content.decode()
    assert words in html
    assert 'class="rail"' in html and 'class="tabbar"' in html  # every way out


def test_what_a_visitor_may_not_see_has_no_frame(rf: RequestFactory) -> None:
    request = as_seen_by(rf.get("/", **HTML), AnonymousUser())
    html = errors.responses.error_response(
        request, Problem("x", "No.", status=403)
    ).content.decode()
    assert 'class="rail"' not in html and 'href="/"' in html


def test_what_is_below_a_place_belongs_to_it_and_the_rest_is_under_more() -> None:
    current = lambda path: [  # noqa: E731
        entry.place.path for entry in context_processors.places(path) if entry.current
    ]
    assert current("/s/vans/") == ["/spaces/"] and current("/p/7/") == ["/"]
    assert current("/people/anna/") == ["/people/"] and current("/offline/") == []
    for path, more in {"/s/vans/": True, "/saved/": True, "/settings/profile/": True,
                       "/": False, "/announcements/7/": False, "/p/7/": False}.items():  # fmt: skip
        assert context_processors.in_more(path, context_processors.places(path)) is more, path


def test_what_waits_is_asked_for_once_and_again_when_it_changed(
    client: Client, count_queries: Callable[..., int]
) -> None:
    ben, anna = make_user("ben"), make_user("anna")
    space = make_space(ben, anna)

    def words(language: str = "en") -> list[str]:
        with translation.override(language):
            return [str(one.words) for one in context_processors.todos(User.objects.get(pk=ben.pk))]

    assert words() == []
    nothing = count_queries(words)
    make_announcement(space, title="Winter rota", confirm_by=timezone.localdate())
    poll = make_poll(anna, space, body="Which day?")
    assert words() == ["Confirm: Winter rota", "Vote: Which day?"]
    assert count_queries(words) == nothing
    assert words("de")[1] == "Abstimmen: Which day?"
    edit_post(by=anna, post=poll.post, body="Which week?")
    assert words()[1:] == ["Vote: Which week?"]
    vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.all()[0].pk])
    assert words()[1:] == []
    withdraw_vote(by=ben, poll_id=poll.pk)
    assert words()[1:] == ["Vote: Which week?"]
    close_poll(by=anna, poll=Poll.objects.with_container().get(pk=poll.pk))
    assert words()[1:] == []


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 415, 429, 500, 503])
def test_every_problem_has_a_page_with_a_way_on(rf: RequestFactory, status: int) -> None:
    request = as_seen_by(rf.get("/", **HTML), make_user("ben"))
    answer = errors.responses.error_response(request, Problem("x", "What happened.", status=status))
    html = answer.content.decode()
    assert answer.status_code == status
    assert 'href="/"' in html
    assert html.count("<h1") == 1
    assert "What happened." in html or status == 404


def as_seen_by(request: HttpRequest, user: Any) -> HttpRequest:
    request.user = user
    return request


def test_what_was_typed_comes_back_with_the_problem(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("anna"))
    answer = strict.post("/compose/", {"body": "An hour of <work>"}, **HTML)
    assert answer.status_code == 403
    assert "An hour of &lt;work&gt;" in answer.content.decode()


def test_a_device_without_the_cookie_is_taken_with_its_second_try() -> None:
    phone = Client(enforce_csrf_checks=True, headers={"Accept": "application/json"})
    phone.force_login(make_user("anna"))
    assert phone.put("/me/status/").status_code == 403
    token = phone.cookies["csrftoken"].value
    assert phone.put("/me/status/", headers={"X-CSRFToken": token}).status_code != 403


def test_a_breakdown_relies_on_nothing(
    rf: RequestFactory, count_queries: Callable[..., int]
) -> None:
    request = rf.get("/", HTTP_ACCEPT_LANGUAGE="de", **HTML)  # no session, no user
    queries = count_queries(lambda: errors.broken(request))
    html = errors.broken(request).content.decode()
    assert queries == 0
    assert "nicht geklappt" in html
    assert "<script" not in html


def test_programs_get_a_breakdown_as_json(rf: RequestFactory) -> None:
    answer = errors.broken(rf.get("/api/v1/posts/"))
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("template", ["500.html", "503.html", "offline.html"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_for_emergencies_render_in_both_languages(template: str, language: str) -> None:
    with translation.override(language):
        html = render_to_string(template, {"company": "Nordwerk", "detail": "x"})
    assert f'lang="{language}"' in html


def test_the_offline_page_is_there_for_everybody(client: Client) -> None:
    assert client.get("/offline/").status_code == 200


# --- sign-in pages ---------------------------------------------------------------------------
SIGN_IN_PAGES = ["/login/", "/password/reset/", "/password/reset/done/"]


def test_the_sign_in_page_is_light_and_works_without_script(client: Client) -> None:
    html = page(client, "/login/")
    assert 'name="login"' in html
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert "csrfmiddlewaretoken" in html
    assert len(html.encode()) < 8_000 * 3


def test_wrong_data_says_one_neutral_sentence_and_keeps_the_name(client: Client) -> None:
    make_user("anna")
    known = client.post("/login/", {"login": "anna", "password": "wrong"}).content.decode()
    unknown = client.post("/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    said = [
        re.findall(
            r'class="banner banner--error"(?![^>]*data-failure)[^>]*>(.*?)</div>', html, re.S
        )
        for html in (known, unknown)
    ]
    assert [len(one) for one in said] == [1, 1]
    assert 'value="anna"' in known
    assert "wrong" not in known


def test_signing_out_asks_and_wipes_drafts(ben: Client) -> None:
    html = page(ben, "/logout/")
    assert "data-logout" in html


# --- the page of components ------------------------------------------------------------------
def test_readers_never_meet_the_page_of_components(ben: Client) -> None:
    assert ben.get("/style/").status_code == 404


def test_developers_see_every_component_in_three_themes(client: Client) -> None:
    with override_settings(DEBUG=True):
        html = page(client, "/style/")
    for theme in design_system.THEMES:
        assert f'data-theme="{theme}"' in html
    for part in ("btn--primary", "field", "post__bar", "bubble", "toast", "skeleton", "picker"):
        assert html.count(part) >= 3


def test_the_page_of_components_shows_every_icon(client: Client) -> None:
    with override_settings(DEBUG=True):
        html = page(client, "/style/")
    assert all(f"#{name}" in html for name in design_system.ICONS)


# --- content policy --------------------------------------------------------------------------
def test_pages_say_what_browsers_may_run(ben: Client) -> None:
    policy = ben.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_htmx_is_kept_on_a_short_lead(ben: Client) -> None:
    html = page(ben)
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", html)
    assert config
    assert '"allowEval":false' in config[1]
    assert '"historyCacheSize":0' in config[1]
    assert "hx-boost" not in html
