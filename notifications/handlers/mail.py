"""Sending mails, and not sending them to people who have left."""

from accounts.events import PersonDeactivated
from kit.jobs.outbox import on
from notifications.mail.events import MailsWaiting
from notifications.mail.queue import drop_mails_of
from notifications.mail.sending import send_in_turns


@on(MailsWaiting)
def send_mails(event: MailsWaiting) -> None:
    """Send a batch; the next one is further work, so that other work comes in between."""
    send_in_turns()


@on(PersonDeactivated)
def drop_mails(event: PersonDeactivated) -> None:
    """Send nothing more to a person who has left."""
    drop_mails_of(event.user_id)
