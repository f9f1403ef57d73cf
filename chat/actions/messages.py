"""Sending, changing, deleting and forwarding messages."""

import re
import uuid
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from accounts.rich_text import RichText, newly_named, read_text
from chat import policy
from chat.actions.files import attach_files, copy_files, discard_file, drop_files
from chat.actions.sequence import append, lock, mark_changed
from chat.actions.settings import advance
from chat.events import MessageDeleted, MessageEdited, MessageSent, PeopleNamed
from chat.limits import EDIT_MINUTES, MESSAGE_LENGTH
from chat.models import ChatFile, Conversation, Message, MessageKind
from kit.database.idempotency import create_once
from kit.embeds import NewEmbed
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import publish

OWN_ADDRESS = re.compile(r'<a href="([^"]{1,200})"')


@transaction.atomic
def send_message(
    *,
    by: User,
    conversation: Conversation,
    body: str,
    files: Collection[str] = (),
    photos_to_come: int = 0,
    reply_to: Message | None = None,
    client_id: uuid.UUID | str | None = None,
    embed: NewEmbed | None = None,
) -> Message:
    """Append `body` with waiting `files` (by key) and an embed, and tell everybody who listens.
    `photos_to_come` are on their way and follow by `bring_message_photos`.

    The same `client_id` again returns the first message, with other content it is a Conflict, so
    a phone may send again at will. Raises Problem for what cannot be taken.
    """
    written = read_text(by, body, limit=MESSAGE_LENGTH, may_be_empty=bool(files))
    target = answered(conversation, reply_to)
    content: dict[str, Any] = {
        "conversation": conversation.pk,
        "body": written.body,
        "files": list(files),
        "reply_to": target and target.pk,
    }
    if photos_to_come:
        content["photos_to_come"] = photos_to_come
    if embed:
        content[embed.name] = embed.content

    def make(**identity: Any) -> Message:
        identity["photos_to_come"] = photos_to_come
        if embed:
            identity["carries"] = embed.name
        message = _append(by, conversation, written, reply_to=target, **identity)
        attach_files(by, files, message)
        if embed:
            embed.create(message)
        return message

    message, created = create_once(
        Message, author=by, client_id=client_id, content=content, make=make
    )
    if created:
        _publish_message(message, written, by)
    return message


@transaction.atomic
def edit_message(*, by: User, message: Message, body: str, version: int | None = None) -> Message:
    """Replace the text of an own message within a quarter of an hour; the change stays visible.

    `version` is the one `by` saw; an older one is a Conflict.
    """
    conversation = lock(message.conversation)
    message = Message.objects.get(pk=message.pk)
    if message.author_id != by.pk or message.deleted_at or message.kind != MessageKind.TEXT:
        raise PermissionDenied
    if not policy.can_edit_message(by, message):
        detail = _("Messages can be changed for %(limit)d minutes after they were sent.")
        limit = {"limit": EDIT_MINUTES}
        raise Problem("too_late", detail % limit, field="body", limit=EDIT_MINUTES)
    if version is not None and version != message.version:
        raise Conflict("changed_meanwhile")
    bare = message.files.exists()
    written = read_text(by, body, limit=MESSAGE_LENGTH, may_be_empty=bare)
    if written.body == message.body:
        return message
    before, message.body, message.body_html = message.body, written.body, written.html
    message.link, message.edited_at = own_link(written.html), timezone.now()
    message.version += 1
    message.save(update_fields=["body", "body_html", "link", "edited_at", "version"])
    mark_changed(conversation, message, *quoting(message))
    publish(MessageEdited(message.pk, conversation.pk, by_id=by.pk))
    if named := newly_named(written, before, conversation.readers):
        publish(PeopleNamed(message.pk, conversation.pk, user_ids=named, by_id=by.pk))
    return message


@transaction.atomic
def delete_message(*, by: User, message: Message) -> None:
    """Remove text and files for all; a placeholder keeps the number. Twice is once."""
    conversation = lock(message.conversation)
    message = Message.objects.select_related("conversation", "root").get(pk=message.pk)
    if message.deleted_at:
        return
    if not policy.can_delete_message(by, message):
        raise PermissionDenied
    message.body = message.body_html = message.link = ""
    message.deleted_at = timezone.now()
    message.save(update_fields=["body", "body_html", "link", "deleted_at"])
    drop_files(message)
    changed = [message, *quoting(message)]
    if message.root:
        Message.objects.filter(pk=message.root.pk).update(reply_count=F("reply_count") - 1)
        changed.append(message.root)
    mark_changed(conversation, *changed)
    if by.pk != message.author_id:
        audit.note(by=by, action="chat.take_down_message", about=message)
    publish(MessageDeleted(message.pk, conversation.pk, by_id=by.pk))


def forward_message(
    *,
    by: User,
    message: Message,
    conversation: Conversation,
    client_id: uuid.UUID | str | None = None,
) -> Message:
    """Write the content of `message` once more in `conversation`, as words of `by`.

    Forwarding is writing again: the new message says that it was forwarded, but names neither
    the first author nor the place it came from, because its readers may not know of either.
    """
    if message.deleted_at or message.kind != MessageKind.TEXT:
        raise Problem("gone", _("This message was deleted."), status=409)
    files = copy_files(by, message)  # before the transaction: storing may take its time
    made = _forward(by, message, conversation, files, client_id)
    if made.repeated:
        for copy in ChatFile.objects.waiting_of(by).filter(key__in=files):
            discard_file(by=by, file=copy)
    return made


@transaction.atomic
def _forward(
    by: User,
    message: Message,
    conversation: Conversation,
    files: Collection[str],
    client_id: uuid.UUID | str | None,
) -> Message:
    written = read_text(by, message.body, limit=MESSAGE_LENGTH, may_be_empty=bool(files))

    def make(**identity: Any) -> Message:
        made = _append(by, conversation, written, is_forwarded=True, **identity)
        attach_files(by, files, made)
        return made

    content = {"conversation": conversation.pk, "forwarded": message.pk}
    made, created = create_once(Message, author=by, client_id=client_id, content=content, make=make)
    if created:
        _publish_message(made, written, by)
    return made


def answered(conversation: Conversation, message: Message | None) -> Message | None:
    """What a reply refers to: a message of the same conversation that people wrote."""
    if message is None:
        return None
    if message.conversation_id != conversation.pk or message.kind != MessageKind.TEXT:
        raise Problem("unknown_message", _("This message is no longer there."), field="reply_to")
    return message


def _append(
    by: User,
    conversation: Conversation,
    written: RichText,
    *,
    reply_to: Message | None = None,
    **fields: Any,
) -> Message:
    conversation = lock(conversation)
    if not policy.can_write(by, conversation):
        raise PermissionDenied
    root = reply_to and (reply_to.root or reply_to)
    message = append(
        conversation,
        author=by,
        body=written.body,
        body_html=written.html,
        link=own_link(written.html),
        reply_to=reply_to,
        root=root,
        **fields,
    )
    if root:
        Message.objects.filter(pk=root.pk).update(reply_count=F("reply_count") + 1)
        mark_changed(conversation, root)
    advance(by, conversation, message.seq, message.seq - 1)
    return message


def _publish_message(message: Message, written: RichText, by: User) -> None:
    pk = message.conversation_id
    publish(MessageSent(message.pk, pk, by_id=by.pk))
    if named := newly_named(written, "", message.conversation.readers):
        publish(PeopleNamed(message.pk, pk, user_ids=named, by_id=by.pk))


def quoting(message: Message) -> list[Message]:
    """Replies and notes that show the beginning of `message`: they change when it does."""
    thread = Message.objects.filter(root=message.root_id or message.pk)
    found = list(thread.filter(reply_to=message))
    if message.carries:
        later = Message.objects.filter(conversation=message.conversation_id, seq__gt=message.seq)
        found += later.filter(kind=MessageKind.OUTCOME, reply_to=message)
    return found


@transaction.atomic
def post_outcome_note(*, message: Message) -> Message:
    """Note in the conversation that what `message` carries has ended. Whoever ends it sees to it
    that this happens once."""
    conversation = lock(message.conversation)
    mark_changed(conversation, message)
    return append(
        conversation,
        author=message.author,
        kind=MessageKind.OUTCOME,
        carries=message.carries,
        reply_to=message,
    )


def own_link(html: str) -> str:
    """The path of the first link in `html` that leads to a page of ours, for its preview."""
    ours = urlsplit(settings.BASE_URL).netloc
    for address in OWN_ADDRESS.findall(html):
        parts = urlsplit(address)
        if parts.netloc in {"", ours} and parts.path.startswith("/") and len(parts.path) > 1:
            return parts.path
    return ""
