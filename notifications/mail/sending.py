"""Handing mails over to the mail server, each at least once and always the same.

A worker takes a batch for a few minutes, words what has no words yet and stores them, hands each
mail over and notes that. Killed anywhere in between, the mail goes out again a little later, with
the same Message-ID and to the letter: mail servers and programs show it once.
"""

import logging
import re
import smtplib
from datetime import datetime
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F

from kit import mails
from kit.database import server_time
from kit.jobs.outbox import described, publish
from kit.text.user_locale import user_locale
from notifications.mail.events import MailsWaiting
from notifications.mail.models import Mail, RefusedAddress
from notifications.mail.renderers import mail_renderers
from notifications.mail.unsubscribe import unsubscribe_address

log = logging.getLogger("notifications.mail")

BATCH = 100
POLICY = re.compile(r"^5\.7\.")  # refused for who we are, not for who they are
State = Mail.State


def send_in_turns() -> None:
    """Send one batch, and ask for another turn when it was a full one."""
    if send_due() == BATCH:
        publish(MailsWaiting())


def send_due(now: datetime | None = None) -> int:
    """Send one batch of what is due; returns how many were taken."""
    taken = Mail.objects.select_related("user").claim(BATCH, now)
    server = get_connection()
    left = iter(taken)
    try:
        for mail in left:
            if _is_ready(mail):
                server.open()
                _hand_over(mail, server)
    except OSError as problem:  # all of smtplib's errors are such; those of one mail end below
        for waiting in (mail, *left):
            _try_later(waiting, _described(problem))
    finally:
        _close(server)
    return len(taken)


def _is_ready(mail: Mail) -> bool:
    """Word a mail that has no words; False when it is not to be sent (any more)."""
    if not mail.user.is_active or not mail.user.email:
        return _finish(mail, State.DROPPED)
    if RefusedAddress.objects.off().filter(address=mail.address or mail.user.email).exists():
        return _finish(mail, State.DROPPED, problem="address off")
    return mail.renew() if mail.is_worded else _render(mail)


def _render(mail: Mail) -> bool:
    """Find words for a mail; False when nothing is left to say, or when it cannot be said now."""
    try:
        with user_locale(mail.user):
            content = mail_renderers()[mail.kind].render(mail)
    except Exception as error:
        log.warning("mail not worded", exc_info=True, extra={"kind": mail.kind, "mail": mail.pk})
        return _try_later(mail, described(error))
    if content is None:
        return _finish(mail, State.DROPPED)
    words = {"address": mail.user.email, **vars(content)}
    vars(mail).update(words)
    return mail.renew(**words)


def _hand_over(mail: Mail, server: Any) -> None:
    """Give one mail to the server and note what it said. Raises OSError when it is away."""
    content = mails.Content(mail.subject, mail.text, mail.html)
    message = mails.email_message(
        content,
        to=mail.address,
        message_id=mail.message_id,
        at=mail.created_at,
        unsubscribe=_way_out(mail),
    )
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        _refused(mail, code, said.decode(errors="replace"))
    except smtplib.SMTPResponseException as refusal:
        _try_later(mail, _described(refusal))
    else:
        _finish(mail, State.SENT)
        RefusedAddress.objects.filter(address=mail.address).delete()


def _way_out(mail: Mail) -> str:
    """The address that ends mails of this kind, where they have an end."""
    ends = mail_renderers()[mail.kind].unsubscribe
    return unsubscribe_address(mail.user, mail.kind, mail.created_at) if ends else ""


def _refused(mail: Mail, code: int, said: str) -> None:
    """An address that is not there fails for good and is counted; anything else may pass."""
    problem = f"{code} {said}"
    if not 500 <= code < 600 or POLICY.match(said):
        _try_later(mail, problem)
    else:
        Mail.objects.give_up([mail], problem)
        _count_refusal(mail.address, problem)


@transaction.atomic
def _count_refusal(address: str, problem: str) -> None:
    RefusedAddress.objects.get_or_create(address=address)
    RefusedAddress.objects.filter(address=address).update(
        count=F("count") + 1, problem=problem[:200], refused_at=server_time.now()
    )


def _try_later(mail: Mail, problem: str) -> bool:
    Mail.objects.retry_later([mail], problem)
    return False


def _finish(mail: Mail, state: Mail.State, problem: str = "") -> bool:
    Mail.objects.these([mail]).finish_and_erase(state, problem)
    return False


def _described(problem: Exception) -> str:
    """What went wrong with the server; its words, for it knows nothing that people wrote."""
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        return f"{problem.smtp_code} {words}"
    return f"{type(problem).__name__} {problem.args[-1] if problem.args else ''}".strip()


def _close(server: Any) -> None:
    try:
        server.close()
    except OSError:  # it has gone already
        pass
