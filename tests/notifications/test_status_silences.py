"""What somebody says to be doing holds back what rings, exactly as quiet time does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actions import (
    call_urgently,
    clear_status,
    forget_old_statuses,
    set_quiet_time,
    set_status,
)
from accounts.models import User
from accounts.status import SILENCING, StatusKind
from chat.actions import open_direct
from chat.actions.planning import plan_message
from notifications.delivery.models import Delivery
from notifications.models import Mail
from notifications.preferences.actions import choose
from tests.factories import make_message, make_user
from tests.notifications.clock import run
from tests.notifications.test_delivery import mention

REACHABLE = set(StatusKind.values) - {""} - SILENCING


@pytest.fixture(autouse=True)
def always_on(ben):
    set_quiet_time(by=ben, user=ben, is_on=False)


def say(ben, kind="customer", **until):
    set_status(by=ben, kind=kind, until=timezone.now() + timedelta(**(until or {"hours": 3})))
    run()


@pytest.mark.parametrize("kind", sorted(SILENCING))
def test_F5_a_status_that_says_busy_holds_back_and_one_summary_comes_at_its_end(
    anna, ben, space, phone, clock, kind
):
    say(ben, kind)
    for _time in range(3):
        mention(anna, space)
    clock.on(hours=2, minutes=59)
    assert phone.received == []
    clock.on(minutes=1)
    assert phone.texts == ["3 new items since today, 12:00"]
    clock.on(minutes=1)
    mention(anna, space)
    assert phone.texts[1:] == ["Somebody mentioned you."]


@pytest.mark.parametrize("kind", sorted(REACHABLE))
def test_a_status_that_says_only_where_one_is_holds_nothing_back(anna, ben, space, phone, kind):
    say(ben, kind)
    mention(anna, space)
    assert phone.texts == ["Somebody mentioned you."]


def test_F5_mails_wait_for_the_end_of_a_status_as_well(anna, ben, space, clock, postbox):
    choose(by=ben, topic="mentions", channel="mail", on=True)
    say(ben)
    mention(anna, space)
    assert not Mail.objects.exists()
    clock.on(hours=3)
    run()
    assert Mail.objects.get().user == ben
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("change", ["cleared", "reachable", "shorter"])
def test_what_waits_comes_when_the_status_ends_early(anna, ben, space, phone, clock, change):
    say(ben)
    mention(anna, space)
    clock.on(minutes=30)
    if change == "cleared":
        clear_status(by=ben)
    elif change == "reachable":
        say(ben, "office")
    else:
        say(ben, minutes=1)
        clock.on(minutes=1)
    run()
    assert phone.texts == ["1 new item since today, 12:00"]


def test_what_waits_goes_on_waiting_when_the_status_is_prolonged(anna, ben, space, phone, clock):
    say(ben, hours=1)
    mention(anna, space)
    say(ben, "driving", hours=5)
    clock.on(hours=4)
    assert phone.received == []
    clock.on(hours=1)
    assert phone.texts == ["1 new item since today, 12:00"]


def test_a_status_that_ends_in_quiet_time_holds_back_until_the_morning(
    anna, ben, space, phone, clock
):
    set_quiet_time(by=ben, user=ben, is_on=True)
    say(ben, hours=7)
    mention(anna, space)
    clock.on(hours=18, minutes=59)
    assert phone.received == []
    clock.on(minutes=1)
    assert phone.texts == ["1 new item since today, 12:00".replace("today", "yesterday")]


def test_forgetting_old_statuses_at_night_lets_nothing_ring(anna, ben, space, phone, clock):
    say(ben, hours=1)
    mention(anna, space)
    clock.now += timedelta(minutes=30)
    forget_old_statuses()
    run()
    assert phone.received == []


def test_J4_with_a_customer_until_three_one_urgent_and_one_summary(ben, phone, clock):
    boss = make_user("boss", role=User.Role.ADMINISTRATOR)
    set_quiet_time(by=boss, user=boss, is_on=False)
    talk = open_direct(by=boss, person=ben)
    say(ben)
    for number in range(3):
        make_message(talk, boss, body=f"Number {number}")
        clock.on(minutes=5)
    plan_message(
        by=boss, conversation=talk, body="When back", due_at=ben.status_until, client_id=uuid4()
    )
    fire = make_message(talk, boss, body="Fire")
    call_urgently(by=boss, about=fire, reason="Fire in hall 3")
    run()
    assert phone.texts == ["Urgent. Please look now."]
    clock.set("2026-11-25 14:59")
    run()
    assert len(phone.texts) == 1
    clock.on(minutes=1)
    clock.on(minutes=1)
    clock.on(hours=1)
    assert len(phone.texts) == 2
    assert not Delivery.objects.waiting().exists()
