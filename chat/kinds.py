"""What an app above lends to messages beside their text (a poll).

The app has a model that points to `Message`, registers a `Kind` in its `apps.py`, and lets the
composer offer a `Part`. What is stored comes as an `Extension`; its name stands in
`Message.carries`. When that has come to an end, the app calls `tell_outcome`, and a note about it
stands in the conversation. Conversations draw all of it without knowing it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from chat.models import Message
from kit.lending import Extension, Part

Attach = Callable[[Iterable[Message], User], Mapping[int, object]]


@dataclass(frozen=True)
class Kind:
    """One thing that messages may carry."""

    name: str  # the value of Message.carries
    template: str  # stands below the text of the message; gets `extension`, nothing else
    attach: Attach  # the extension of each message, by id, as this person sees it, in one query
    outcome: Callable[
        [Any, str], str
    ]  # the note when it has ended; gets the extension and the text
    ended: str | Promise  # the same for who may not read the message any more, and for lists
    part: type[Part]  # what the composer offers
    shape: type[Any]  # the serializer of what programs send
    extend: Callable[..., Extension]  # what was sent so, with `by`, as an extension


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let messages carry what the app attaches."""
    KINDS[kind.name] = kind


def parts(*sent: Any) -> list[Part]:
    """The parts of all kinds for one composer; `sent` are data and files of its form."""
    return [kind.part(*sent) for kind in KINDS.values()]


def attach(messages: Iterable[Message], user: User) -> None:
    """Give messages of `as_rows` what they carry, and notes what they are about, all at once."""
    by_kind: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    carriers: dict[int, Message] = {}
    for message in messages:
        carrier = message.quoted if message.kind == Message.Kind.OUTCOME else message
        if message.carries in KINDS and carrier and not carrier.deleted_at:
            carrier.conversation = message.conversation  # what decides about rights
            carriers[carrier.pk] = carrier
            by_kind[message.carries][carrier.pk].append(message)
    for name, rows in by_kind.items():
        kind = KINDS[name]
        for pk, extension in kind.attach([carriers[pk] for pk in rows], user).items():
            for row in rows[pk]:
                row.carried, row.carried_template = extension, kind.template


def outcome_of(message: Message) -> str:
    """What a note says of that which has come to an end."""
    kind, extension = KINDS.get(message.carries), getattr(message, "carried", None)
    if kind is None:
        return ""
    if extension is None:
        return str(kind.ended)
    return kind.outcome(extension, message.quoted.body)  # type: ignore[union-attr]
