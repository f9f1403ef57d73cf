"""How each kind of mail is worded: told by the modules that queue them."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from kit.mails import Content
from notifications.mail.models import Mail


@dataclass(frozen=True)
class Kind:
    """What is to be known of a kind of mail.

    `word` asks what the person may read now, runs in the language of that person, and returns None
    when nothing is left to say. `end` sees to it that the person gets no more of them; without it
    they belong to the person's work and have no end.
    """

    word: Callable[[Mail], Content | None]
    end: Callable[[User], None] | None


KINDS: dict[str, Kind] = {}
