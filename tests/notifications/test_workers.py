"""Several workers, lost hints, many people: every message once, in few statements."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed import notifications as handlers
from kit.jobs import outbox
from kit.jobs.outbox import work
from kit.models import OutboxEntry
from notifications.delivery.models import Delivery
from notifications.delivery.sending import deliver_due, take
from notifications.mail.notification_mail import mail_of_notifications
from tests.factories import make_group, make_message, make_post, make_space, make_user
from tests.notifications.phones import Phone
from tests.together import at_once

PEOPLE = 6


@pytest.fixture
def crowd():
    return [make_user(f"reader{n}", language="en") for n in range(PEOPLE)]


def tell(crowd, times=1):
    """Name all of them, so many times, without sending anything yet."""
    anna = make_user("anna")
    space = make_space(anna, *crowd)
    body = "Ask " + " ".join(f"@{one.handle}" for one in crowd)
    for _time in range(times):
        make_post(anna, space, body=body)
    for entry in OutboxEntry.objects.filter(done_at=None):
        if not entry.event.endswith("DeliveriesDue"):
            outbox.run(entry)


@pytest.mark.django_db(transaction=True)
def test_F3_twelve_workers_at_once_send_every_message_once(crowd, machine, clock):
    phones = [Phone(one, machine, one.handle).add() for one in crowd]
    tell(crowd, times=2)
    at_once(lambda _n: deliver_due())
    for phone in phones:
        assert phone.texts == ["Somebody mentioned you."] * 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_F3_twelve_workers_at_once_make_one_summary_for_each_person(crowd, machine, clock):
    phones = [Phone(one, machine, one.handle).add() for one in crowd]
    clock.set("2026-11-25 22:00")
    tell(crowd, times=3)
    clock.set("2026-11-26 07:01")
    at_once(lambda _n: deliver_due())
    for phone in phones:
        assert phone.texts == ["3 new items since yesterday, 22:00"]


@pytest.mark.django_db(transaction=True)
def test_twelve_workers_take_every_row_once(crowd, clock):
    tell(crowd)
    taken = [row.pk for rows in at_once(lambda _n: take(timezone.now())) for row in rows]
    assert len(taken) == len(set(taken)) == PEOPLE


@pytest.mark.parametrize(("minutes", "is_taken"), [(4.9, False), (5.1, True)])
def test_F2_what_a_worker_took_is_its_own_for_five_minutes(ben, clock, minutes, is_taken):
    """A worker that is only slow, at a push service for example, is not taken for dead."""
    tell([ben])
    assert take(timezone.now())
    assert bool(take(timezone.now() + timedelta(minutes=minutes))) is is_taken


def test_a_person_whose_mail_fails_holds_up_nobody(ben, clock, monkeypatch):
    def broken(user, notifications, waited):
        if user == ben:
            raise ValueError("as if a template were wrong")
        return mail_of_notifications(user, notifications, waited)

    monkeypatch.setattr("notifications.delivery.sending.mail_of_notifications", broken)
    tell([ben, carl := make_user("carl")])
    Delivery.objects.update(channel="mail")
    deliver_due()
    assert Delivery.objects.get(recipient=ben).state == "waiting"
    assert Delivery.objects.get(recipient=carl).state == "sent"


def test_F2_what_no_hint_reached_is_sent_by_the_clock(ben, machine, clock):
    """As after Redis lost everything: nobody is told that there is work."""
    phone = Phone(ben, machine).add()
    tell([ben])
    OutboxEntry.objects.filter(event__endswith="DeliveriesDue").delete()
    deliver_due()
    assert phone.texts == ["Somebody mentioned you."]


def test_planning_for_many_people_takes_a_fixed_number_of_statements(clock, count_queries):
    anna = make_user("anna")
    crowd = [make_user(f"many{n}") for n in range(60)]
    post = make_post(anna, make_space(anna, *crowd))
    ids = tuple(one.pk for one in crowd)

    def statements(some):
        event = handlers.PeopleMentioned(post.pk, None, user_ids=some, by_id=anna.pk)
        return count_queries(lambda: handlers.notify_named_in_post(event))

    statements(ids[:1])
    assert statements(ids[1:3]) == statements(ids[3:])
    assert Delivery.objects.filter(state="waiting", due_at=timezone.now()).count() == 60


def test_a_bump_replaces_what_waits_and_keeps_its_age(anna, ben, machine, clock):
    phone, group = Phone(ben, machine).add(), make_group(ben)
    for hour in ("22:00", "23:00"):
        clock.set(f"2026-11-25 {hour}")
        make_message(group, anna, body="Ask @ben")
        while work():
            pass
    assert Delivery.objects.waiting().count() == 1
    clock.set("2026-11-26 07:01")
    deliver_due()
    assert phone.texts == ["1 new item since yesterday, 22:00"]
