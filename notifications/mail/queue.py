"""Writing mails down, and what may become of those that wait."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from kit import mails
from kit.database import server_time
from kit.jobs.outbox import publish
from notifications.mail.events import MailsWaiting
from notifications.mail.models import Mail, MailKind, RefusedAddress


def queue_mail(*, to: User, kind: MailKind, key: str, **parts: Any) -> Mail | None:
    """Write down that `to` gets a mail; the same `key` again is the same mail.

    None where the person has no address that takes mails.
    """
    if not takes_mail(to):
        return None
    mail = new_mail(to, kind, key, parts)
    queue_mails([mail])
    return Mail.objects.get(message_id=mail.message_id)


def new_mail(to: User, kind: MailKind, key: str, parts: dict[str, Any]) -> Mail:
    """A mail that is not yet written down. `parts` are ids; the words come later."""
    now = server_time.now()
    name = message_id(kind, key)
    return Mail(message_id=name, user=to, kind=kind, parts=parts, created_at=now, due_at=now)


@transaction.atomic
def queue_mails(rows: Iterable[Mail]) -> None:
    """Write many down in one statement, leaving out those that are known."""
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    publish(MailsWaiting())


def message_id(kind: MailKind, key: str) -> str:
    """The name of a mail: it follows from what it tells, so a repeat is recognised."""
    return f"<{kind}.{key}@{mails.host()}>"


def takes_mail(user: User) -> bool:
    """Whether mails to `user` have a chance to arrive."""
    off = RefusedAddress.objects.off()
    is_person = user.is_active and not user.is_bot
    return is_person and bool(user.email) and not off.filter(address=user.email).exists()


def drop_mails_of(user_id: int) -> None:
    """Send nothing more to a person who has left."""
    Mail.objects.filter(user=user_id).finish_and_erase(Mail.State.DROPPED)


@transaction.atomic
def send_again(mails: Iterable[Mail]) -> int:
    """Start given-up mails anew, word for word as they were; returns how many."""
    publish(MailsWaiting())
    return Mail.objects.these(mails).start_anew()


@transaction.atomic
def use_address_again(*, by: User) -> None:
    """The person says that mails arrive now: forget that the own address was refused."""
    RefusedAddress.objects.filter(address=by.email).delete()
