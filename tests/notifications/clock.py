"""A clock that tests set, and the worker that does what is due by it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from chat.tasks import send_what_is_due
from kit.jobs.outbox import work
from notifications.delivery.gathering import GATHER
from notifications.delivery.sending import deliver_due

BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    """The time of the server, in Berlin."""

    def __init__(self, text):
        self.set(text)

    def __call__(self):
        return self.now

    def set(self, text):
        self.now = datetime.fromisoformat(text).replace(tzinfo=BERLIN)

    def on(self, **span):
        """Let time pass, and the worker do what is due then."""
        self.now = (self.now.astimezone(UTC) + timedelta(**span)).astimezone(BERLIN)
        run()


def run():
    """What the worker does within half a minute: events, what was planned, what is due."""
    send_what_is_due()
    while work():
        pass
    deliver_due(timezone.now() + GATHER)
