"""How each kind of mail is worded. Apps list theirs as `MAIL_KINDS` in their `notifications.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from accounts.models import User
from kit.discovery import declared
from kit.mails import Content
from notifications.mail.models import Mail


@dataclass(frozen=True)
class Kind:
    """What is to be known of a kind of mail.

    `word` asks what the person may read now, runs in the language of that person, and returns None
    when nothing is left to say. `end` sees to it that the person gets no more of them; without it
    they belong to the person's work and have no end.
    """

    name: str  # the value of Mail.kind
    word: Callable[[Mail], Content | None]
    end: Callable[[User], None] | None


@cache
def mail_kinds() -> dict[str, Kind]:
    """All kinds of mails, by name."""
    return {kind.name: kind for kind in declared("notifications", "MAIL_KINDS")}
