"""Messages that are sent later."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rich_text import read_text
from chat import live, policy
from chat.actions.files import plan_files, release_files
from chat.actions.messages import answered, send_message
from chat.limits import MESSAGE_LENGTH, PLANNED_DAYS, PLANNED_MESSAGES
from chat.models import Conversation, Message, Planned
from kit.database import server_time
from kit.database.idempotency import create_once
from kit.http.exceptions import Conflict, Problem
from kit.jobs.for_each import for_each
from kit.jobs.queue import KEEP_TRYING, unlocked

AT_ONCE = 200  # of one round; what is left waits for the next


@transaction.atomic
def plan_message(
    *,
    by: User,
    conversation: Conversation,
    body: str,
    due_at: datetime,
    files: Collection[str] = (),
    reply_to: Message | None = None,
    client_id: uuid.UUID | str | None = None,
) -> Planned:
    """Keep `body` with waiting `files` and send it at `due_at`; until then only `by` sees it.

    The same `client_id` again returns the first one. Raises Problem for a time that is over or
    too far away, and for what could not be sent either.
    """
    written = read_text(by, body, limit=MESSAGE_LENGTH, may_be_empty=bool(files))
    if not policy.can_write(by, conversation):
        raise PermissionDenied
    _refuse_time(due_at)
    target = answered(conversation, reply_to)
    content = {
        "conversation": conversation.pk,
        "body": written.body,
        "files": list(files),
        "due_at": due_at,
        "reply_to": target and target.pk,
    }

    def make(**identity: object) -> Planned:
        _refuse_many(by)
        planned = Planned.objects.create(
            author=by,
            conversation=conversation,
            body=written.body,
            due_at=due_at,
            reply_to=target,
            **identity,
        )
        plan_files(by, files, planned)
        return planned

    planned, created = create_once(
        Planned, author=by, client_id=client_id, content=content, make=make
    )
    if created:
        live.hint_person(by.pk, conversation.pk)
    return planned


@transaction.atomic
def change_planned(*, by: User, planned: Planned, body: str, due_at: datetime) -> Planned:
    """Give a planned message another text or time. Raises Conflict when it was sent meanwhile."""
    planned = _own(by, planned)
    bare = planned.files.exists()
    written = read_text(by, body, limit=MESSAGE_LENGTH, may_be_empty=bare)
    _refuse_time(due_at)
    planned.body, planned.due_at, planned.problem = written.body, due_at, ""
    planned.save(update_fields=["body", "due_at", "problem"])
    live.hint_person(by.pk, planned.conversation_id)
    return planned


@transaction.atomic
def cancel_planned(*, by: User, planned: Planned) -> None:
    """Do not send it. Cancelling twice is cancelling once."""
    for row in Planned.objects.select_for_update().filter(pk=planned.pk, author=by):
        for file in row.files.all():
            file.delete()
        row.delete()
        live.hint_person(by.pk, row.conversation_id)


def send_due() -> None:
    """Send what is due, in that order; what fails unexpectedly is tried again for a day."""
    for_each(Planned.objects.due()[:AT_ONCE], send_planned, failed=_give_up_after_a_day)


def _give_up_after_a_day(planned: Planned, _error: Exception) -> None:
    lasting = Planned.objects.due(server_time.now() - KEEP_TRYING)
    lasting.filter(pk=planned.pk).update(problem="failed")


@transaction.atomic
def send_planned(planned: Planned) -> Message | None:
    """Send what is due, once: the client id of the plan becomes that of the message.

    What cannot be sent, because its author left, the conversation is over or the id was used for
    something else, keeps its text and says why; everything behind it is sent all the same.
    """
    due = Planned.objects.due().filter(pk=planned.pk)
    row = unlocked(due).select_related("author", "reply_to").first()
    if row is None:
        return None
    live.hint_person(row.author_id, row.conversation_id)
    try:
        return _send(row)
    except (Problem, PermissionDenied) as refusal:
        problem = getattr(refusal, "code", "forbidden")
        Planned.objects.filter(pk=row.pk).update(problem=problem)
        return None


@transaction.atomic
def _send(row: Planned) -> Message:
    found = Conversation.objects.visible_to(row.author).filter(pk=row.conversation_id)
    conversation = found.select_related("space").first()
    if conversation is None:
        raise PermissionDenied
    message = send_message(
        by=row.author,
        conversation=conversation,
        body=row.body,
        files=release_files(row),
        reply_to=row.reply_to,
        client_id=row.client_id,
    )
    row.delete()
    return message


def _own(by: User, planned: Planned) -> Planned:
    row = Planned.objects.select_for_update().filter(pk=planned.pk, author=by).first()
    if row is None:
        raise Conflict("sent")
    return row


def _refuse_time(due_at: datetime) -> None:
    now = server_time.now()
    if due_at <= now:
        raise Problem("invalid", _("This time has already passed."), field="due_at")
    if due_at > now + timedelta(days=PLANNED_DAYS):
        detail = _("Messages can be planned for at most %(limit)d days.")
        limit = {"limit": PLANNED_DAYS}
        raise Problem("invalid", detail % limit, field="due_at", limit=PLANNED_DAYS)


def _refuse_many(by: User) -> None:
    if Planned.objects.filter(author=by).count() >= PLANNED_MESSAGES:
        detail = _("At most %(limit)d messages can wait at once.")
        limit = {"limit": PLANNED_MESSAGES}
        raise Problem("too_many", detail % limit, limit=PLANNED_MESSAGES)
