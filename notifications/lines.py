"""Notifications as people read them: one line for each, in the language of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext, ngettext_lazy

from accounts.models import User
from notifications.models import Notification
from notifications.sources import Look, looks

Kind = Notification.Kind
WHO = "\0"  # stands in a sentence where the names go
ICONS = {
    Kind.MENTION: "at-sign",
    Kind.COMMENT: "message-square",
    Kind.REPLY: "reply",
    Kind.REACTION: "thumbs-up",
    Kind.COMMENT_REACTION: "thumbs-up",
    Kind.SHARE: "repeat-2",
    Kind.CHAT_MENTION: "message-circle",
    Kind.REQUEST: "user-plus",
    Kind.INVITATION: "mail",
    Kind.DECLINED: "lock",
    Kind.ADMITTED: "user-check",
    Kind.RESULT: "chart-no-axes-column",
    Kind.URGENT: "bell",
}
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
    Kind.CHAT_MENTION: ngettext_lazy(
        "%(who)s mentioned you in a chat", "%(who)s mentioned you in a chat", "count"
    ),
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
        "%(who)s let you into %(place)s", "%(who)s let you into %(place)s", "count"
    ),
    Kind.URGENT: ngettext_lazy("%(who)s calls urgently", "%(who)s call urgently", "count"),
    Kind.RESULT: ngettext_lazy("The poll has ended", "The poll has ended", "count"),
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

    @property
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

    @property
    def who(self) -> str:
        """The newest of those who did it, and how many others."""
        others = self.row.actor_count - 1
        if WHO not in self.sentence or not others:
            return self.row.actor.name if WHO in self.sentence else ""
        pattern = ngettext("%(name)s and %(n)d other", "%(name)s and %(n)d others", others)
        return pattern % {"name": self.row.actor.name, "n": others}

    @property
    def text(self) -> str:
        """The sentence in one piece, for programs."""
        return self.sentence.replace(WHO, self.who)


def lines_of(user: User, rows: Iterable[Notification]) -> list[Line]:
    """What `user` reads in the place of `rows`, in a fixed number of queries.

    A row whose target went between the two questions is left out.
    """
    rows = list(rows)
    seen = looks(user, {(row.target, row.target_id) for row in rows})
    found = ((row, seen.get((row.target, row.target_id))) for row in rows)
    return [Line(row, look) for row, look in found if look]
