"""The rows and columns of what people may choose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind


class Channel(models.TextChoices):
    """On which way a person is told."""

    BELL = "bell", _("Bell")
    PUSH = "push", _("Mobile")
    MAIL = "mail", _("E-mail")
    DIGEST = "digest", _("Digest")


class Topic(models.TextChoices):
    """Kinds of notifications as people tell them apart."""

    DIRECT = "direct", _("Direct messages")
    MENTIONS = "mentions", _("When somebody mentions me")
    REPLIES = "replies", _("Replies and comments")
    MUST_READS = "must_reads", _("News to confirm")
    ANNOUNCEMENTS = "announcements", _("News")
    CHATS = "chats", _("Group chats")
    POLLS = "polls", _("Polls and surveys")
    INVITATIONS = "invitations", _("Invitations and requests")
    SPACE_POSTS = "space_posts", _("New posts in my spaces")
    REACTIONS = "reactions", _("Reactions to my posts")
    SHARES = "shares", _("Shares of my posts")
    COLLEAGUES = "colleagues", _("New colleagues")
    MODERATION = "moderation", _("When something of mine is removed")


KINDS_OF = {
    Topic.DIRECT: (Kind.DIRECT_MESSAGE,),
    Topic.MENTIONS: (Kind.MENTION, Kind.CHAT_MENTION),
    Topic.REPLIES: (Kind.COMMENT, Kind.REPLY),
    Topic.MUST_READS: (Kind.MUST_READ, Kind.REMINDER, Kind.CORRECTION, Kind.URGENT),
    Topic.ANNOUNCEMENTS: (Kind.ANNOUNCEMENT,),
    Topic.CHATS: (Kind.CHAT_MESSAGE,),
    Topic.POLLS: (
        Kind.POLL,
        Kind.POLL_ENDING,
        Kind.RESULT,
        Kind.SURVEY,
        Kind.SURVEY_ENDING,
        Kind.SURVEY_RESULT,
    ),
    Topic.INVITATIONS: (
        Kind.REQUEST,
        Kind.REVIEW,
        Kind.INVITATION,
        Kind.DECLINED,
        Kind.ADMITTED,
        Kind.ADDED,
    ),
    Topic.SPACE_POSTS: (Kind.POST,),
    Topic.REACTIONS: (Kind.REACTION, Kind.COMMENT_REACTION),
    Topic.SHARES: (Kind.SHARE,),
    Topic.COLLEAGUES: (Kind.COLLEAGUE,),
    Topic.MODERATION: (Kind.MODERATION, Kind.COMMENT_REMOVED),
}
TOPIC_OF = {kind: topic for topic, kinds in KINDS_OF.items() for kind in kinds}
