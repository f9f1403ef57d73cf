"""Embeds in messages: `Message.carries` names the app. When an embed ends, that app calls
`post_outcome_note`, and the conversation says so."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from chat.models import Message, MessageKind
from kit.embeds import EMBEDS


def attach(messages: Iterable[Message], user: User) -> None:
    """Give messages of `as_rows` what they carry, and notes what they are about, all at once."""
    by_name: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    carriers: dict[int, Message] = {}
    for message in messages:
        carrier = message.quoted if message.kind == MessageKind.OUTCOME else message
        if message.carries in EMBEDS and carrier and not carrier.deleted_at:
            carrier.conversation = message.conversation  # what decides about rights
            carriers[carrier.pk] = carrier
            by_name[message.carries][carrier.pk].append(message)
    for name, rows in by_name.items():
        embed, found = EMBEDS[name], [carriers[pk] for pk in rows]
        for pk, shown in embed.attach[Message](found, user).items():
            for row in rows[pk]:
                row.carried, row.carried_template = shown, embed.template


def outcome_of(message: Message) -> str:
    """What a note says of that which has come to an end."""
    embed, shown = EMBEDS.get(message.carries), getattr(message, "carried", None)
    if embed is None or embed.outcome is None:
        return ""
    if shown is None:
        return str(embed.ended)
    return embed.outcome(shown, message.quoted.body)  # type: ignore[union-attr]
