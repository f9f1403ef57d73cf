"""Setting a password by mail: one answer for everybody, one use, one hour, one host."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from accounts.actions import ask_for_password, deactivate_person
from accounts.events import PasswordResetAsked
from accounts.handlers import mail_reset_link
from accounts.models import User
from accounts.password_reset import ResetKeys, reset_link
from kit.jobs import outbox
from kit.models import OutboxEntry
from tests.accounts.test_sign_in import PASSWORD, is_signed_in, sign_in
from tests.factories import make_user


def test_B1_asking_for_a_link_answers_alike_and_mails_in_the_background(client, count_queries):
    make_user("anna")
    answers = [
        client.post("/password/reset/", {"email": f"{name}@nordwerk.example"})
        for name in ("anna", "nobody")
    ]
    assert {answer["Location"] for answer in answers} == {"/password/reset/sent/"}
    assert [answer.status_code for answer in answers] == [302, 302]
    assert not mail.outbox
    outbox.work()
    assert [message.to for message in mail.outbox] == [["anna@nordwerk.example"]]


def test_B1_asking_costs_the_same_for_known_and_unknown(client, count_queries):
    make_user("anna")

    def cost(name):
        form = {"email": f"{name}@nordwerk.example"}
        return count_queries(lambda: client.post("/password/reset/", form))

    assert cost("anna") == cost("nobody")


# --- links in mails ----------------------------------------------------------------------------
def ask(client, name="anna", **headers):
    client.post("/password/reset/", {"email": f"{name}@nordwerk.example"}, headers=headers)
    outbox.work()
    return re.search(r"https?://\S+", mail.outbox[-1].body)[0]


def path_of(link):
    return re.sub(r"https?://[^/]+", "", link)


def choose(client, link, password="a brand new horse"):
    page = client.get(path_of(link), follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else path_of(link)
    return client.post(address, {"password1": password, "password2": password})


def test_B1_the_link_names_the_configured_host_whatever_the_request_says(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_user("anna")
    link = ask(client, host="evil.example", x_forwarded_host="evil.example")
    assert link.startswith(f"{settings.BASE_URL}/password/reset/")
    assert "evil" not in mail.outbox[-1].message().as_string()


def test_B1_the_key_of_a_link_never_stands_in_the_address_of_the_form(client):
    make_user("anna")
    link = path_of(ask(client))
    assert client.get(link)["Location"].endswith("-set-password/")
    answer = client.get(link, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 302


def test_B1_a_link_works_once(client):
    make_user("anna")
    link = ask(client)
    assert choose(client, link).status_code == 302
    assert sign_in(Client(), "anna", "a brand new horse").status_code == 302
    again = choose(Client(), link, "yet another horse")
    assert again.status_code == 200
    assert sign_in(Client(), "anna", "yet another horse").status_code == 200


def test_B1_a_link_dies_after_an_hour(client, settings):
    make_user("anna")
    link = ask(client)
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert choose(client, link).status_code == 200
    assert sign_in(client, "anna", "a brand new horse").status_code == 200


def test_B1_setting_a_password_by_link_ends_all_sessions(client):
    make_user("anna")
    phone, desk = Client(), Client()
    assert sign_in(phone, "anna").status_code == sign_in(desk, "anna").status_code == 302
    choose(client, ask(client))
    assert not is_signed_in(phone)
    assert not is_signed_in(desk)
    assert not is_signed_in(client)


@pytest.mark.parametrize("key", ["1-abc-def", "zzzzzzz-abc-def", "1-set-password"])
def test_a_forged_link_is_a_page_that_says_so(client, key):
    make_user("anna")
    assert client.get(f"/password/reset/{key}/").status_code == 200
    assert client.post(f"/password/reset/{key}/", {"password1": "x"}).status_code == 200


def test_B3_a_link_asked_for_before_leaving_opens_nothing_afterwards(client):
    anna = make_user("anna")
    link = ask(client)
    deactivate_person(by=None, user=anna)
    choose(client, link)
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_B3_a_mail_that_waits_is_not_sent_to_somebody_who_left(client):
    anna = make_user("anna")
    client.post("/password/reset/", {"email": "anna@nordwerk.example"})
    deactivate_person(by=None, user=anna)
    outbox.work()
    assert not mail.outbox


def sent_after(event, now, **span):
    """What a worker sends so much later than `now`."""
    with mock.patch("django.utils.timezone.now", return_value=now + timedelta(**span)):
        mail_reset_link(event)
    return mail.outbox[-1].message()


def test_F4_the_same_request_handled_twice_is_one_mail_to_the_letter(client):
    now = timezone.now()
    asked_at = int(now.timestamp())
    event = PasswordResetAsked(make_user("anna").pk, request_id="abc", asked_at=asked_at)
    first, again = sent_after(event, now), sent_after(event, now, minutes=5)
    assert first.as_bytes() == again.as_bytes()
    later = sent_after(event, now, minutes=30)  # the mail server was away
    assert later["Message-ID"] != first["Message-ID"]
    assert choose(client, re.search(r"https?://\S+", mail.outbox[-1].body)[0]).status_code == 302


def test_F4_another_text_never_carries_the_same_name(client):
    now, anna = timezone.now(), make_user("anna")
    event = PasswordResetAsked(anna.pk, request_id="abc", asked_at=int(now.timestamp()))
    first = sent_after(event, now)
    anna.set_password("another horse")
    anna.save()
    assert sent_after(event, now)["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize(("language", "word"), [("de", "Passwort"), ("en", "password")])
def test_the_mail_speaks_the_language_of_its_reader(client, language, word):
    make_user("anna", language=language)
    with translation.override("en" if language == "de" else "de"):
        ask(client)
    assert word in mail.outbox[-1].subject + mail.outbox[-1].body


def test_F2_the_outbox_knows_no_address(client):
    make_user("anna")
    client.post("/password/reset/", {"email": "anna@nordwerk.example"})
    payload = str(OutboxEntry.objects.get(event="accounts.PasswordResetAsked").payload)
    assert "@" not in payload
    assert "anna" not in payload


def test_two_requests_are_two_mails_with_names_of_their_own():
    anna = make_user("anna")
    ask_for_password(user=anna)
    ask_for_password(user=anna)
    outbox.work()
    names = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(set(names)) == 2
    assert all(
        re.fullmatch(r"<password-[0-9a-f]{32}\.[0-9a-f]{16}@127\.0\.0\.1>", name) for name in names
    )


def test_people_without_an_address_get_no_mail():
    ask_for_password(user=make_user("anna", email=""))
    assert outbox.work() >= 1
    assert not mail.outbox


@pytest.mark.parametrize("name", ["<b>Anna</b>", "Anna & Söhne", "{{ link }}", "A" * 100])
def test_K3_a_name_in_a_mail_is_text(name):
    ask_for_password(user=make_user("anna", first_name=name))
    outbox.work()
    assert name in mail.outbox[-1].body
    assert "\n" not in mail.outbox[-1].subject


@pytest.mark.parametrize(
    "change",
    [
        lambda anna: anna.set_password("another one"),
        lambda anna: setattr(anna, "is_active", False),
        lambda anna: setattr(anna, "session_epoch", 1),
        lambda anna: setattr(anna, "email", "else@nordwerk.example"),
    ],
)
def test_B1_a_key_dies_with_what_it_stands_for(change):
    anna, keys = make_user("anna"), ResetKeys()
    key = keys.make_token(anna)
    assert keys.check_token(anna, key)
    change(anna)
    assert not keys.check_token(anna, key)


def test_A4_the_key_of_one_person_opens_nothing_of_another():
    anna, ben = make_user("anna"), make_user("ben")
    assert not ResetKeys().check_token(ben, ResetKeys().make_token(anna))


def test_a_link_opened_by_somebody_signed_in_signs_that_person_out(client):
    client.force_login(make_user("ben"))
    choose(client, reset_link(make_user("anna")))
    assert not is_signed_in(client)
    assert User.objects.get(handle="anna").check_password("a brand new horse")
    assert User.objects.get(handle="ben").check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short", "12345678", "password", ""])
def test_a_weak_password_is_refused_and_the_link_still_works(client, password):
    link = reset_link(make_user("anna"))
    assert choose(client, link, password).status_code == 200
    assert choose(client, link).status_code == 302
    assert sign_in(client, "anna", "a brand new horse").status_code == 302


def test_two_different_passwords_are_a_mistake_not_a_choice(client):
    link = reset_link(make_user("anna"))
    address = client.get(path_of(link))["Location"]
    form = {"password1": "a brand new horse", "password2": "a brand old horse"}
    assert client.post(address, form).status_code == 200
    assert User.objects.get(handle="anna").check_password(PASSWORD)
