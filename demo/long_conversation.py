"""One long conversation, written in bulk: to scroll through by hand, and to measure."""

import time
from random import Random

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from chat.actions import start_group
from chat.models import Conversation, Message
from demo.bulk import Table, reset_sequences_and_analyze, stamp
from demo.threads import YEAR, rendered

NAME = "Lange Unterhaltung"
SEED = 2027
REPLY_EVERY = 10  # one message in so many answers the one before it
UNREAD = 40  # what the first of the people has not seen
COLUMNS = (
    "id", "conversation_id", "seq", "change", "author_id", "client_id", "body", "body_html",
    "reply_to_id", "root_id", "reply_count", "created_at",
)  # fmt: skip


@transaction.atomic
def fill_conversation(people: list[User], messages: int) -> Conversation:
    """A new group of `people` with so many messages of the last year, the same texts every time.

    Only the first of them has something unread.
    """
    group = start_group(by=people[0], name=NAME, people=people[1:])
    _write(group, [person.pk for person in people], messages)
    reset_sequences_and_analyze(Message)
    newest = group.messages.latest("seq")
    numbers = {"last_seq": newest.seq, "last_change": newest.seq}
    Conversation.objects.filter(pk=group.pk).update(
        last_message=newest, last_activity_at=timezone.now(), **numbers
    )
    group.participants.update(read_seq=newest.seq)
    unseen = max(0, newest.seq - UNREAD)
    group.participants.filter(user=people[0]).update(read_seq=unseen)
    group.refresh_from_db()
    return group


def _write(group: Conversation, authors: list[int], number: int) -> None:
    """The rows. The note that the group was begun is the first message."""
    dice, now = Random(SEED), time.time()
    texts = [(body, html) for body, html, _topics in rendered()]
    above = Message.objects.aggregate(pk=Max("pk"))["pk"] or 0
    table = Table(Message, *COLUMNS)
    for index in range(1, number + 1):
        pk, seq = above + index, index + 1
        is_reply = index % REPLY_EVERY == 0
        is_answered = index % REPLY_EVERY == REPLY_EVERY - 1 and index < number
        asked = pk - 1 if is_reply else None
        at = stamp(now - YEAR * (1 - index / number))
        author, (body, html) = dice.choice(authors), dice.choice(texts)
        table.add(
            pk, group.pk, seq, seq, author, f"{dice.getrandbits(128):032x}", body, html,
            asked, asked, int(is_answered), at,
        )  # fmt: skip
    table.write()
