"""The words for what is new, for screens that anybody may look at."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind
from notifications.preferences.topics import TOPIC_OF, Topic

URGENT = _("Urgent. Please look now.")
WORDS: dict[Topic, str | Promise] = {
    Topic.DIRECT: _("New message."),
    Topic.MENTIONS: _("Somebody mentioned you."),
    Topic.REPLIES: _("New reply."),
    Topic.MUST_READS: _("Something waits for your confirmation."),
    Topic.ANNOUNCEMENTS: _("There is news."),
    Topic.CHATS: _("New message."),
    Topic.POLLS: _("There is something new about a poll or survey."),
    Topic.INVITATIONS: _("New invitation or request."),
    Topic.SPACE_POSTS: _("New post."),
    Topic.REACTIONS: _("New reaction."),
    Topic.SHARES: _("Your post was shared."),
    Topic.COLLEAGUES: _("Somebody is new here."),
    Topic.MODERATION: _("There is a decision about a post of yours."),
}


def words_for(kind: str) -> str:
    """What is new, without who, where and what."""
    return str(URGENT if kind == Kind.URGENT else WORDS[TOPIC_OF[Kind(kind)]])
