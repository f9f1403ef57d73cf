"""How each kind of mail is worded. Apps list `MAIL_RENDERERS` in their `notifications.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from accounts.models import User
from kit.discovery import declared
from kit.mails import Content
from notifications.mail.models import Mail


@dataclass(frozen=True)
class MailRenderer:
    """How one kind of mail is worded, and how a person stops it.

    `render` asks what the person may read now, runs in the language of that person, and returns
    None when nothing is left to say. Mails without `unsubscribe` belong to the person's work and
    cannot be stopped.
    """

    name: str  # the value of Mail.kind
    render: Callable[[Mail], Content | None]
    unsubscribe: Callable[[User], None] | None


@cache
def mail_renderers() -> dict[str, MailRenderer]:
    """All of them, by the kind of mail."""
    return {one.name: one for one in declared("notifications", "MAIL_RENDERERS")}
