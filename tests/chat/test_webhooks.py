"""Calling bots: signed, repeated until taken, and never with more than the bot may read."""

import base64
import hashlib
import hmac
import json
import re
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chat import actions, webhooks
from chat.handlers import call_bots
from chat.models import Webhook
from kit.http.exceptions import Problem
from kit.jobs import outbox
from kit.models import OutboxEntry
from tests.factories import make_bot, make_group, make_message, make_user
from tests.guards import ROOT
from tests.kit.outside import Names, running, say


@pytest.fixture
def machine(settings, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", Names(bot_internal=[["127.0.0.1"]]))
    with running() as found:
        settings.OUTGOING_PORTS = [found.port]
        settings.OUTGOING_INTERNAL_HOSTS = ["bot.internal"]
        yield found


@pytest.fixture
def bot():
    return make_bot()


@pytest.fixture
def webhook(bot, machine):
    return actions.set_webhook(by=None, bot=bot, url=machine.url("/mentions"))


@pytest.fixture
def group(bot):
    return make_group(bot)


def work():
    while outbox.work():
        pass


def later(**time):
    """What waits for another attempt becomes due, and the last failure so much older."""
    OutboxEntry.objects.filter(done_at=None, failed_at=None).update(due_at=timezone.now())
    for row in Webhook.objects.exclude(last_failure_at=None):
        old = {"last_failure_at": row.last_failure_at - timedelta(**time)}
        if row.failing_since:
            old["failing_since"] = row.failing_since - timedelta(**time)
        Webhook.objects.filter(pk=row.pk).update(**old)
    work()


def state(webhook):
    webhook.refresh_from_db()
    return webhook


def test_a_bot_is_told_of_a_message_that_names_it(webhook, group, machine):
    message = make_message(group, body="@weather how **warm** is it?")
    work()
    method, path, headers, body = machine.requests[0]
    assert (method, path, headers["content-type"]) == ("POST", "/mentions", "application/json")
    assert json.loads(body) == {
        "type": "message.mention",
        "timestamp": message.created_at.isoformat(),
        "data": {
            "conversation": group.pk,
            "message": {"id": message.pk, "seq": 2, "text": "@weather how **warm** is it?"},
            "author": {"handle": "anna", "name": "Anna Test"},
        },
    }
    assert state(webhook).last_success_at
    assert len(machine.requests) == 1


def test_a_call_is_signed_as_the_specification_says(webhook, group, machine):
    make_message(group, body="@weather?")
    work()
    _, _, headers, body = machine.requests[0]
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    assert len(key) == 32
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["idempotency-key"] == headers["webhook-id"]
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60


def test_the_lines_of_the_documentation_know_a_genuine_call(webhook, group, machine):
    make_message(group, body="@weather wie wird es in Mölln?")
    work()
    _, _, headers, body = machine.requests[0]
    page = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
    names = {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], names)
    is_genuine = names["is_genuine"]
    assert is_genuine(webhook.secret, headers, body)
    assert not is_genuine(webhook.secret, headers, body + b" ")
    assert not is_genuine(webhook.secret, headers | {"webhook-timestamp": "1614265330"}, body)


def test_the_signature_equals_that_of_the_specification():
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = webhooks.signature(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("answer", [(500, "status 500"), (404, "status 404"), (302, "status 302")])
def test_F2_a_call_is_repeated_until_it_is_taken(webhook, group, machine, answer):
    machine.answers["/mentions"] = say("", answer[0], Location="/elsewhere")
    make_message(group, body="@weather?")
    work()
    assert state(webhook).last_failure == answer[1]
    later(minutes=2)
    del machine.answers["/mentions"]
    later(minutes=5)
    assert len(machine.requests) == 3
    assert {path for _, path, _, _ in machine.requests} == {"/mentions"}  # nothing is followed
    assert len({headers["idempotency-key"] for _, _, headers, _ in machine.requests}) == 1
    assert state(webhook).failures == 0
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_F3_the_same_event_twice_is_one_call_by_its_key(webhook, group, machine):
    make_message(group, body="@weather?")
    event = outbox.restored(OutboxEntry.objects.get(event="chat.PeopleNamed"))
    call_bots(event)
    work()
    assert len({headers["idempotency-key"] for _, _, headers, _ in machine.requests}) == 1


def test_a_bot_that_fails_is_left_alone_for_a_while(webhook, group, machine):
    machine.answers["/mentions"] = say("", 500)
    for number in range(4):
        make_message(group, body=f"@weather {number}?")
    work()
    assert len(machine.requests) == 1  # the other three wait, without a call
    assert OutboxEntry.objects.filter(event="chat.BotNamed", done_at=None).count() == 4


def test_after_days_of_failures_a_bot_is_called_no_more(webhook, group, machine):
    machine.answers["/mentions"] = say("", 500)
    make_message(group, body="@weather?")
    work()
    for _ in range(12):
        later(hours=7)
    webhook = state(webhook)
    assert not webhook.is_active
    assert 10 <= webhook.failures <= 12
    calls = len(machine.requests)
    make_message(group, body="@weather again?")
    later(hours=1)
    assert len(machine.requests) == calls
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_one_bot_that_fails_holds_up_no_other(webhook, group, machine):
    other = make_bot("Clock")
    actions.add_participants(by=group.author, conversation=group, people=[other])
    actions.set_webhook(by=None, bot=other, url=machine.url("/clock"))
    machine.answers["/mentions"] = say("", 500)
    make_message(group, body="@weather @clock?")
    work()
    later(minutes=2)
    paths = [path for _, path, _, _ in machine.requests]
    assert (paths.count("/clock"), paths.count("/mentions")) == (1, 2)


# --- only what the bot may read ------------------------------------------------------------------
def test_A3_a_bot_removed_meanwhile_is_told_nothing(webhook, group, bot, machine):
    make_message(group, body="@weather?")
    actions.remove_participant(by=group.author, conversation=group, user=bot)
    work()
    assert not machine.requests


def test_A5_a_bot_outside_is_told_nothing(webhook, machine):
    make_message(make_group(), body="@weather?")
    work()
    assert not machine.requests


def test_E7_a_message_deleted_meanwhile_is_not_told(webhook, group, machine):
    message = make_message(group, body="@weather?")
    actions.delete_message(by=message.author, message=message)
    work()
    assert not machine.requests


def test_bots_do_not_call_each_other(webhook, group, machine):
    other = make_bot("Clock")
    actions.add_participants(by=group.author, conversation=group, people=[other])
    make_message(group, other, body="@weather?")
    work()
    assert not machine.requests


def test_people_are_not_called(webhook, group, machine):
    make_message(group, body="@anna look")
    work()
    assert not machine.requests


# --- where ---------------------------------------------------------------------------------------
def test_C6_a_webhook_leads_to_no_private_address(bot, group, settings):
    settings.OUTGOING_PORTS = [80, 443]
    webhook = actions.set_webhook(by=None, bot=bot, url="http://localhost/")
    make_message(group, body="@weather?")
    work()
    assert state(webhook).last_failure == "forbidden_address"


@pytest.mark.parametrize(
    "url",
    ["", "ftp://bot.example/", "https://bot.example:8443/", "http://10.0.0.1/", "http://[::1]/",
     "https://me:word@bot.example/", "https://bot.example/" + "a" * 490],
)  # fmt: skip
def test_C6_an_address_that_will_never_be_called_is_refused_at_once(bot, url, settings):
    settings.OUTGOING_PORTS = [80, 443]
    with pytest.raises(Problem) as refused:
        actions.set_webhook(by=None, bot=bot, url=url)
    assert refused.value.field == "url"
    assert not Webhook.objects.exists()


def test_A7_only_administrators_say_where_bots_are_called(bot, webhook):
    for act in (
        lambda by: actions.set_webhook(by=by, bot=bot, url="https://bot.example/"),
        lambda by: actions.renew_webhook_secret(by=by, webhook=webhook),
        lambda by: actions.try_webhook(by=by, webhook=webhook),
    ):
        with pytest.raises(PermissionDenied):
            act(make_user("ben"))
    with pytest.raises(Problem):
        actions.set_webhook(by=None, bot=make_user("ben"), url="https://bot.example/")


# --- what is left behind -------------------------------------------------------------------------
def test_H3_neither_logs_nor_failures_hold_text_address_or_secret(webhook, group, machine, caplog):
    from kit.logs import JsonLine

    machine.answers["/mentions"] = say("Sesame from outside", 500)
    make_message(group, body="@weather Sesame")
    work()
    lines = [JsonLine().format(record) for record in caplog.records]
    assert lines
    kept = [*lines, *(f"{row.payload} {row.problem}" for row in OutboxEntry.objects.all())]
    kept.append(str(Webhook.objects.values("last_failure").get()))
    for secret in ("Sesame", webhook.secret, "bot.internal", "/mentions"):
        assert not any(secret in line for line in kept)


def test_a_trial_tells_nothing_and_is_made_once(webhook, machine):
    machine.answers["/mentions"] = say("", 500)
    actions.try_webhook(by=None, webhook=webhook)
    work()
    assert json.loads(machine.requests[0][3])["data"] == {}
    assert state(webhook).last_failure == "status 500"
    later(hours=1)
    assert len(machine.requests) == 1


def test_another_secret_signs_from_now_on(webhook, group, machine):
    secret = actions.renew_webhook_secret(by=None, webhook=webhook)
    make_message(group, body="@weather?")
    work()
    _, _, headers, body = machine.requests[0]
    moment = int(headers["webhook-timestamp"])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = webhooks.signature(key, headers["webhook-id"], moment, body)
    assert headers["webhook-signature"] == made
