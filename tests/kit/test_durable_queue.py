"""One set of faults for every durable queue: two workers, dead ones, hopeless rows, old rows."""

import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from chat.actions.planning import send_due
from chat.models import Message, Planned
from kit.database import server_time
from kit.jobs import outbox, retention
from kit.jobs.queue import (
    LEASE,
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    SHORTEST_PAUSE,
    give_up_lost,
    lease,
    pause,
    queues,
)
from kit.jobs.retention import forget_old
from kit.models import OutboxEntry
from notifications.delivery.models import Delivery
from notifications.digest.build import make_digests
from notifications.digest.models import Digest, DigestPlan
from notifications.mail.models import Mail
from notifications.models import Notification
from notifications.operations.figures import figures
from tests.factories import make_group, make_user
from tests.together import at_once

SECOND = timedelta(seconds=1)
TWELVE_ROWS = 12


# --- the queues, and how to fill each -----------------------------------------------------------
def an_entry(number, due_at):
    return OutboxEntry.objects.create(event="gone.Away", created_at=due_at, due_at=due_at)


def a_mail(number, due_at):
    name = f"<{uuid.uuid4()}>"
    return Mail.objects.create(user=make_user("ben"), kind="news", message_id=name, due_at=due_at)


def a_delivery(number, due_at, **fields):
    """One for each person, for what one person has waiting is claimed together."""
    ben = make_user(f"ben{number}")
    told = Notification.objects.create(
        recipient=ben, actor=ben, kind="mention", thread=uuid.uuid4(), target="post", target_id=1
    )
    row = {"notification": told, "recipient": ben, "channel": "mail", "due_at": due_at}
    return Delivery.objects.create(**row | fields)


MAKE = {OutboxEntry: an_entry, Mail: a_mail, Delivery: a_delivery}
# as each of them is claimed when it is worked
HOW = {Delivery: {"together": "recipient"}}


def claim(queue, limit=100, now=None):
    return queue.objects.claim(limit, now, **HOW.get(queue, {}))


@pytest.fixture(params=MAKE, ids=lambda model: model.__name__)
def queue(request):
    return request.param


@pytest.fixture
def make(queue):
    """Rows that are due, the first made the longest."""

    def make(count=1):
        now = server_time.now()
        return [MAKE[queue](n, now - timedelta(minutes=count - n)) for n in range(count)]

    return make


def stored(row):
    return type(row).objects.get(pk=row.pk)


def ids(rows):
    return [row.pk for row in rows]


def later(length):
    """A clock that shows that much more."""
    then = timezone.now() + length
    return mock.patch("django.utils.timezone.now", return_value=then)


def test_every_queue_of_the_house_is_tested_here_and_forgets():
    assert set(queues()) == set(MAKE)
    assert all(queue.retention for queue in queues())


# --- two at once --------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_F3_twelve_workers_at_once_claim_every_row_once(queue, make):
    rows = make(TWELVE_ROWS)
    claimed = [row.pk for taken in at_once(lambda _n: claim(queue)) for row in taken]
    assert sorted(claimed) == sorted(ids(rows))
    assert set(queue.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_F3_twelve_workers_that_take_one_at_a_time_share_all_rows(queue, make):
    rows = make(TWELVE_ROWS)

    def work(_n):
        taken = []
        while found := claim(queue, 1):
            taken += found
        return taken

    claimed = [row.pk for taken in at_once(work) for row in taken]
    assert sorted(claimed) == sorted(ids(rows))


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_just_claiming_holds_up_no_other(queue, make):
    """But for one person's deliveries: those are waited for, so that no summary comes in two."""
    if queue in HOW:
        pytest.skip("nothing is skipped there")
    first, second = make(2)

    def other(_n):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return claim(queue, 1)

    with transaction.atomic():
        assert ids(claim(queue, 1)) == [first.pk]
        assert ids(at_once(other, 1)[0]) == [second.pk]


@pytest.mark.django_db(transaction=True)
def test_what_one_person_has_waiting_goes_to_one_worker():
    own = [a_delivery(0, server_time.now()) for _n in range(4)]
    a_delivery(1, server_time.now() + SECOND)
    taken = at_once(lambda _n: claim(Delivery, 1))
    assert [sorted(ids(rows)) for rows in taken if rows] == [sorted(ids(own))]


# --- order, limit, cost -------------------------------------------------------------------------
def test_the_longest_waiting_row_comes_first_and_what_is_not_due_not_at_all(queue, make):
    first, second, third = make(3)
    queue.objects.filter(pk=first.pk).update(due_at=server_time.now() + timedelta(minutes=1))
    assert ids(claim(queue, 1)) == [second.pk]
    assert ids(claim(queue, 2)) == [third.pk]
    assert claim(queue) == []


def test_the_order_is_that_of_waiting_not_of_making(queue, make):
    rows = make(3)
    for seconds, row in enumerate(rows, start=1):
        queue.objects.filter(pk=row.pk).update(due_at=server_time.now() - seconds * SECOND)
    assert [ids(claim(queue, 1)) for _time in rows] == [[row.pk] for row in reversed(rows)]


def test_of_rows_that_wait_equally_long_the_first_made_comes_first(queue, make):
    rows = make(3)
    queue.objects.update(due_at=server_time.now() - SECOND)
    assert [ids(claim(queue, 1)) for _time in rows] == [[row.pk] for row in rows]


def test_claiming_costs_the_same_for_one_row_and_for_many(queue, make, count_queries):
    assert count_queries(lambda: claim(queue)) == 1, "nothing is locked where nothing is due"
    make(1)
    one = count_queries(lambda: claim(queue))
    for number, row in enumerate(make(TWELVE_ROWS)):
        queue.objects.filter(pk=row.pk).update(attempts=number)
    assert count_queries(lambda: claim(queue)) == one == 5  # asked, SAVEPOINT, locked, moved, end
    assert {row.attempts for row in queue.objects.all()} == set(range(1, TWELVE_ROWS + 1))


# --- leases -------------------------------------------------------------------------------------
def test_F2_a_claimed_row_is_its_workers_own_until_the_lease_ends_and_no_longer(queue, make):
    now = server_time.now()
    (row,) = make()
    assert ids(claim(queue, now=now)) == [row.pk]
    for moment in (now, now + SECOND, now + LEASE - SECOND):
        assert claim(queue, now=moment) == []
    assert ids(claim(queue, now=now + LEASE + SECOND)) == [row.pk]
    assert stored(row).attempts == 2


DIES = """
import os, signal, sys
import django; django.setup()
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from tests.kit.test_durable_queue import claim
queue = apps.get_model(sys.argv[2])
print(len(claim(queue, 1)), flush=True)
with transaction.atomic():
    print(len(claim(queue, 1)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.django_db(transaction=True)
def test_F2_a_killed_worker_gives_back_what_it_had_and_what_it_was_just_claiming(queue, make):
    had, claiming = make(2)
    command = [sys.executable, "-c", DIES, connection.settings_dict["NAME"], queue._meta.label]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    died = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
    assert died.stdout.split() == ["1", "1"]
    now = server_time.now()
    assert stored(claiming).attempts == 0, "the transaction it died in never was"
    assert ids(claim(queue, now=now)) == [claiming.pk]
    queue.objects.filter(pk=claiming.pk).update(due_at=None)
    assert claim(queue, now=now + timedelta(minutes=4)) == []
    assert ids(claim(queue, now=now + LEASE)) == [had.pk]


def test_F2_a_row_that_kills_its_workers_comes_back_after_growing_pauses(queue, make):
    (row,) = make()
    now, waits = server_time.now(), []
    for _time in range(MOST_ATTEMPTS):
        (taken,) = claim(queue, now=now)
        waits.append(taken.due_at - now)
        now = taken.due_at
    assert claim(queue, now=now) == []
    assert waits == sorted(waits)
    assert waits == [lease(n) for n in range(1, MOST_ATTEMPTS + 1)]
    assert (waits[0], waits[-1]) == (LEASE, LONGEST_PAUSE)
    assert stored(row).attempts == MOST_ATTEMPTS


def test_F2_a_row_that_kills_its_workers_is_given_up_and_what_it_said_stays(queue, make):
    lost, other = make(2)
    queue.objects.filter(pk=lost.pk).update(attempts=MOST_ATTEMPTS, problem="as before")
    assert ids(claim(queue)) == [other.pk]
    outbox.sweep()
    assert ids(queue.objects.failed()) == [lost.pk]
    assert (stored(lost).due_at, stored(lost).problem) == (None, "as before")
    assert stored(other).due_at
    assert give_up_lost() == 0, "twice is once"


def test_F2_a_sweep_gives_up_all_that_is_lost_and_nothing_that_has_an_attempt_left(queue, make):
    *lost, left = make(3)
    queue.objects.these(lost).update(attempts=MOST_ATTEMPTS)
    queue.objects.these([left]).update(attempts=MOST_ATTEMPTS - 1)
    assert give_up_lost() == len(lost)
    assert sorted(ids(queue.objects.failed())) == sorted(ids(lost))
    assert ids(claim(queue)) == [left.pk]


def test_the_last_attempt_has_its_whole_lease(queue, make):
    (row,) = make()
    queue.objects.update(attempts=MOST_ATTEMPTS - 1)
    assert claim(queue)
    give_up_lost(server_time.now() + LONGEST_PAUSE - SECOND)
    assert stored(row).due_at
    give_up_lost(server_time.now() + LONGEST_PAUSE + SECOND)
    assert stored(row).due_at is None


def test_a_renewed_lease_begins_anew(queue, make):
    (row,) = make()
    (held,) = claim(queue)
    with later(LEASE - SECOND):
        assert held.renew()
    with later(LEASE + SECOND):
        assert claim(queue) == []
    with later(2 * LEASE):
        assert ids(claim(queue)) == [row.pk]


# --- a worker that was only slow ----------------------------------------------------------------
@pytest.fixture
def slow_and_next(queue, make):
    """A row as its first worker holds it, and as the one does who took it over."""
    make()
    (slow,) = claim(queue)
    (owner,) = claim(queue, now=slow.due_at)
    return slow, owner


def test_F3_who_lost_a_row_neither_moves_it_nor_gives_it_up(queue, slow_and_next):
    slow, owner = slow_and_next
    queue.objects.retry_later([slow], "late")
    slow.attempts = MOST_ATTEMPTS
    queue.objects.retry_later([slow], "late")
    assert queue.objects.give_up([slow], "late") == 0
    assert not slow.renew()
    now = stored(owner)
    assert (now.due_at, now.problem, now.attempts) == (owner.due_at, "", 2)


def test_F3_who_finishes_first_is_right_and_nothing_undoes_it(queue, slow_and_next):
    slow, owner = slow_and_next
    assert queue.objects.these([slow]).finish() == 1
    done_at = stored(owner).done_at
    assert done_at
    queue.objects.retry_later([owner], "late")
    assert queue.objects.these([owner]).finish() == 0
    assert not owner.renew()
    assert (stored(owner).due_at, stored(owner).done_at) == (None, done_at)


# --- pauses, and the end of them ----------------------------------------------------------------
def test_pauses_grow_and_are_bounded():
    pauses = [pause(n) for n in range(1, MOST_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1], pause(10_000)) == (SHORTEST_PAUSE, *[LONGEST_PAUSE] * 2)


def test_the_pauses_of_all_attempts_fill_a_day():
    waited = sum((pause(n) for n in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=24) <= waited < timedelta(hours=25)


@pytest.mark.parametrize("attempts", [1, 3, 12])
def test_what_failed_waits_for_its_pause_and_no_longer(queue, make, attempts):
    (row,) = make()
    queue.objects.update(attempts=attempts - 1)
    (taken,) = claim(queue)
    queue.objects.retry_later([taken], "the server is away")
    assert stored(row).problem == "the server is away"
    now = server_time.now()
    assert claim(queue, now=now + pause(attempts) - SECOND) == []
    assert ids(claim(queue, now=now + pause(attempts) + SECOND)) == [row.pk]


def test_what_failed_together_waits_for_the_longest_of_its_pauses(queue, make):
    fresh, tried = make(2)
    queue.objects.filter(pk=tried.pk).update(attempts=4)
    queue.objects.retry_later(claim(queue), "the server is away")
    now = server_time.now()
    assert claim(queue, now=now + pause(5) - SECOND) == []
    assert set(ids(claim(queue, now=now + pause(5) + SECOND))) == {fresh.pk, tried.pk}


def test_what_failed_waits_until_the_moment_that_is_asked_for(queue, make):
    (row,) = make()
    asked = server_time.now() + 3 * LONGEST_PAUSE
    queue.objects.retry_later(claim(queue), "come back later", at=asked)
    assert claim(queue, now=asked - SECOND) == []
    assert ids(claim(queue, now=asked + SECOND)) == [row.pk]


def test_after_the_last_attempt_it_is_given_up_and_operators_see_it(queue, make):
    (row,) = make()
    for _time in range(MOST_ATTEMPTS):
        queue.objects.update(due_at=server_time.now())
        taken = claim(queue)
        assert ids(taken) == [row.pk]
        assert list(queue.objects.failed()) == []
        queue.objects.retry_later(taken, "the server is away")
    assert ids(queue.objects.failed()) == [row.pk]
    assert stored(row).problem == "the server is away"
    assert claim(queue, now=server_time.now() + timedelta(days=400)) == []
    shown = figures()
    failed = {OutboxEntry: shown.outbox_failed, Mail: shown.mails_failed}
    assert failed.get(queue, 1) == 1


def test_operators_see_deliveries_to_devices_that_were_given_up_and_mail_takes_over():
    row = a_delivery(0, server_time.now(), channel="push")
    Delivery.objects.update(attempts=MOST_ATTEMPTS)
    outbox.sweep()
    assert sum(hour.pushes_failed for hour in figures().hours) == 1
    (mail,) = Delivery.objects.waiting()
    assert (mail.channel, mail.notification_id, mail.attempts) == ("mail", row.notification_id, 0)


def test_what_was_given_up_can_be_started_anew_and_nothing_else(queue, make):
    failed, waiting, done = make(3)
    queue.objects.these([done]).finish()
    queue.objects.filter(pk=failed.pk).update(attempts=MOST_ATTEMPTS)
    give_up_lost()
    assert queue.objects.start_anew() == 1
    assert list(queue.objects.failed()) == []
    assert {stored(row).attempts for row in (failed, waiting, done)} == {0}
    assert sorted(ids(claim(queue))) == sorted(ids([failed, waiting]))


# --- the end ------------------------------------------------------------------------------------
def test_what_is_settled_is_never_claimed_again(queue, make):
    rows = make(3)
    taken = claim(queue)
    assert queue.objects.these(taken).finish() == 3
    assert claim(queue, now=server_time.now() + timedelta(days=400)) == []
    assert all(stored(row).done_at and stored(row).due_at is None for row in rows)


def test_what_is_done_is_forgotten_after_its_time_and_not_before(queue, make, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    *old, young, waiting = make(7)
    age = queue.retention.age
    queue.objects.these([*old, young]).finish()
    queue.objects.these(old).update(done_at=server_time.now() - age - SECOND)
    queue.objects.these([young]).update(done_at=server_time.now() - age + timedelta(minutes=1))
    queue.objects.these([waiting]).update(due_at=server_time.now() - 10 * age)
    assert forget_old(queue) == {queue._meta.label: 5}
    assert set(ids(queue.objects.all())) == {young.pk, waiting.pk}


def test_the_night_forgets_all_of_them(make, queue):
    make()
    queue.objects.all().finish()
    queue.objects.update(done_at=server_time.now() - timedelta(days=400))
    forget_old()
    assert not queue.objects.exists()


def test_events_that_were_given_up_are_kept_until_somebody_looks():
    an_entry(0, server_time.now() - timedelta(days=400))
    OutboxEntry.objects.update(attempts=MOST_ATTEMPTS)
    with later(timedelta(days=-300)):
        outbox.sweep()
    forget_old()
    assert OutboxEntry.objects.failed().count() == 1


# --- work that is one transaction: no lease, but the same two faults ----------------------------
class Killed(BaseException):
    """The worker is gone; nothing of ours catches that."""


def a_planned_message():
    ben = make_user("ben")
    due_at = server_time.now() - SECOND
    Planned.objects.create(conversation=make_group(ben), author=ben, body="Later", due_at=due_at)


def a_digest():
    now = server_time.now()
    a_delivery(0, now)
    plan = {"user": make_user("ben0"), "due_at": now - SECOND, "told_until": now - LEASE}
    DigestPlan.objects.create(**plan)


HELD = {
    # how it is made due, who works it, the step in which its worker dies, what it leaves once
    "planned": (a_planned_message, send_due, "chat.models.Planned.delete", Message),
    "digest": (
        a_digest,
        lambda: make_digests(0, 10**9),
        "notifications.digest.build._move_on",
        Digest,
    ),
}


@pytest.fixture(params=HELD)
def held(request):
    make, work, step, effect = HELD[request.param]
    make()
    before = effect.objects.count()  # a group begins with a note
    return work, step, lambda: effect.objects.count() - before


@pytest.mark.django_db(transaction=True)
def test_F3_twelve_workers_at_once_do_what_one_transaction_holds_once(held):
    work, _step, done = held
    at_once(lambda _n: work())
    assert done() == 1


@pytest.mark.django_db(transaction=True)
def test_F2_a_worker_that_dies_in_its_transaction_has_done_nothing(held):
    work, step, done = held
    with mock.patch(step, side_effect=Killed), pytest.raises(Killed):
        work()
    assert done() == 0
    work()
    assert done() == 1, "the next one need not wait"
