"""Notifications as people read them: one line for each, in the language of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, gettext_lazy, ngettext, ngettext_lazy

from accounts.models import User
from notifications.kinds import Kind
from notifications.models import Notification
from notifications.sources import Look, looks

WHO = "\0"  # stands in a sentence where the names go
ICONS = {
    Kind.MENTION: "at-sign",
    Kind.COMMENT: "message-square",
    Kind.REPLY: "reply",
    Kind.REACTION: "thumbs-up",
    Kind.COMMENT_REACTION: "thumbs-up",
    Kind.SHARE: "repeat-2",
    Kind.POST: "pencil",
    Kind.CHAT_MENTION: "at-sign",
    Kind.DIRECT_MESSAGE: "message-circle",
    Kind.CHAT_MESSAGE: "message-circle",
    Kind.ANNOUNCEMENT: "megaphone",
    Kind.MUST_READ: "megaphone",
    Kind.REMINDER: "megaphone",
    Kind.CORRECTION: "megaphone",
    Kind.REVIEW: "eye",
    Kind.POLL: "chart-no-axes-column",
    Kind.POLL_ENDING: "chart-no-axes-column",
    Kind.RESULT: "chart-no-axes-column",
    Kind.SURVEY: "clipboard-list",
    Kind.SURVEY_ENDING: "clipboard-list",
    Kind.SURVEY_RESULT: "clipboard-list",
    Kind.REQUEST: "user-plus",
    Kind.INVITATION: "mail",
    Kind.DECLINED: "lock",
    Kind.ADMITTED: "user-check",
    Kind.ADDED: "user-plus",
    Kind.MODERATION: "trash-2",
    Kind.COMMENT_REMOVED: "trash-2",
    Kind.COLLEAGUE: "user-plus",
    Kind.URGENT: "bell",
}
ASKING = {Kind.MUST_READ, Kind.REMINDER, Kind.CORRECTION}  # what the company waits for
# what goes on and on is told by its newest writer alone
NEWEST_ONLY = {Kind.POST, Kind.DIRECT_MESSAGE, Kind.CHAT_MESSAGE, Kind.CHAT_MENTION}
SENTENCES = {
    Kind.MENTION: ngettext_lazy("%(who)s mentioned you", "%(who)s mentioned you", "count"),
    Kind.COMMENT: ngettext_lazy(
        "%(who)s commented on your post", "%(who)s commented on your post", "count"
    ),
    Kind.REPLY: ngettext_lazy(
        "%(who)s replied to your comment", "%(who)s replied to your comment", "count"
    ),
    Kind.REACTION: ngettext_lazy(
        "%(who)s reacted to your post", "%(who)s reacted to your post", "count"
    ),
    Kind.COMMENT_REACTION: ngettext_lazy(
        "%(who)s reacted to your comment", "%(who)s reacted to your comment", "count"
    ),
    Kind.SHARE: ngettext_lazy("%(who)s shared your post", "%(who)s shared your post", "count"),
    Kind.POST: gettext_lazy("%(who)s posted in %(place)s"),
    Kind.CHAT_MENTION: gettext_lazy("%(who)s mentioned you in a chat"),
    Kind.DIRECT_MESSAGE: gettext_lazy("%(who)s wrote to you"),
    Kind.CHAT_MESSAGE: gettext_lazy("%(who)s wrote in %(place)s"),
    Kind.ANNOUNCEMENT: gettext_lazy("News from %(who)s"),
    Kind.MUST_READ: gettext_lazy("%(who)s needs your confirmation"),
    Kind.REMINDER: gettext_lazy("%(who)s reminds you to confirm"),
    Kind.CORRECTION: gettext_lazy("%(who)s asks you to confirm again"),
    Kind.POLL: gettext_lazy("%(who)s started a poll"),
    Kind.POLL_ENDING: gettext_lazy("A poll ends soon"),
    Kind.RESULT: gettext_lazy("The poll has ended"),
    Kind.SURVEY: gettext_lazy("%(who)s asks for your answers"),
    Kind.REVIEW: gettext_lazy("%(who)s asks for a review"),
    Kind.SURVEY_ENDING: gettext_lazy("A survey ends soon"),
    Kind.SURVEY_RESULT: gettext_lazy("The results of a survey are in"),
    Kind.REQUEST: ngettext_lazy(
        "%(who)s would like to join %(place)s", "%(who)s would like to join %(place)s", "count"
    ),
    Kind.INVITATION: ngettext_lazy(
        "%(who)s invited you to %(place)s", "%(who)s invited you to %(place)s", "count"
    ),
    Kind.DECLINED: ngettext_lazy(
        "%(who)s declined your request to join %(place)s",
        "%(who)s declined your request to join %(place)s",
        "count",
    ),
    Kind.ADMITTED: ngettext_lazy(
        "%(who)s accepted you into %(place)s", "%(who)s accepted you into %(place)s", "count"
    ),
    Kind.ADDED: gettext_lazy("%(who)s, who does not belong here, put somebody into %(place)s"),
    Kind.MODERATION: gettext_lazy("%(who)s removed your post from %(place)s"),
    Kind.COMMENT_REMOVED: gettext_lazy("%(who)s removed your comment on a post"),
    Kind.COLLEAGUE: ngettext_lazy("%(who)s is new here", "%(who)s are new here", "count"),
    Kind.URGENT: ngettext_lazy(
        "%(who)s needs your attention now", "%(who)s need your attention now", "count"
    ),
}


@dataclass(frozen=True)
class Line:
    """A notification as its recipient sees it now."""

    row: Notification
    look: Look

    @property
    def icon(self) -> str:
        """The sign of its kind."""
        return ICONS[Kind(self.row.kind)]

    @cached_property
    def sentence(self) -> str:
        """What happened, with a mark in place of the names."""
        values = {"count": self.row.actor_count, "who": WHO, "place": self.look.place}
        return str(SENTENCES[Kind(self.row.kind)] % values)

    @property
    def before(self) -> str:
        """The sentence up to the names; all of it where it names nobody."""
        return self.sentence.partition(WHO)[0]

    @property
    def after(self) -> str:
        """The sentence behind the names."""
        return self.sentence.partition(WHO)[2]

    @cached_property
    def who(self) -> str:
        """The newest of those who did it: one by full name, two by first names, and how many more
        there are. Empty where the sentence names nobody."""
        row = self.row
        if WHO not in self.sentence:
            return ""
        if row.actor_count == 1 or row.kind in NEWEST_ONLY:
            return row.actor.name
        values = {"first": row.actor.first_name, "second": row.second_name}
        if row.actor_count == 2:
            return gettext("%(first)s and %(second)s") % values
        n = row.actor_count - 2
        words = ngettext(
            "%(first)s, %(second)s and %(n)d other", "%(first)s, %(second)s and %(n)d others", n
        )
        return words % {**values, "n": n}

    @property
    def is_asking(self) -> bool:
        """Whether the company waits for the person."""
        return self.row.kind in ASKING

    @property
    def text(self) -> str:
        """The sentence in one piece, for programs."""
        return self.sentence.replace(WHO, self.who)


def lines_of(user: User, rows: Iterable[Notification]) -> list[Line]:
    """What `user` reads in the place of `rows` (of `as_lines`), in a fixed number of queries.

    A row whose target went between the two questions is left out.
    """
    rows = list(rows)
    seen = looks(user, rows)
    return [Line(row, seen[row.pk]) for row in rows if row.pk in seen]
