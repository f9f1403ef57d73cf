"""The mails of a site without a mail server: read from the files they were written to."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User

BORDER = "\n" + "-" * 79 + "\n"  # as Django writes it behind every mail
SHOWN = 50


@dataclass(frozen=True)
class StoredMail:
    """One mail of the folder."""

    key: str
    mail: Any
    written_at: datetime

    @property
    def sent_at(self) -> datetime:
        """When it says it was sent; -0000 is UTC, and nonsense the time of its file."""
        said = getattr(self.mail["Date"], "datetime", None) or self.written_at
        return said if said.tzinfo else said.replace(tzinfo=UTC)

    @property
    def text(self) -> str:
        """The text part."""
        return _content(self.mail, "plain")

    @property
    def html(self) -> str:
        """The HTML part, empty without one."""
        return _content(self.mail, "html")


def may_look(user: Any) -> bool:
    """Whether this is a site without a mail server, and `user` keeps it."""
    return settings.LOCAL_MAILBOX and getattr(user, "role", "") == User.Role.ADMINISTRATOR


def newest() -> list[StoredMail]:
    """The last mails, the newest first."""
    found: list[StoredMail] = []
    for path in sorted(_files(), key=lambda file: file.stat().st_mtime, reverse=True):
        found += reversed(list(_letters(path)))
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def found(key: str) -> StoredMail | None:
    """One of them."""
    return next((letter for letter in newest() if letter.key == key), None)


def _files() -> Iterator[Path]:
    return Path(settings.EMAIL_FILE_PATH).glob("*.log")


def _letters(path: Path) -> Iterator[StoredMail]:
    written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    for part in path.read_text(encoding="utf-8", errors="replace").split(BORDER):
        if part.strip():
            mail = message_from_string(part, policy=default)
            yield StoredMail(hashlib.sha256(part.encode()).hexdigest()[:16], mail, written_at)


def _content(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))  # type: ignore[arg-type]
    return body.get_content() if body else ""
