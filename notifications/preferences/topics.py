"""The rows and columns of what people may choose."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NotificationChannel(models.TextChoices):
    """On which channel a person is told."""

    BELL = "bell", _("Bell")
    PUSH = "push", _("Mobile")
    MAIL = "mail", _("E-mail")
    DIGEST = "digest", _("Digest")


class NotificationTopic(models.TextChoices):
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
