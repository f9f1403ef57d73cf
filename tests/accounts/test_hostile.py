"""Every text field against hostile strings, wherever it is shown: page, list, mail, API, admin."""

import json
from unicodedata import normalize

import pytest
from django.core import mail
from django.test import Client

from accounts.actions import ask_for_password, change_profile, create_token
from accounts.models import User
from kit.http.exceptions import Problem
from kit.jobs import outbox
from tests.factories import make_user

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% load static %}",
    "</title></textarea><svg/onload=alert(1)>",
    "=HYPERLINK(1)",
    "' OR '1'='1",
    "عربي 123 עברית",
    "👩‍🔧 heat pump",
    "a\u0301\u0302",
    "x" * 40,
    "%s %(name)s {0}",
]
SHORT = ["first_name", "last_name", "job_title", "department", "place", "phone", "spoken", "about"]


@pytest.fixture
def anna(client):
    client.force_login(make_user("chief", role=User.Role.ADMINISTRATOR, language="en"))
    return make_user("anna", language="en")


def is_accepted(person, **fields):
    """Whether the text may be stored at all; if not, the refusal names its field."""
    try:
        change_profile(by=None, user=person, **fields)
    except Problem as problem:
        return problem.field not in fields
    return True


def is_harmless(text):
    """No tag of a person opened, no attribute left."""
    dangers = ("<script>alert", "<img src=x", "<svg/onload", "</title></textarea>")
    return not any(danger in text for danger in dangers)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", SHORT)
def test_K3_hostile_text_is_text_wherever_it_is_shown(client, anna, field, text):
    if not is_accepted(anna, **{field: text[:40]}):
        return
    pages = ["/people/anna/", "/people/?q=anna", "/people/", "/admin/accounts/user/?q=anna"]
    pages += [f"/admin/accounts/user/{anna.pk}/change/"]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert is_harmless(answer.content.decode())
    shown = client.get("/api/v1/people/anna/")
    assert json.loads(shown.content)[field] == getattr(anna, field)
    assert shown["Content-Type"] == "application/json"


@pytest.mark.parametrize("text", HOSTILE)
def test_K3_a_hostile_name_in_a_mail_changes_nothing_but_the_words(anna, text):
    if not is_accepted(anna, first_name=text[:40]):
        return
    ask_for_password(user=anna)
    outbox.work()
    message = mail.outbox[-1]
    assert message.to == ["anna@nordwerk.example"]
    assert message.body.count("http") == 1
    assert "\n" not in message.subject


@pytest.mark.parametrize("field", SHORT)
@pytest.mark.parametrize("length", [5_000, 100_000])
def test_K3_too_much_text_is_refused_with_its_limit(anna, field, length):
    with pytest.raises(Problem) as refused:
        change_profile(by=None, user=anna, **{field: "y" * length})
    assert refused.value.limit == User._meta.get_field(field).max_length


@pytest.mark.parametrize("field", ["phone", "about", "spoken", "job_title"])
def test_K3_exactly_as_much_as_fits_is_kept(client, anna, field):
    text = "ü" * User._meta.get_field(field).max_length
    change_profile(by=None, user=anna, **{field: text})
    assert getattr(User.objects.get(pk=anna.pk), field) == text
    assert client.get("/people/anna/").status_code == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_K3_the_name_of_a_key_is_text(client, text):
    ben = make_user("ben", language="en")
    create_token(by=ben, name=text[:100], scopes=["read"])
    client.force_login(ben)
    page = client.get("/settings/tokens/").content.decode()
    assert is_harmless(page)
    assert client.get("/api/v1/tokens/").json()["results"][0]["name"] == normalize("NFC", text)


@pytest.mark.parametrize("agent", [*HOSTILE, "Chrome/<b>Android", "\x7f", "A" * 5000])
def test_K3_what_a_browser_calls_itself_is_never_shown_raw(client, agent):
    ben = make_user("ben", language="en")
    client.force_login(ben)
    device = Client(headers={"User-Agent": agent.encode("utf-8", "replace").decode("latin-1")})
    device.post("/login/", {"login": "ben", "password": "correct horse"})
    page = client.get("/settings/devices/")
    assert page.status_code == 200
    assert is_harmless(page.content.decode())
    assert "<b>Android" not in page.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_K3_what_was_looked_for_is_shown_as_text(client, anna, text):
    page = client.get("/people/", {"q": text, "place": text, "department": text})
    assert page.status_code == 200
    assert is_harmless(page.content.decode())


@pytest.mark.parametrize("text", HOSTILE)
def test_K3_what_was_typed_at_the_door_is_shown_as_text(client, text):
    page = client.post("/login/", {"login": text, "password": "x", "next": text})
    assert is_harmless(page.content.decode())
    assert "javascript:alert(1)" not in page.content.decode().replace(
        'value="javascript:alert(1)"', ""
    )


def test_texts_over_several_lines_keep_them(client, anna):
    change_profile(by=None, user=anna, about="one\r\ntwo\rthree\n\nfour")
    assert anna.about == "one\ntwo\nthree\n\nfour"
