"""The words for kinds of news, for screens that anybody may look at."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.models import Notification

Kind = Notification.Kind
WORDS: dict[str, str | Promise] = {
    Kind.MENTION: _("Somebody mentioned you."),
    Kind.CHAT_MENTION: _("Somebody mentioned you."),
    Kind.COMMENT: _("New comment."),
    Kind.REPLY: _("New reply."),
    Kind.REACTION: _("New reaction."),
    Kind.COMMENT_REACTION: _("New reaction."),
    Kind.SHARE: _("Your post was shared."),
    Kind.URGENT: _("Urgent. Please look now."),
}


def words_for(kind: str) -> str:
    """What is new, without who, where and what."""
    return str(WORDS.get(kind, _("There is something new for you.")))
