"""Calling people in their quiet time: who may, why, and what comes of it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import add_absence, call_urgently, let_send_urgently
from accounts.models import AuditEntry, UrgentCall, User
from chat.actions import delete_message, mute_conversation
from kit.http.exceptions import Problem
from notifications.delivery.models import Delivery
from notifications.kinds import KINDS
from notifications.models import Notification
from notifications.notify import Notice, notify
from tests.announcements.newsroom import make_announcement
from tests.factories import make_group, make_message, make_space, make_user
from tests.notifications.clock import run
from tests.together import at_once

NIGHT = "2026-11-25 23:00"
WORDS = "Urgent. Please look now."


@pytest.fixture
def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR, language="en")


@pytest.fixture
def space(anna, ben, boss):
    return make_space(anna, ben, boss, access="closed")


@pytest.fixture
def message(ben, boss):
    return make_message(make_group(ben, boss), boss, body="The boiler in Ratzeburg is burning")


def test_an_urgent_call_rings_at_night_on_holiday_and_where_it_is_muted(
    ben, boss, message, phone, clock
):
    clock.set(NIGHT)
    mute_conversation(by=ben, conversation=message.conversation)
    add_absence(by=ben, user=ben, first_day=date(2026, 11, 25), last_day=date(2026, 12, 4))
    run()
    assert phone.received == []
    call_urgently(by=boss, about=message, reason="Fire")
    run()
    assert phone.texts == [WORDS]
    assert phone.received[0]["urgent"] is True
    assert phone.asked[0][0]["urgency"] == "high"
    line = Notification.objects.get(recipient=ben, kind="urgent")
    assert Notification.objects.visible_to(ben).filter(pk=line.pk).exists()


def test_ordinary_news_of_the_same_thread_takes_no_urgency_away(ben, boss, message, phone, clock):
    clock.set(NIGHT)
    phone.answers(500)
    cause = ("message", message.pk, boss.pk)
    everybody = User.objects.filter(pk=ben.pk)
    notify(
        Notice(KINDS["mention"], "room", *cause, clock.now, is_urgent=True),
        everybody,
        exclude=boss.pk,
    )
    run()
    later = make_message(message.conversation, boss, body="More of it")
    notify(
        Notice(KINDS["mention"], "room", "message", later.pk, boss.pk, clock.now),
        everybody,
        exclude=boss.pk,
    )
    waiting = Delivery.objects.waiting().get(recipient=ben, notification__thread="room")
    assert (waiting.is_urgent, waiting.due_at) == (True, clock.now)
    phone.answers(201)
    clock.on(minutes=1)
    assert "high" in [headers["urgency"] for headers, _body in phone.asked[-2:]]


def test_the_reason_and_who_it_was_are_kept(boss, message, clock):
    call_urgently(by=boss, about=message, reason="  Fire \n next door ")
    call = UrgentCall.objects.get()
    assert (call.by, call.reason, call.about) == (
        boss, "Fire next door", f"chat.message:{message.pk}",
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="accounts.call_urgently")
    assert (entry.by, entry.target) == (boss, f"chat.message:{message.pk}")


def test_without_the_right_or_a_reason_nobody_is_called(ben, boss, message):
    with pytest.raises(PermissionDenied):
        call_urgently(by=ben, about=message, reason="Fire")
    for reason in ("", " \n ", "x" * 201):
        with pytest.raises(Problem):
            call_urgently(by=boss, about=message, reason=reason)
    assert not UrgentCall.objects.exists()


def test_who_is_on_the_list_may_call_whatever_the_role(ben, boss, clock):
    mine = make_message(make_group(ben, boss), ben)
    let_send_urgently(by=boss, user=ben)
    call_urgently(by=ben, about=mine, reason="Frost")
    assert UrgentCall.objects.get().by == ben


def test_a_message_that_was_deleted_meanwhile_rings_no_more(boss, message, phone, clock):
    clock.set(NIGHT)
    call_urgently(by=boss, about=message, reason="Fire")
    delete_message(by=boss, message=message)
    run()
    assert phone.received == []


def test_an_announcement_calls_its_audience_and_nobody_else(boss, eve, space, phone, clock):
    news = make_announcement(space, title="Gas leak in hall 3", by=boss)
    run()
    before = len(phone.received)
    clock.set(NIGHT)
    call_urgently(by=boss, about=news, reason="Danger")
    run()
    assert phone.texts[before:] == [WORDS]
    called = Notification.objects.filter(kind="urgent").values_list("recipient__handle", flat=True)
    assert set(called) == {"anna", "ben"}


# --- pages and REST ------------------------------------------------------------------------------
def test_the_page_asks_for_the_reason_and_calls(client, boss, message):
    client.force_login(boss)
    room = f"/chat/{message.conversation_id}/m/{message.seq}"
    assert f"{room}/urgent/" in client.get(f"{room}/more/").content.decode()
    assert client.get(f"{room}/urgent/").status_code == 200
    empty = client.post(f"{room}/urgent/", {"_method": "put", "reason": " "})
    assert empty.status_code == 400
    done = client.post(f"{room}/urgent/", {"_method": "put", "reason": "Fire"})
    assert done.status_code == 302
    assert UrgentCall.objects.get().reason == "Fire"


def test_who_may_not_call_is_not_offered_it(client, ben, message):
    client.force_login(ben)
    room = f"/chat/{message.conversation_id}/m/{message.seq}"
    assert "/urgent/" not in client.get(f"{room}/more/").content.decode()
    assert client.post(f"{room}/urgent/", {"_method": "put", "reason": "x"}).status_code == 403


def test_the_newsroom_offers_it_for_what_is_published(client, boss, space):
    client.force_login(boss)
    news = make_announcement(space, title="Gas leak", by=boss)
    address = f"/announcements/{news.pk}/urgent/"
    assert address in client.get(f"/announcements/{news.pk}/preview/").content.decode()
    assert client.post(address, {"_method": "put", "reason": ""}).status_code == 400
    assert client.post(address, {"_method": "put", "reason": "Danger"}).status_code == 302
    assert UrgentCall.objects.get().about == f"announcements.announcement:{news.pk}"


def test_the_api_calls_and_twice_is_once(client, boss, message, space):
    client.force_login(boss)
    news = make_announcement(space, title="Gas leak", by=boss)
    talk = f"conversations/{message.conversation_id}/messages/{message.seq}"
    for address in (talk, f"announcements/{news.pk}"):
        for body, status in (({}, 400), ({"reason": "Fire"}, 204), ({"reason": "Fire"}, 204)):
            path = f"/api/v1/{address}/urgent/"
            sent = client.put(path, body, content_type="application/json")
            assert sent.status_code == status
    assert UrgentCall.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_calls_at_once_are_one():
    boss = make_user("boss", role=User.Role.ADMINISTRATOR)
    message = make_message(make_group(make_user("ben"), boss), boss)
    at_once(lambda _n: call_urgently(by=boss, about=message, reason="Fire"))
    assert UrgentCall.objects.count() == 1
    assert AuditEntry.objects.filter(action="accounts.call_urgently").count() == 1
