"""A10: the address bar of the administration asks for nothing that its pages do not show."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import models
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feed.actions import create_post
from feed.models import Post
from spaces.models import count_readers
from tests.announcements.newsroom import make_announcement
from tests.factories import make_group, make_poll, make_post, make_space, make_user
from tests.surveys import making

GUESSES = (
    "", "__exact", "__iexact", "__startswith", "__istartswith", "__contains", "__endswith",
    "__regex", "__gt", "__lt", "__in", "__range", "__length", "__lower__startswith",
)  # fmt: skip
WORD = "Kranichflug"


@pytest.fixture
def chief(client):
    person = make_user("chief", role="administrator", language="en")
    client.force_login(person)
    return person


@pytest.fixture
def request_of_chief(chief):
    request = RequestFactory().get("/")
    request.user = chief
    return request


def paths(model, depth=2):
    """Every field of `model`, and of what it leads to, forwards and backwards."""
    for field in model._meta.get_fields():
        if not field.is_relation:
            yield field.name, field
        elif depth > 1 and field.related_model:
            for path, end in paths(field.related_model, depth - 1):
                yield f"{field.name}__{path}", end


def test_A10_no_administration_page_answers_questions_about_undeclared_fields(request_of_chief):
    told = {
        f"{row.__class__.__name__}: {path}{guess}"
        for model, row in admin.site._registry.items()
        for path, field in paths(model)
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for guess in GUESSES
        if row.lookup_allowed(path + guess, "x", request_of_chief)
        and not is_offered(row, path, guess, request_of_chief)
    }
    assert not told


def is_offered(row, path, guess, request):
    """Whether the list offers this very field as a filter, by equal values."""
    return path in row.get_list_filter(request) and guess in {"", "__exact"}


SHOWN = {"search_words"}  # of people: what the directory shows everybody


def test_A10_no_search_of_the_administration_reads_texts(request_of_chief):
    asked = {
        (row.__class__.__name__, name)
        for row in admin.site._registry.values()
        for name in row.get_search_fields(request_of_chief)
        if isinstance(end_of(row.model, name), models.TextField)
        and name.rpartition("__")[2] not in SHOWN
    }
    assert not asked - {("UrgentCallAdmin", "reason")}  # the list shows the reason


def end_of(model, name):
    for part in name.lstrip("=^@").split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field


@pytest.mark.parametrize(
    "asked",
    [
        "feed/post/?body__startswith=K", "feed/post/?body_html__contains=K",
        "surveys/survey/?intro__regex=K", "surveys/survey/?questions__0__text__startswith=K",
        "spaces/space/?description__startswith=K", "spaces/membership/?space__description__gt=K",
        "accounts/user/?password__startswith=p", "accounts/user/?about__startswith=K",
        "polls/poll/?options__text__startswith=K", "chat/conversation/?name__startswith=K",
        "notifications/mail/?text__startswith=K",
    ],
)  # fmt: skip
def test_A10_guessing_letter_by_letter_is_refused(client, chief, asked):
    answer = client.get(f"/admin/{asked}")
    assert answer.status_code in {400, 302}
    assert answer.status_code == 400 or answer.url.endswith("?e=1")


def test_what_the_lists_offer_as_filters_still_works(client, chief):
    make_user("anna", department="Sales")
    page = client.get("/admin/accounts/user/?department=Sales&is_active__exact=1")
    assert page.status_code == 200
    assert [person.handle for person in page.context["cl"].queryset] == ["anna"]
    since = (timezone.now() - timedelta(days=7)).date()
    assert client.get(f"/admin/feed/post/?published_at__gte={since}").status_code == 200


def everything_shown(client, *addresses):
    """The lists, their searches, the history and the front page with its log, in one text."""
    pages = [client.get(f"/admin/{address}", follow=True) for address in addresses]
    return "".join(page.content.decode() for page in pages)


def test_A10_titles_of_surveys_stand_nowhere_unless_an_open_space_is_asked(client, chief):
    people = making.crowd(6)
    draft = making.make_survey(*people, title=f"{WORD} draft", is_published=False)
    closed = making.make_survey(*people, title=f"{WORD} closed", author=draft.author)
    secret = make_space(draft.author, *people, access="secret")
    hidden = making.make_survey(title=f"{WORD} secret", author=draft.author, space=secret)
    company = make_space(draft.author, *people, access="open")
    shown = making.make_survey(title="Company wide", author=draft.author, space=company)
    page = "surveys/survey/{}/{}/"
    seen = everything_shown(
        client, "", "surveys/survey/", "surveys/survey/?q=anna", "surveys/survey/?o=1",
        *(page.format(one.pk, kind) for one in (draft, closed, hidden) for kind in
          ("change", "history", "delete")),
    )  # fmt: skip
    assert WORD not in seen
    assert "Company wide" in everything_shown(client, "surveys/survey/")
    assert "Company wide" in everything_shown(client, page.format(shown.pk, "change"))


def test_A10_searching_for_a_word_of_a_hidden_title_finds_nothing(client, chief):
    making.make_survey(*making.crowd(6), title=f"{WORD} draft", is_published=False)
    found = client.get(f"/admin/surveys/survey/?q={WORD}").context["cl"].queryset
    assert not found


def test_A10_what_is_planned_shows_no_text(client, chief):
    anna = make_user("anna")
    company = make_space(anna, access="open")
    later = timezone.now() + timedelta(days=1)
    planned = create_post(by=anna, spaces=[company], body=f"{WORD} planned")
    Post.objects.filter(pk=planned.pk).update(published_at=later)
    create_post(by=anna, spaces=[company], body="For everybody")
    page = everything_shown(client, "feed/post/", f"feed/post/{planned.pk}/change/")
    assert "For everybody" in page
    assert WORD not in page


# --- how much a list costs -----------------------------------------------------------------------
def fill(count):
    """`count` more of everything that administrators list and that grows."""
    for number in range(count):
        person = make_user(f"crowd{number}-{count}", role="editor")
        space = make_space(person)
        make_space(person, access=("closed", "secret")[number % 2])
        make_post(person, space)
        make_group(person, name=f"Crew {number}")
        make_poll(person, space)
        make_announcement(space)
        making.make_survey(author=person, space=space, is_published=False)


def test_no_list_of_the_administration_asks_more_for_more_rows(client, chief, count_queries):
    paths = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    fill(3)
    asked = {}
    for path in paths:
        client.get(path)
        asked[path] = count_queries(lambda path=path: client.get(path))
    fill(12)
    more = {path: count_queries(lambda path=path: client.get(path)) for path in paths}
    assert more == asked
    assert max(asked.values()) <= 12


def test_a_list_counts_no_more_rows_than_anybody_pages_through(request_of_chief, monkeypatch):
    monkeypatch.setattr("intranet.administration.MOST_COUNTED", 2)
    for _ in range(4):
        make_post(make_user("anna"), make_space(make_user("anna")))
    listed = admin.site._registry[Post]
    rows = listed.get_queryset(request_of_chief)
    assert listed.get_paginator(request_of_chief, rows, 100).count == 2


@pytest.mark.parametrize("access", ["open", "closed", "secret"])
def test_the_number_of_readers_in_the_list_is_that_of_the_rule(access):
    space = make_space(make_user("anna"), make_user("ben"), access=access)
    make_user("eve")
    User.objects.filter(handle="ben").update(is_active=False)
    count_readers([space])
    assert space.reader_count == space.readers().count()


def test_readers_of_any_number_of_spaces_are_counted_in_two_statements(count_queries):
    def counted(spaces):
        return count_queries(lambda: count_readers(spaces))

    few = [make_space(make_user("anna")), make_space(access="closed")]
    many = few + [make_space(make_user("ben"), access="secret") for _ in range(5)]
    assert counted(few) == counted(many) == 2
