"""How a person keeps a conversation: read up to here, muted, pinned, put away.

Members of a space have no row until they need one; every change here makes it.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat import live
from chat.models import Conversation, Message, Participant, ThreadPosition
from chat.models.participants import FOR_GOOD
from kit.database.prepared import changing, prepared
from kit.http.exceptions import Problem


@transaction.atomic
def mark_read(*, by: User, conversation: Conversation, upto: int) -> int:
    """Note that `by` has read up to number `upto`; never moves back. Returns the position."""
    there = Conversation.objects.values_list("last_seq", flat=True).get(pk=conversation.pk)
    return advance(by, conversation, min(max(0, upto), there), there)


def advance(by: User, conversation: Conversation, seq: int, last_seq: int) -> int:
    """Move the position of `by` forward to `seq`, inside the transaction of an action.

    `last_seq` is how far the conversation had come for everybody else.
    """
    row = participation(by, conversation)
    if seq <= row.read_seq:
        return row.read_seq
    if _move_on(row.pk, seq):
        now = row.read_position._replace(read_seq=seq)
        unread = [row.read_position.waits(last_seq), now.waits(last_seq)]
        live.hint_person(by.pk, conversation.pk, read=seq, unread=unread)
    return seq


@changing
def _move_on(pk: int, seq: int) -> tuple[QuerySet[Participant], dict[str, Any]]:
    return Participant.objects.filter(pk=pk, read_seq__lt=seq), {"read_seq": seq}


@transaction.atomic
def mark_thread_read(*, by: User, root: Message, upto: int) -> None:
    """Note how far `by` has read the thread below `root`; never moves back."""
    last = root.replies.order_by("-seq").values_list("seq", flat=True).first() or 0
    seq = min(max(0, upto), last)
    row, _made = ThreadPosition.objects.get_or_create(root=root, user=by)
    ThreadPosition.objects.filter(pk=row.pk).update(read_seq=Greatest("read_seq", seq))
    live.hint_person(by.pk, root.conversation_id, thread=root.seq)


@transaction.atomic
def mute_conversation(
    *, by: User, conversation: Conversation, until: datetime | None = None
) -> None:
    """Keep the conversation out of the badge until a time, or (`until=None`) for good."""
    if until is not None and until <= timezone.now():
        raise Problem("invalid", _("This time has already passed."), field="until")
    _keep(by, conversation, muted_until=until or FOR_GOOD)


@transaction.atomic
def unmute_conversation(*, by: User, conversation: Conversation) -> None:
    """Let the conversation count again."""
    _keep(by, conversation, muted_until=None)


@transaction.atomic
def pin_conversation(*, by: User, conversation: Conversation) -> None:
    """Keep the conversation at the top of the own list."""
    _keep(by, conversation, pinned_at=timezone.now())


@transaction.atomic
def unpin_conversation(*, by: User, conversation: Conversation) -> None:
    """Let the conversation stand where its last message puts it."""
    _keep(by, conversation, pinned_at=None)


@transaction.atomic
def archive_conversation(*, by: User, conversation: Conversation) -> None:
    """Put the conversation away until somebody writes in it again."""
    last = Conversation.objects.values_list("last_seq", flat=True).get(pk=conversation.pk)
    _keep(by, conversation, archived_seq=last, pinned_at=None)


@transaction.atomic
def unarchive_conversation(*, by: User, conversation: Conversation) -> None:
    """Take the conversation back into the own list."""
    _keep(by, conversation, archived_seq=None)


def _keep(by: User, conversation: Conversation, **settings: object) -> None:
    row = participation(by, conversation)
    Participant.objects.filter(pk=row.pk).update(**settings)
    live.hint_person(by.pk, conversation.pk)


def participation(by: User, conversation: Conversation) -> Participant:
    """The row of `by`; a member of a space who has none yet gets one. Nobody else has one."""
    if rows := _row(by, conversation.pk):
        return rows[0]
    if not Conversation.objects.visible_to(by).filter(pk=conversation.pk).exists():
        raise PermissionDenied
    return Participant.objects.get_or_create(conversation=conversation, user=by)[0]


@prepared
def _row(by: User, pk: int) -> QuerySet[Participant]:
    return Participant.objects.visible_to(by).filter(conversation=pk, user=by.pk)
