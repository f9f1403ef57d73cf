"""When notifications work by themselves."""

from kit.jobs.scheduler import every
from notifications.delivery import maintenance, sending
from notifications.digest import actions as digest
from notifications.digest.build import start_due
from notifications.mail.sending import send_in_turns


@every(minutes=1)
def send_mails() -> None:
    """Send what waited for its next attempt, or whose worker died."""
    send_in_turns()


@every(minutes=1)
def make_digests() -> None:
    """Make the digests whose hour has come."""
    digest.plan_for_everybody()
    start_due()


@every(minutes=1)
def deliver_due() -> None:
    """Send what has waited until now: for the end of quiet time, or for another attempt."""
    sending.deliver_due()


@every(minutes=1)
def close_what_was_seen() -> None:
    """Take away from devices what people have seen on a page meanwhile."""
    maintenance.close_what_was_seen()


@every(minutes=10)
def mail_what_reached_nobody() -> None:
    """Tell by mail what no device of a person got within a day."""
    maintenance.mail_what_reached_nobody()
