"""The kinds of notifications. Every app declares its own, in its `notifications.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

from kit.registry import Registry
from notifications.digest.sections import DigestSection
from notifications.preferences.topics import NotificationTopic

Text = str | Promise


@dataclass(frozen=True, eq=False, kw_only=True)
class NotificationKind:
    """Why people are told something, and how every channel words it.

    In `sentence` %(who)s stands for the people who did it, and %(place)s for where it happened.
    `push_text` stands on locked screens: no name, no place, nothing that was written.
    """

    name: str  # the value of Notification.kind
    label: Text
    topic: NotificationTopic
    icon: str
    sentence: Text
    push_text: Text
    replaces: tuple[str, ...] = ()  # kinds of the same thread that say nothing new beside it
    needs_action: bool = False  # the company waits for the person
    names_newest_only: bool = False  # what goes on and on is told by its newest writer alone
    section: DigestSection | None = None  # of the digest, where another one than the list shows it

    def __str__(self) -> str:
        return self.name

    @property
    def is_counted(self) -> bool:
        """Whether the digest finds these without having been told of each."""
        return self.section is not None and self.section.gather is not None


KINDS: Registry[NotificationKind] = Registry()


def register(kind: NotificationKind) -> NotificationKind:
    """Let notifications of this kind exist."""
    KINDS[kind.name] = kind
    return kind


def choices() -> list[tuple[str, Text]]:
    """The names of all kinds with their labels, in an order that no import changes."""
    return [(name, KINDS[name].label) for name in sorted(KINDS)]
