"""Messages of a conversation, drawn once for everybody who sees them alike."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from chat.models import Conversation, Message
from kit.design import fragment_cache

TEMPLATE = "chat/_message.html"


def drawn(conversation: Conversation, rows: Sequence[Message]) -> list[str]:
    """The HTML of each row of `queries.arrange`, in their order.

    What is a matter of the reader's rights or moves by itself (previews, polls) is drawn anew.
    """
    own = {row.pk: draw(conversation, row) for row in rows if _is_personal(row)}
    common = [row for row in rows if row.pk not in own]
    today = timezone.localdate()
    made = fragment_cache.drawn(
        "message",
        common,
        lambda row: message_cache_key(row, today),
        lambda row: draw(conversation, row),
    )
    known = own | dict(zip((row.pk for row in common), made, strict=True))
    return [known[row.pk] for row in rows]


def draw(conversation: Conversation, row: Message) -> str:
    """One message; the template knows neither the viewer nor the request."""
    return render_to_string(TEMPLATE, {"message": row, "conversation": conversation})


def message_cache_key(row: Any, today: object) -> object:
    """Everything that a row shows, to this viewer, on this day."""
    quote = row.quoted if row.reply_to_id else None
    return (
        (row.pk, row.change, row.version, row.kind, row.deleted_at, row.day, today),
        (row.is_mine, row.may_edit, row.continues, row.my_reaction, row.thread_unread),
        (author_key(row.author), row.about and row.about.name, row.reaction_kinds, row.reply_count),
        quote and (quote.pk, quote.change, quote.deleted_at, quote.author.name),
        [(file.key, file.description, file.name) for file in row.files.all()],
        row.promised_photos,
    )


def author_key(person: User) -> tuple[object, ...]:
    """What a row shows of who wrote it."""
    return person.pk, person.name, person.handle, person.portrait_key, person.is_bot


def _is_personal(row: Any) -> bool:
    return bool(row.carries or row.link or getattr(row, "preview", None))
