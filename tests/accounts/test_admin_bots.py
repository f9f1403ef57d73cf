"""Bots in the administration: made, renamed, closed; their keys shown once."""

import re

import pytest

from accounts.models import ApiToken, Bot, User
from tests.factories import make_bot, make_user

LIST = "/admin/accounts/bot/"
KEY = re.compile(r"ff_[\w-]{40,}")


@pytest.fixture
def chief(client):
    person = make_user("chief", role=User.Role.ADMINISTRATOR, language="en")
    client.force_login(person)
    return person


def keys_of(bot):
    return ApiToken.objects.filter(user=bot, revoked_at=None)


def test_an_administrator_makes_a_bot_and_sees_its_key_once(client, chief):
    new = {"first_name": "Weather", "handle": "", "responsible": chief.pk}
    answer = client.post(f"{LIST}add/", new)
    key = KEY.search(answer.content.decode()).group()
    assert "no-store" in answer["Cache-Control"]
    bot = Bot.objects.get()
    assert (bot.name, bot.handle, bot.responsible_id) == ("Weather", "weather", chief.pk)
    assert keys_of(bot).get().digest == ApiToken.digest_of(key)
    assert not bot.has_usable_password()
    for page in (LIST, f"{LIST}{bot.pk}/change/", f"{LIST}{bot.pk}/key/"):
        assert not KEY.search(client.get(page).content.decode())


@pytest.mark.parametrize(
    ("field", "value"),
    [("first_name", ""), ("first_name", "Аnna"), ("handle", "no spaces"), ("handle", "chief"),
     ("responsible", "")],
)  # fmt: skip
def test_C1_what_cannot_be_is_said_at_its_field(client, chief, field, value):
    new = {"first_name": "Weather", "handle": "", "responsible": chief.pk} | {field: value}
    answer = client.post(f"{LIST}add/", new)
    assert answer.context["adminform"].form.errors[field]
    assert not Bot.objects.exists()


def test_a_new_key_is_made_by_a_post_only(client, chief):
    bot = make_bot()
    before = keys_of(bot).get()
    client.get(f"{LIST}{bot.pk}/key/")
    assert keys_of(bot).get() == before
    key = KEY.search(client.post(f"{LIST}{bot.pk}/key/").content.decode()).group()
    assert keys_of(bot).get().digest == ApiToken.digest_of(key)


def test_a_bot_gets_another_name_and_keeps_its_handle(client, chief):
    bot = make_bot()
    change = {"first_name": "Climate", "handle": "other", "responsible": chief.pk}
    client.post(f"{LIST}{bot.pk}/change/", change)
    bot.refresh_from_db()
    assert (bot.name, bot.handle, bot.responsible) == ("Climate", "weather", chief)


def test_B3_closing_a_bot_ends_its_keys(client, chief):
    bot = make_bot()
    client.post(LIST, {"action": "deactivate", "_selected_action": [bot.pk]})
    bot.refresh_from_db()
    assert not bot.is_active
    assert not keys_of(bot).exists()
    assert client.post(f"{LIST}{bot.pk}/key/").status_code == 404


def test_bots_and_people_have_lists_of_their_own(client, chief):
    bot = make_bot()
    assert bot.name not in client.get("/admin/accounts/user/").content.decode()
    assert client.get(f"/admin/accounts/user/{bot.pk}/change/").status_code == 302
    assert client.get(f"/admin/accounts/user/{bot.pk}/password/").status_code == 404
    assert client.get(f"{LIST}{chief.pk}/change/").status_code == 302


def test_A7_who_is_no_administrator_finds_nothing_there(client):
    bot = make_bot()
    client.force_login(make_user("ben"))
    assert client.post(f"{LIST}{bot.pk}/key/").status_code in (302, 403)
    assert keys_of(bot).count() == 1
