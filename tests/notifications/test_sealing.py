"""What leaves the house: for the device alone, signed by us, and empty of private things."""

import base64
import json

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import translation

from accounts.models import User
from feed.actions import react_to_post
from notifications.kinds import KINDS
from notifications.webpush import keys
from notifications.webpush.encryption import LENGTH, encrypt
from notifications.webpush.models import PushKey
from spaces.actions import invite_person
from tests.announcements.newsroom import make_announcement
from tests.factories import make_comment, make_group, make_message, make_post, make_space, make_user
from tests.notifications import phones
from tests.notifications.clock import run
from tests.notifications.phones import Phone, claims_of
from tests.together import at_once

PRIVATE = (
    "Anna",
    "anna",
    "Ratzeburg",
    "ratzeburg",
    "valve",
    "Works council",
    "works-council",
    "Rota",
)


@pytest.fixture
def everything(anna, ben, phone, settings):
    """Something of every sort happens to Ben in a secret space with a telling name."""
    settings.PUSH_CONTACT = "https://intranet.firm.example"
    secret = make_space(anna, ben, access="secret", name="Works council", managers=(anna,))
    post = make_post(ben, secret, body="The valve in Ratzeburg leaks")
    make_post(anna, secret, body="Ask @ben about the valve in Ratzeburg")
    make_comment(post, anna, body="The valve, @ben")
    make_comment(post, anna, body="Which valve?")
    react_to_post(by=anna, post=post)
    make_message(make_group(ben, name="Ratzeburg"), anna, body="The valve, @ben")
    inviting = make_space(access="secret", managers=(anna,), name="Ratzeburg works council")
    invite_person(by=anna, space=inviting, user=ben)
    editor = make_user("lena", role=User.Role.EDITOR)
    secret.members.add(editor)
    make_announcement(secret, title="Rota for Ratzeburg", by=editor)
    run()
    return phone


def test_A9_no_message_names_a_person_a_space_or_a_word_of_a_text(everything):
    assert len(everything.received) >= 2
    for told in everything.received:
        said = json.dumps(told, ensure_ascii=False)
        for word in PRIVATE:
            assert word not in said
        assert set(told) <= {"title", "tag", "urgent", "text", "badge", "url", "read", "receipt"}
        assert told["url"].startswith("/notifications/")


def test_browsers_that_show_messages_themselves_find_all_they_need(everything, settings):
    for told in everything.handed:
        assert (told["web_push"], told["mutable"]) == (8030, True)
        assert told["app_badge"] > 0
        shown = told["notification"]
        assert (shown["title"], bool(shown["body"])) == (settings.COMPANY_NAME, True)
        assert shown["navigate"].startswith(f"{settings.BASE_URL}/notifications/")
        assert set(told) == {"web_push", "mutable", "notification", "app_badge"}


def test_nobody_else_can_open_a_message(everything):
    _headers, body = everything.asked[0]
    assert everything.opened(body)["notification"]["title"]
    for private, secret in (
        (ec.generate_private_key(ec.SECP256R1()), everything.secret),
        (everything.private, b"0" * 16),
    ):
        with pytest.raises(http_ece.ECEException):
            http_ece.decrypt(body, private_key=private, auth_secret=secret)
    assert b"new" not in body


def test_all_messages_have_one_length_and_headers_say_no_more(everything):
    assert {len(body) for _headers, body in everything.asked} == {LENGTH + 86 + 17}
    for headers, _body in everything.asked:
        assert headers["content-encoding"] == "aes128gcm"
        assert headers["ttl"] == "86400"
        assert headers["urgency"] == "normal"
        assert not any("valve" in value.lower() for value in headers.values())


def test_the_push_service_learns_who_we_are_and_whom_we_mean(everything):
    headers, _body = everything.asked[0]
    claims = claims_of(headers)
    assert claims["aud"] == everything.machine.url("", host="push.internal")
    assert claims["sub"] == "https://intranet.firm.example"
    assert claims["key"] == keys.public_key()


def test_a_message_of_the_standard_is_opened_as_the_standard_says():
    """The keys and the text of RFC 8291, section 5, sealed by us and opened by its receiver."""
    private = ec.derive_private_key(
        int.from_bytes(base64.urlsafe_b64decode(phones.PRIVATE)), ec.SECP256R1()
    )
    body = encrypt(
        {"text": "When I grow up, I want to be a watermelon"}, phones.POINT, phones.SECRET
    )
    secret = base64.urlsafe_b64decode(phones.SECRET + "==")
    opened = json.loads(http_ece.decrypt(body, private_key=private, auth_secret=secret))
    assert opened == {"text": "When I grow up, I want to be a watermelon"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_has_words_and_they_fit(language):
    with translation.override(language):
        assert all(0 < len(str(kind.push_text)) < 60 for kind in KINDS.values())
        assert not [kind for kind in KINDS.values() if "%" in str(kind.push_text)]


def test_the_person_s_language_is_spoken(anna, ben, space, machine, clock):
    User.objects.filter(pk=ben.pk).update(language="de")
    phone = Phone(ben, machine).add()
    make_post(anna, space, body="Ask @ben")
    run()
    assert phone.texts == ["Jemand hat dich erwähnt."]


@pytest.mark.django_db(transaction=True)
def test_of_twelve_processes_that_make_the_key_at_once_the_first_one_wins():
    found = at_once(lambda _n: keys.public_key())
    assert PushKey.objects.count() == 1
    assert found is None or len(set(found)) == 1
