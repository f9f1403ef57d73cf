"""What the clock brings by the row: a row that fails holds up no other and comes again.

Each duty of the clock is driven with two rows of which the first cannot be dealt with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.models import Model
from django.utils import timezone

from announcements.actions import announce_due, publish_announcement
from announcements.models import Announcement
from chat.actions.planning import send_due
from chat.models import Message, Planned
from feed.models import Placement, Post
from kit.jobs.for_each import for_each
from polls.actions import close_due_polls, remind_of_ending_polls
from polls.models import Poll
from spaces.actions import audience_of, sync_all_audiences
from spaces.models import AudienceRule, Membership
from spaces.rules import read_rule
from surveys.actions import close_due, open_due, remind_due
from surveys.models import Survey
from tests.announcements.newsroom import make_draft, make_editor
from tests.factories import make_group, make_poll, make_space, make_user
from tests.surveys.making import crowd, make_survey

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


# --- rows that cannot be written -----------------------------------------------------------------
FAIL = {
    "postgresql": (
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$",
        "CREATE TRIGGER refuse BEFORE {change} ON {table} FOR EACH ROW"
        " WHEN ({row}.{column} = {value}) EXECUTE FUNCTION refuse()",
    ),
    "sqlite": (
        "CREATE TRIGGER refuse BEFORE {change} ON {table} FOR EACH ROW"
        " WHEN {row}.{column} = {value} BEGIN SELECT RAISE(ABORT, 'not this one'); END",
    ),
}


@pytest.fixture
def refuse():
    """Let the database refuse a change of some rows, until `DROP TRIGGER`."""

    def refuse(model, change, column, value):
        names = {"change": change, "table": model._meta.db_table, "column": column, "value": value}
        row = "NEW" if change == "INSERT" else "OLD"
        with connection.cursor() as cursor:
            for statement in FAIL[connection.vendor]:
                cursor.execute(statement.format(row=row, **names))

    return refuse


def heal(model):
    on_table = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER refuse{on_table}")


# --- what the clock does, each with two rows that are due ----------------------------------------
def announcements():
    soon = timezone.now() + MINUTE
    for name in ("Rota", "Canteen"):
        draft = make_draft(make_space(make_user("ben")), title=name, starts_at=soon)
        publish_announcement(by=make_editor(), announcement=draft)
    Announcement.objects.update(published_at=timezone.now() - MINUTE)


def polls(**times):
    for _poll in range(2):
        make_poll(duration=timedelta(days=7))
    Poll.objects.update(**times)


def polls_that_are_over():
    polls(ends_at=timezone.now() - MINUTE)


def polls_on_their_last_day():
    polls(ends_at=timezone.now() + MINUTE)
    long_ago = timezone.now() - timedelta(days=7)
    Post.objects.update(published_at=long_ago)
    Placement.objects.update(published_at=long_ago)


def surveys(**times):
    for _survey in range(2):
        make_survey(*crowd(5))
    Survey.objects.update(**times)


def surveys_that_are_over():
    long_ago = timezone.now() - timedelta(days=1)
    surveys(opens_at=long_ago - MINUTE, ends_at=long_ago)


def surveys_that_end_soon():
    surveys(opens_at=timezone.now() - timedelta(days=7), ends_at=timezone.now() + MINUTE)


def planned_messages():
    anna = make_user("anna")
    now = timezone.now()
    for number in range(2):
        Planned.objects.create(
            conversation=make_group(anna),
            author=anna,
            body="Later",
            due_at=now - (2 - number) * MINUTE,
        )


def audiences():
    for place in ("Ulm", "Kiel"):
        make_user(place.lower(), place=place)
        audience_of(by=make_editor(), rule=read_rule([("place", place)], []))


@dataclass(frozen=True)
class Duty:
    """How two rows become due, who works them, what of the first fails, how a done one is told."""

    make: Callable[[], None]
    work: Callable[[], object]
    model: type[Model]
    done: dict[str, object]


DUTIES = {
    "announce": Duty(announcements, announce_due, Announcement, {"announced_at__isnull": False}),
    "close polls": Duty(polls_that_are_over, close_due_polls, Poll, {"closed_at__isnull": False}),
    "remind of polls": Duty(
        polls_on_their_last_day, remind_of_ending_polls, Poll, {"reminded_at__isnull": False}
    ),
    "count surveys": Duty(surveys_that_are_over, close_due, Survey, {"closed_at__isnull": False}),
    "open surveys": Duty(surveys, open_due, Survey, {"announced_at__isnull": False}),
    "remind of surveys": Duty(
        surveys_that_end_soon, remind_due, Survey, {"reminded_at__isnull": False}
    ),
}


@pytest.mark.parametrize("duty", DUTIES.values(), ids=DUTIES)
def test_F2_a_row_that_fails_holds_up_no_other_and_comes_again(duty, refuse, caplog):
    duty.make()
    first, second = duty.model.objects.order_by("pk").values_list("pk", flat=True)
    done = duty.model.objects.filter(**duty.done).values_list("pk", flat=True)
    refuse(duty.model, "UPDATE", duty.model._meta.pk.column, first)
    assert duty.work() == 1
    assert list(done.all()) == [second]
    assert f"{first}" in [record.row for record in caplog.records if record.message == "not done"]
    assert duty.work() == 0, "it fails again, and nothing else is left"
    heal(duty.model)
    assert duty.work() == 1
    assert sorted(done.all()) == [first, second]


def test_F2_a_message_that_cannot_be_sent_holds_up_no_other_and_goes_later(refuse):
    planned_messages()
    first, second = Planned.objects.order_by("due_at")
    refuse(Message, "INSERT", "conversation_id", first.conversation_id)
    send_due()
    send_due()
    assert list(Planned.objects.all()) == [first]
    heal(Message)
    send_due()
    assert not Planned.objects.exists()
    written = Message.objects.filter(body="Later").order_by("pk")
    assert [one.conversation_id for one in written] == [
        second.conversation_id,
        first.conversation_id,
    ]


def test_F2_an_audience_that_cannot_be_settled_holds_up_no_other(refuse):
    audiences()
    first, second = AudienceRule.objects.order_by("pk").values_list("space", flat=True)
    refuse(Membership, "INSERT", "space_id", first)
    assert sync_all_audiences() == 1
    heal(Membership)
    assert sync_all_audiences() == 1
    members = Membership.objects.filter(space__in=[first, second]).order_by("pk")
    assert [one.space_id for one in members] == [second, first]


# --- where the round ends ------------------------------------------------------------------------
def error_of(kind):
    """What Django raises for an error of psycopg."""
    error = OperationalError("…")
    error.__cause__ = kind("…")
    return error


def work_that_fails_with(error, tried):
    def work(row):
        tried.append(row)
        raise error

    return work


def test_F4_without_a_database_the_round_ends_at_once():
    tried = []
    away = error_of(psycopg.errors.AdminShutdown)
    with pytest.raises(OperationalError):
        for_each([1, 2], work_that_fails_with(away, tried))
    assert tried == [1]


def test_a_row_that_somebody_holds_for_too_long_is_passed_over():
    tried, failed = [], []
    busy = error_of(psycopg.errors.LockNotAvailable)
    work = work_that_fails_with(busy, tried)
    assert for_each([1, 2], work, failed=lambda *told: failed.append(told)) == []
    assert tried == [1, 2]
    assert failed == [(1, busy), (2, busy)]
