"""Nothing that is sent to the area News ends in an error of ours."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from announcements.diff import compared
from announcements.models import Announcement
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import make_space, make_user

WEIRD = ["", "\x00", "9" * 30, "-1", "🙂", "' OR 1=1 --", "a" * 3000, "<script>", "%", "null"]


def client_of(user):
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


@pytest.fixture
def must():
    due = timezone.localdate() + timedelta(days=3)
    return make_announcement(make_space(make_user("ben")), confirm_by=due)


@pytest.mark.parametrize("weird", WEIRD)
def test_C1_odd_questions_get_an_answer(must, weird):
    ben, desk = client_of(make_user("ben")), client_of(make_editor())
    for name in ("before", "category", "year", "show"):
        assert ben.get("/announcements/", {name: weird}).status_code < 500, name
    assert ben.get(must.get_absolute_url(), {"language": weird, "before": weird}).status_code < 500
    for name in ("spaces", "any_of", "none_of"):
        assert desk.get("/announcements/audience/", {name: weird}).status_code < 500, name
    shown = desk.get(f"/announcements/{must.pk}/report/", {"show": weird, "after": weird})
    assert shown.status_code < 500


@pytest.mark.parametrize("weird", WEIRD)
def test_C1_odd_confirmations_are_refused_or_count_once(must, weird):
    ben = client_of(make_user("ben"))
    sent = {"_method": "put", "version": weird, "device_at": weird}
    answer = ben.post(f"/announcements/{must.pk}/confirmation/", sent)
    assert answer.status_code in (302, 400)
    told = ben.put(
        f"/api/v1/announcements/{must.pk}/confirmation/",
        {"version": weird, "device_at": weird},
        content_type="application/json",
    )
    assert told.status_code == 400


@pytest.mark.parametrize("weird", WEIRD)
def test_C1_an_odd_form_comes_back_with_its_text(weird):
    cache.clear()
    desk = client_of(make_editor())
    names = ("starts_at", "ends_at", "pinned_until", "confirm_by", "category", "on_behalf")
    sent = {"title_de": "Kept", "body_de": weird, "photo": weird, "drop": weird, "version": weird}
    answer = desk.post(
        "/announcements/new/", {**sent, **dict.fromkeys(names, weird), "any_of": weird}
    )
    assert answer.status_code in (302, 400, 409)
    if answer.status_code != 302:
        assert "Kept" in answer.content.decode()


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**30])
def test_A2_numbers_of_any_size_are_unknown(number):
    for user in (make_user("ben"), make_editor()):
        browser = client_of(user)
        for rest in ("/", "-a/", "/report/", "/versions/"):
            assert browser.get(f"/announcements/{number}{rest}").status_code == 404, rest
        assert browser.get(f"/api/v1/announcements/{number}/").status_code == 404


def test_C5_comparing_long_texts_takes_no_long_time():
    for one, other in (("a " * 10_000, "b " * 10_000), ("\n" * 20_000, "x\n" * 10_000)):
        pieces = compared(one, other)
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == one
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == other


def test_C4_a_hostile_text_stays_text(must):
    from announcements.drafts import Words

    bad = "<script>alert(1)</script> [x](javascript:alert(1))"
    words = {"en": Words(bad, bad, bad)}
    one = make_announcement(make_space(make_user("ben")), words=words)
    for address in (one.get_absolute_url(), "/", "/announcements/"):
        shown = client_of(make_user("ben")).get(address).content.decode()
        assert "<script>alert" not in shown and 'href="javascript' not in shown
    assert Announcement.objects.count() == 2
