"""Why people are told something."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Why the person is told."""

    MENTION = "mention", _("Mention")
    COMMENT = "comment", _("Comment on your post")
    REPLY = "reply", _("Reply to your comment")
    REACTION = "reaction", _("Reaction to your post")
    COMMENT_REACTION = "comment_reaction", _("Reaction to your comment")
    SHARE = "share", _("Your post shared")
    POST = "post", _("Post in one of your spaces")
    CHAT_MENTION = "chat_mention", _("Mention in a chat")
    DIRECT_MESSAGE = "direct_message", _("Direct message")
    CHAT_MESSAGE = "chat_message", _("Message in a chat")
    ANNOUNCEMENT = "announcement", _("Announcement")
    MUST_READ = "must_read", _("Announcement to confirm")
    REMINDER = "reminder", _("Reminder to confirm")
    CORRECTION = "correction", _("Announcement to confirm again")
    REVIEW = "review", _("Announcement to review")
    POLL = "poll", _("Poll")
    POLL_ENDING = "poll_ending", _("End of a poll")
    RESULT = "result", _("Result of a poll")
    SURVEY = "survey", _("Survey")
    SURVEY_ENDING = "survey_ending", _("End of a survey")
    SURVEY_RESULT = "survey_result", _("Result of a survey")
    REQUEST = "request", _("Request to join")
    INVITATION = "invitation", _("Invitation")
    DECLINED = "declined", _("Request declined")
    ADMITTED = "admitted", _("Added to a space")
    ADDED = "added", _("Somebody added to your space from outside")
    MODERATION = "moderation", _("Post removed")
    COMMENT_REMOVED = "comment_removed", _("Comment removed")
    COLLEAGUE = "colleague", _("New colleague")
    URGENT = "urgent", _("Urgent notification")


# of one thread only the latest is news
REPLACES = {
    Kind.REMINDER: (Kind.MUST_READ, Kind.CORRECTION),
    Kind.CORRECTION: (Kind.ANNOUNCEMENT, Kind.MUST_READ, Kind.REMINDER),
    Kind.POLL_ENDING: (Kind.POLL,),
    Kind.RESULT: (Kind.POLL, Kind.POLL_ENDING),
    Kind.SURVEY_ENDING: (Kind.SURVEY,),
    Kind.SURVEY_RESULT: (Kind.SURVEY, Kind.SURVEY_ENDING),
}
