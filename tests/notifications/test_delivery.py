"""Reaching people: who is told where and when, and what follows from what went wrong."""

from datetime import date, timedelta

import pytest

from accounts.actions import add_absence, deactivate_person, set_quiet_time
from chat import actions as chat
from kit.jobs import outbox, queue
from kit.jobs.retention import forget_old
from kit.models import OutboxEntry
from notifications import actions
from notifications.delivery.maintenance import (
    close_what_was_seen,
    mail_what_reached_nobody,
)
from notifications.delivery.models import Delivery
from notifications.models import Mail, Notification
from notifications.webpush import sender
from spaces.actions import remove_member
from tests.factories import make_comment, make_group, make_message, make_post
from tests.notifications.clock import run
from tests.notifications.phones import Phone


def tell_all():
    """Handle what was said so far, but send nothing."""
    for event in OutboxEntry.objects.filter(done_at=None).exclude(event__endswith="DeliveriesDue"):
        outbox.run(event)


def mention(author, space, body="Ask @ben"):
    post = make_post(author, space, body=body)
    run()
    return post


def states(person):
    rows = Delivery.objects.filter(recipient=person).order_by("pk")
    return list(rows.values_list("channel", "state"))


# --- now ---------------------------------------------------------------------------------------
def test_in_working_time_each_news_rings_at_once(anna, space, phone):
    mention(anna, space)
    mention(anna, space)
    assert phone.texts == ["Somebody mentioned you."] * 2
    assert len({told["tag"] for told in phone.received}) == 2
    assert [told["badge"] for told in phone.received] == [1, 2]


def test_all_devices_ring_but_those_that_are_switched_off(anna, ben, space, phone, machine):
    desk = Phone(ben, machine, "desk").add()
    off = Phone(ben, machine, "off").add()
    type(off.device).objects.filter(pk=off.device.pk).update(is_on=False)
    mention(anna, space)
    assert (len(phone.texts), len(desk.texts), off.texts) == (1, 1, [])


def test_what_happens_again_in_a_thread_has_the_same_tag(anna, ben, space, machine, clock):
    phone = Phone(anna, machine).add()
    post = make_post(anna, space)
    for _time in range(2):
        make_comment(post, ben, body="Look, @anna")
        run()
    tags = [told["tag"] for told in phone.received]
    assert len(tags) == 2
    topics = [headers["topic"] for headers, _body in phone.asked]
    assert all(len(topic) <= 32 for topic in topics)


def test_who_has_no_device_is_not_waited_for(anna, ben, space, clock):
    mention(anna, space)
    assert states(ben) == [("push", "dropped")]


def test_many_at_once_come_as_a_summary(anna, space, phone, clock):
    for _time in range(4):
        make_post(anna, space, body="Ask @ben")
    run()
    assert phone.texts == ["4 new items since today, 12:00"]


# --- quiet time --------------------------------------------------------------------------------
def test_F5_nothing_rings_in_quiet_time_and_one_summary_comes_at_its_end(anna, space, phone, clock):
    clock.set("2026-11-25 18:30")
    for _time in range(3):
        mention(anna, space)
        clock.on(hours=1)
    assert phone.received == []
    clock.on(hours=9, minutes=29)  # 6:59
    assert phone.received == []
    clock.on(minutes=1)
    assert phone.texts == ["3 new items since yesterday, 18:30"]
    clock.on(hours=1)
    assert len(phone.received) == 1
    assert phone.received[0]["url"] == "/notifications/"


def test_a_single_thing_that_waited_leads_straight_to_it(anna, ben, space, phone, clock):
    clock.set("2026-11-25 22:00")
    mention(anna, space)
    clock.on(hours=9)
    row = Notification.objects.get(recipient=ben)
    assert phone.texts == ["1 new item since yesterday, 22:00"]
    assert phone.received[0]["url"] == f"/notifications/{row.pk}/open/"


def test_what_was_read_meanwhile_is_in_no_summary(anna, ben, space, phone, clock):
    clock.set("2026-11-25 22:00")
    mention(anna, space)
    mention(anna, space)
    actions.mark_read(by=ben, notification=Notification.objects.filter(recipient=ben).first())
    assert ("push", "dropped") in states(ben)
    clock.on(hours=9)
    assert phone.texts == ["1 new item since yesterday, 22:00"]
    actions.mark_all_read(by=ben)
    clock.on(hours=12)
    mention(anna, space)
    actions.mark_all_read(by=ben)
    clock.on(hours=24)
    assert len(phone.texts) == 1


def test_what_comes_late_because_no_worker_ran_waits_for_the_morning(anna, space, phone, clock):
    make_post(anna, space, body="Ask @ben")
    clock.on(hours=7)
    assert phone.received == []
    clock.on(hours=12)
    assert phone.texts == ["1 new item since yesterday, 19:00"]


def test_what_waits_through_many_quiet_times_loses_no_attempt(anna, ben, space, phone, clock):
    clock.set("2026-11-25 22:00")
    mention(anna, space)
    for _time in range(queue.MOST_ATTEMPTS + 1):  # taken too early, as after a restored backup
        Delivery.objects.update(due_at=clock.now)
        run()
    assert set(Delivery.objects.values_list("state", "attempts")) == {("waiting", 0)}
    clock.set("2026-11-26 07:00")
    run()
    assert phone.texts == ["1 new item since yesterday, 22:00"]


# --- rights ------------------------------------------------------------------------------------
@pytest.mark.parametrize("ends", ["right", "account"])
def test_A9_a_right_that_ended_between_event_and_sending_is_not_told_of(
    anna, ben, space, phone, clock, ends
):
    clock.set("2026-11-25 22:00")
    mention(anna, space)
    if ends == "right":
        remove_member(by=None, space=space, user=ben)
    else:
        deactivate_person(by=None, user=ben)
    clock.on(hours=9)
    assert phone.received == []
    assert states(ben) == [("push", "dropped")]


def test_B3_deactivation_ends_all_devices_at_once(anna, ben, space, phone):
    deactivate_person(by=None, user=ben)
    run()
    assert phone.row is None


# --- faults ------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [404, 410])
def test_an_expired_device_is_removed_and_mail_takes_over(anna, ben, space, phone, status):
    phone.answers(status)
    mention(anna, space)
    assert phone.row is None
    assert states(ben) == [("push", "failed"), ("mail", "sent")]
    assert Mail.objects.get().user == ben


def test_a_push_service_that_asks_for_patience_gets_it(anna, ben, space, phone, clock):
    phone.answers(429, Retry_After="600")
    mention(anna, space)
    mention(anna, space)
    assert len(phone.asked) == 1
    clock.on(minutes=9)
    assert len(phone.asked) == 1
    phone.answers(201)
    clock.on(minutes=2)
    assert len(phone.asked) == 3
    assert states(ben) == [("push", "sent")] * 2
    assert (phone.row.failures, phone.row.rests_until) == (0, None)


def test_a_broken_push_service_is_asked_after_growing_pauses(anna, ben, space, phone, clock):
    phone.answers(500)
    mention(anna, space)
    for _minute in range(30):
        clock.on(minutes=1)
    assert 3 <= len(phone.asked) <= 6
    assert states(ben) == [("push", "waiting")]
    for _hour in range(6):
        clock.on(hours=1)
    assert len(phone.asked) <= 12


def test_after_a_day_of_failing_mail_takes_over_and_after_a_week_the_device_is_gone(
    anna, ben, space, phone, clock
):
    phone.answers(503)
    mention(anna, space)
    for _hour in range(26):
        clock.on(hours=1)
    assert states(ben) == [("push", "failed"), ("mail", "sent")]
    clock.on(days=6)
    mention(anna, space)
    clock.on(hours=1)
    assert phone.row is None


def test_only_devices_that_have_not_got_it_are_asked_again(anna, ben, space, phone, machine, clock):
    desk = Phone(ben, machine, "desk").add()
    phone.answers(500)
    mention(anna, space)
    phone.answers(201)
    clock.on(minutes=5)
    assert (len(desk.asked), len(phone.asked)) == (1, 2)
    assert states(ben) == [("push", "sent")]


def test_C6_an_address_that_leads_inside_is_not_asked_and_removed(
    anna, ben, space, phone, machine, settings
):
    settings.OUTGOING_INTERNAL_HOSTS = []
    mention(anna, space)
    assert machine.requests == []
    assert phone.row is None


def test_where_nothing_may_be_sent_out_nothing_waits(anna, ben, space, phone, settings):
    settings.OUTGOING_REQUESTS = False
    mention(anna, space)
    assert phone.asked == []
    assert states(ben) == [("push", "dropped")]


def test_F3_a_worker_that_dies_after_taking_loses_it_to_the_next(
    anna, ben, space, phone, clock, monkeypatch
):
    with monkeypatch.context() as broken:
        broken.setattr("notifications.delivery.sending.dispatch", lambda *_: None)
        mention(anna, space)
    assert phone.asked == []
    clock.on(minutes=4)
    assert phone.asked == []
    clock.on(minutes=2)
    assert phone.texts == ["Somebody mentioned you."]


def test_F3_what_is_bumped_while_it_is_being_sent_is_sent_again(
    anna, ben, space, machine, clock, monkeypatch
):
    phone, post = Phone(anna, machine).add(), make_post(anna, space)
    carry = sender.carry

    def meanwhile(jobs):
        monkeypatch.setattr(sender, "carry", carry)
        carry(jobs)
        make_comment(post, ben, body="And @anna again")
        tell_all()

    monkeypatch.setattr(sender, "carry", meanwhile)
    make_comment(post, ben, body="Look, @anna")
    run()
    assert len(phone.texts) == 2
    assert states(anna) == [("push", "sent")] * 2


def test_what_no_device_acknowledges_within_a_day_goes_by_mail(anna, ben, space, phone, clock):
    mention(anna, space)
    clock.on(hours=23)
    mail_what_reached_nobody()
    assert not Mail.objects.exists()
    clock.on(hours=2)
    mail_what_reached_nobody()
    run()
    assert states(ben) == [("push", "failed"), ("mail", "sent")]
    mail_what_reached_nobody()
    assert Mail.objects.count() == 1


def test_what_a_device_acknowledges_goes_by_no_mail(anna, space, phone, clock, client):
    mention(anna, space)
    receipt = phone.received[0]["receipt"]
    clock.now += timedelta(seconds=1)
    assert client.post("/push/receipts/", {"receipt": receipt}).status_code == 204
    assert phone.row.reached_at == clock.now
    assert client.post("/push/receipts/", {"receipt": "forged"}).status_code == 204
    clock.on(hours=25)
    mail_what_reached_nobody()
    assert not Mail.objects.exists()


def test_what_was_read_goes_by_no_mail(anna, ben, space, phone, clock):
    mention(anna, space)
    actions.mark_all_read(by=ben)
    clock.on(hours=25)
    mail_what_reached_nobody()
    assert not Mail.objects.exists()


def test_what_is_settled_is_forgotten_after_a_week_and_what_waits_is_not(anna, ben, space, clock):
    mention(anna, space)
    clock.set("2026-11-25 22:00")
    add_absence(by=ben, user=ben, first_day=clock.now.date(), last_day=date(2026, 12, 20))
    mention(anna, space)
    clock.set("2026-12-04 12:00")
    forget_old(Delivery)
    assert states(ben) == [("push", "waiting")]


# --- hours that change ---------------------------------------------------------------------------
def test_what_waits_comes_once_the_person_is_there_earlier(anna, ben, space, phone, clock):
    clock.set("2026-11-25 22:00")
    mention(anna, space)
    set_quiet_time(by=ben, user=ben, is_on=False)
    run()
    assert phone.texts == ["1 new item since today, 22:00"]


def test_what_waits_goes_on_waiting_when_days_off_begin(anna, ben, space, phone, clock):
    clock.set("2026-11-25 22:00")
    mention(anna, space)
    add_absence(by=ben, user=ben, first_day=date(2026, 11, 26), last_day=date(2026, 11, 27))
    run()
    clock.on(days=3)
    assert phone.received == []
    clock.on(hours=34)  # Monday, 8:00
    assert phone.texts == ["1 new item since Wed 25 Nov, 22:00"]


# --- read elsewhere ----------------------------------------------------------------------------
def test_what_is_read_elsewhere_is_closed_without_a_sound(anna, ben, space, phone, clock):
    mention(anna, space)
    mention(anna, space)
    first = Notification.objects.filter(recipient=ben).earliest("pk")
    actions.mark_read(by=ben, notification=first)
    run()
    last = phone.received[-1]
    assert (last["close"], last["badge"]) == ([first.thread], 1)
    assert "text" not in last
    actions.mark_read(by=ben, notification=first)
    run()
    assert len(phone.received) == 3
    actions.mark_all_read(by=ben)
    run()
    last = phone.received[-1]
    assert (len(last["close"]), last["close"][1], last["badge"]) == (2, "summary", 0)


def test_what_was_seen_where_it_leads_to_is_closed_as_well(anna, ben, phone, clock):
    talk = make_group(ben)
    message = make_message(talk, anna, body="Look, @ben")
    run()
    assert phone.texts == ["Somebody mentioned you."]
    close_what_was_seen()
    assert len(phone.received) == 1
    chat.mark_read(by=ben, conversation=talk, upto=message.seq)
    close_what_was_seen()
    assert phone.received[-1]["close"]
    close_what_was_seen()
    assert len(phone.received) == 2


def test_nobody_is_disturbed_to_close_what_was_never_shown(ben, anna, space, clock, machine):
    mention(anna, space)
    phone = Phone(ben, machine).add()
    actions.mark_all_read(by=ben)
    run()
    assert phone.received == []


def test_devices_that_bear_no_silence_are_left_alone():
    from notifications.webpush.dismiss import bears_silence
    from notifications.webpush.models import PushDevice

    assert not bears_silence(PushDevice(endpoint="https://web.push.apple.com/x"))
    assert bears_silence(PushDevice(endpoint="https://push.services.mozilla.com/x"))
