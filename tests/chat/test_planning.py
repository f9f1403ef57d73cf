"""Messages for later: what cannot be sent waits for its author and for nobody else."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import actions
from chat.models import Message, Planned
from chat.tasks import send_what_is_due
from kit.http.exceptions import Conflict
from tests.factories import make_group, make_message


@pytest.fixture
def group(ben):
    return make_group(ben)


def plan(by, conversation, body="Later", **fields):
    due = timezone.now() + timedelta(hours=1)
    return actions.plan_message(
        by=by, conversation=conversation, body=body, **{"due_at": due, **fields}
    )


def make_due():
    Planned.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def bodies(conversation):
    return list(conversation.messages.in_order().values_list("body", flat=True))[1:]


def test_what_is_due_is_sent_once(group, anna):
    plan(anna, group)
    make_due()
    send_what_is_due()
    send_what_is_due()
    assert bodies(group) == ["Later"]
    assert not Planned.objects.exists()


def test_a_plan_that_can_never_be_sent_says_why_and_holds_up_nobody(group, anna, ben):
    key = uuid.uuid4()
    make_message(group, anna, "Now", client_id=key)
    stuck = plan(anna, group, client_id=key)
    plan(ben, group, "From Ben")
    make_due()
    send_what_is_due()
    assert bodies(group) == ["Now", "From Ben"]
    stuck.refresh_from_db()
    assert (stuck.body, stuck.problem) == ("Later", "used_id")


def test_who_left_keeps_the_text_of_what_could_not_be_sent(group, anna, ben):
    stuck = plan(ben, group)
    actions.leave_conversation(by=ben, conversation=group)
    make_due()
    send_what_is_due()
    stuck.refresh_from_db()
    assert stuck.problem == "forbidden"
    assert not Message.objects.filter(author=ben, body="Later").exists()


def test_changing_what_was_sent_meanwhile_is_a_conflict(group, anna):
    planned = plan(anna, group)
    make_due()
    send_what_is_due()
    later = timezone.now() + timedelta(hours=2)
    with pytest.raises(Conflict):
        actions.change_planned(by=anna, planned=planned, body="Other", due_at=later)


def test_a_planned_message_that_fails_holds_up_no_other_and_ends_after_a_day(
    group, anna, ben, monkeypatch
):
    stuck = plan(anna, group, "Broken")
    plan(ben, group, "From Ben")
    make_due()

    def failing(*, body, **fields):
        if body == "Broken":
            raise ZeroDivisionError
        return actions.send_message(body=body, **fields)

    monkeypatch.setattr("chat.actions.planning.send_message", failing)
    send_what_is_due()
    stuck.refresh_from_db()
    assert (bodies(group), stuck.problem) == (["From Ben"], "")
    Planned.objects.update(due_at=timezone.now() - timedelta(hours=24, minutes=1))
    send_what_is_due()
    stuck.refresh_from_db()
    assert (stuck.body, stuck.problem) == ("Broken", "failed")


def test_what_was_put_off_while_a_worker_was_looking_is_not_sent(group, anna):
    planned = plan(anna, group)
    assert actions.send_planned(planned) is None
    assert bodies(group) == []
