"""Notifications as people read them: one line for each, in the language of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, ngettext

from accounts.models import User
from notifications.kinds import KINDS, NotificationKind
from notifications.models import Notification
from notifications.targets import TargetPreview, previews

WHO = "\0"  # stands in a sentence where the names go


@dataclass(frozen=True)
class NotificationLine:
    """A notification as its recipient sees it now."""

    row: Notification
    preview: TargetPreview

    @property
    def kind(self) -> NotificationKind:
        """Why the person is told."""
        return KINDS[self.row.kind]

    @property
    def icon(self) -> str:
        """The sign of its kind."""
        return self.kind.icon

    @cached_property
    def sentence(self) -> str:
        """What happened, with a mark in place of the names."""
        values = {"count": self.row.actor_count, "who": WHO, "place": self.preview.place}
        return str(self.kind.sentence % values)

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
        if row.actor_count == 1 or self.kind.names_newest_only:
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
        return self.kind.needs_action

    @property
    def text(self) -> str:
        """The sentence in one piece, for programs."""
        return self.sentence.replace(WHO, self.who)


def lines_of(user: User, rows: Iterable[Notification]) -> list[NotificationLine]:
    """What `user` reads in the place of `rows` (of `as_lines`), in a fixed number of queries.

    A row whose target went between the two questions is left out.
    """
    rows = list(rows)
    seen = previews(user, rows)
    return [NotificationLine(row, seen[row.pk]) for row in rows if row.pk in seen]
