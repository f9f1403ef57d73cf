"""Twelve equal requests about bots in the same moment."""

import pytest

from accounts.actions import create_bot, renew_bot_key
from accounts.models import ApiToken, User
from chat import actions
from chat.models import Conversation, Webhook
from chat.webhooks import note_failure
from kit.http.exceptions import Conflict
from tests.factories import make_bot, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_twelve_new_keys_at_once_leave_one_that_opens():
    bot = make_bot()
    keys = at_once(lambda _n: renew_bot_key(by=None, bot=User.objects.get(pk=bot.pk)))
    living = ApiToken.objects.filter(user=bot, revoked_at=None)
    assert living.get().digest in {ApiToken.digest_of(key) for key in keys}


def test_B6_twelve_bots_of_one_handle_at_once_are_one():
    anna = make_user("anna")

    def make(_number):
        try:
            return create_bot(by=None, name="Weather", handle="weather", responsible=anna)
        except Conflict:
            return None

    made = [bot for bot in at_once(make) if bot]
    assert len(made) == User.objects.filter(is_bot=True).count() == 1


def test_twelve_equal_webhooks_at_once_are_one():
    bot = make_bot()
    url = "https://bot.example/"
    at_once(lambda _n: actions.set_webhook(by=None, bot=bot, url=url))
    assert Webhook.objects.get().url == url


def test_twelve_failures_at_once_are_all_counted():
    webhook = actions.set_webhook(by=None, bot=make_bot(), url="https://bot.example/")
    at_once(lambda _n: note_failure(Webhook.objects.get(pk=webhook.pk), "timeout"))
    webhook.refresh_from_db()
    assert webhook.failures == TWELVE
    assert webhook.failing_since


def test_twelve_people_who_open_a_talk_with_a_bot_at_once_open_one():
    anna, bot = make_user("anna"), make_bot()
    at_once(lambda _n: actions.open_direct(by=anna, person=bot))
    assert Conversation.objects.filter(kind="direct").count() == 1
