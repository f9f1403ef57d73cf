"""What the templates of conversations say: short lines, notes, days, times of a list."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from chat.embedding import outcome_of
from chat.models import Conversation, ConversationKind, Message, MessageKind
from kit.templatetags.ui import avatar, spacemark
from kit.text import humanize, rendering
from reactions.models import ReactionKind

register = template.Library()

LINE_LENGTH = 90
WEEK = 7  # days within which a weekday says enough


@register.simple_tag
def chat_mark(conversation: Any, size: str = "") -> str:
    """The picture of a conversation: the other person, the space, or the mark of the group."""
    if conversation.partner_ids:
        return avatar(conversation.partner, size) if conversation.partner else ""
    return spacemark(conversation.space or conversation, size)


@register.simple_tag
def last_line(conversation: Conversation) -> str:
    """What was last written in a conversation, with whose words they are."""
    message = conversation.last_message
    if message is None:
        return _("No messages yet")
    if message.kind != MessageKind.TEXT:
        return note(message)
    words = line(message)
    if message.author_id == conversation.viewer_id:  # type: ignore[attr-defined]
        return _("You: %(words)s") % {"words": words}
    if conversation.kind == ConversationKind.DIRECT:
        return words
    return f"{message.author.first_name}: {words}"


@register.filter
def line(message: Message) -> str:
    """A message on one line; what has no words is named."""
    if message.deleted_at:
        return _("Message deleted")
    return rendering.excerpt(message.body, LINE_LENGTH) or _files_line(message)


def _files_line(message: Message) -> str:
    files = list(message.files.all())
    pictures = sum(file.is_picture for file in files)
    if pictures == len(files):
        return ngettext("Photo", "%(count)d photos", pictures) % {"count": pictures}
    return ngettext("File", "%(count)d files", len(files)) % {"count": len(files)}


@register.filter
def note(message: Message) -> str:
    """What a note of the product says."""
    if message.kind == MessageKind.OUTCOME:
        return outcome_of(message)
    names = {"name": message.author.name, "other": message.about.name if message.about else ""}
    sentences = {
        MessageKind.CREATED: _("%(name)s created this group"),
        MessageKind.ADDED: _("%(name)s added %(other)s"),
        MessageKind.LEFT: _("%(name)s left"),
        MessageKind.REMOVED: _("%(name)s removed %(other)s"),
        MessageKind.RENAMED: _("%(name)s named the group “%(title)s”"),
    }
    return sentences[MessageKind(message.kind)] % {**names, "title": message.body}


@register.filter
def day_words(day: date) -> str:
    """The divider above the messages of a day."""
    ago = (timezone.localdate() - day).days
    if ago in (0, 1):
        return _("Today") if ago == 0 else _("Yesterday")
    # Translators: Django date format above the messages of a day, as in "Friday 20 November"
    near = pgettext("date format", "l j F")
    # Translators: the same for another year, as in "3 November 2025"
    far = pgettext("date format", "j F Y")
    return date_format(day, near if day.year == timezone.localdate().year else far)


@register.simple_tag
def list_time(moment: datetime) -> SafeString:
    """When a conversation last moved: the time today, the weekday this week, else the date."""
    local, today = timezone.localtime(moment), timezone.localdate()
    ago = (today - local.date()).days
    if ago == 0:
        words = humanize.clock(moment)
    elif ago < WEEK:
        words = date_format(local, "D")
    else:
        # Translators: Django date format of a day in a narrow list, as in "3 Nov"
        words = date_format(local, pgettext("date format", "j M"))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@register.simple_tag
def clock_time(moment: datetime) -> SafeString:
    """Hours and minutes, with the full date as title."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        humanize.in_full(moment),
        humanize.clock(moment),
    )


@register.simple_tag
def reaction_buttons(message: Any) -> list[dict[str, Any]]:
    """The reactions to a message: sign, name, how many, whether one of them is the viewer's."""
    return [
        {"kind": kind, "count": count, "mine": kind == message.my_reaction}
        for kind, count in message.reaction_kinds
    ]


@register.filter
def emoji(kind: str) -> str:
    """The sign of a reaction."""
    return ReactionKind(kind).emoji
