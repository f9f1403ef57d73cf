"""The kinds of notifications. Every app declares its own, in its `notifications.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

from kit.registry import Registry
from notifications.digest.sections import Section
from notifications.preferences.topics import Topic

Text = str | Promise


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """Why people are told something, and how every way words it.

    In `sentence` %(who)s stands for the people who did it, and %(place)s for where it happened.
    `push_text` stands on locked screens: no name, no place, nothing that was written.
    """

    name: str  # the value of Notification.kind
    label: Text
    topic: Topic
    icon: str
    sentence: Text
    push_text: Text
    replaces: tuple[str, ...] = ()  # kinds of the same thread that say nothing new beside it
    needs_action: bool = False  # the company waits for the person
    names_newest_only: bool = False  # what goes on and on is told by its newest writer alone
    section: Section | None = None  # of the digest, where another one than the list shows it

    def __str__(self) -> str:
        return self.name

    @property
    def is_counted(self) -> bool:
        """Whether the digest finds these without having been told of each."""
        return self.section is not None and self.section.gather is not None


KINDS: Registry[Kind] = Registry()


def register(kind: Kind) -> Kind:
    """Let notifications of this kind exist."""
    KINDS[kind.name] = kind
    return kind


def choices() -> list[tuple[str, Text]]:
    """The names of all kinds with their labels, in an order that no import changes."""
    return [(name, KINDS[name].label) for name in sorted(KINDS)]
