"""What the queue of mails says to whoever sends them."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class MailsWaiting(Event):
    """There are mails to send. Which ones, the queue knows."""
