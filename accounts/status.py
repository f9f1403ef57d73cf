"""What people say about themselves for a while: "With a customer until 14:30".

Nobody is watched for it: it is there because the person said so, and it ends by itself.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.text import humanize

STATUS_LENGTH = 60
STATUS_DAYS = 90  # who is away for longer says so again


class StatusKind(models.TextChoices):
    """What somebody may be doing."""

    NONE = "", gettext_lazy("No status")
    CUSTOMER = "customer", gettext_lazy("With a customer")
    DRIVING = "driving", gettext_lazy("On the road")
    MEETING = "meeting", gettext_lazy("In a meeting")
    FOCUS = "focus", gettext_lazy("Please do not disturb")
    AWAY = "away", gettext_lazy("Away")
    OFFICE = "office", gettext_lazy("In the office")
    HOME = "home", gettext_lazy("Working from home")


ICONS: dict[str, str] = {
    StatusKind.CUSTOMER: "truck",
    StatusKind.DRIVING: "car",
    StatusKind.MEETING: "users",
    StatusKind.FOCUS: "moon",
    StatusKind.AWAY: "coffee",
    StatusKind.OFFICE: "building",
    StatusKind.HOME: "house",
}
# Hold back whatever rings, as quiet time does; the others say where one is, not that one is busy.
SILENCING = frozenset(
    {
        StatusKind.CUSTOMER,
        StatusKind.DRIVING,
        StatusKind.MEETING,
        StatusKind.FOCUS,
        StatusKind.AWAY,
    }
)


class HasStatus(models.Model):
    """The columns of a status, and what they mean at this moment. Asking costs no query."""

    status = models.CharField(
        gettext_lazy("status"), max_length=20, blank=True, choices=StatusKind.choices
    )
    status_words = models.CharField(
        gettext_lazy("status in own words"), max_length=STATUS_LENGTH, blank=True
    )
    status_until = models.DateTimeField(gettext_lazy("status until"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def has_status(self) -> bool:
        """Whether there is a status that has not ended."""
        return self._end is not None

    @property
    def is_busy(self) -> bool:
        """Whether the status says that the person cannot be reached now."""
        return self.busy_until(timezone.now()) is not None

    @property
    def silence_words(self) -> str:
        """Until when the status holds back what rings; empty if it does not."""
        end = self.busy_until(timezone.now())
        return holds_back(end) if end else ""

    @property
    def status_now(self) -> str:
        """The status as a sentence in the reader's language and time zone; empty without one."""
        if not (end := self._end):
            return ""
        what = self.status_words or self.get_status_display()
        values = {"what": what, "time": humanize.end_time(end)}
        # Translators: what somebody is doing, as in "With a customer until 14:30"
        return _("%(what)s until %(time)s") % values

    @property
    def status_icon(self) -> str:
        """The icon of the status; empty without one."""
        return ICONS.get(self.status, "") if self.has_status else ""

    def busy_until(self, at: datetime) -> datetime | None:
        """When the person can be reached again, as far as the status says; None when at `at`."""
        return busy_until(self.status, self.status_until, at)

    @property
    def _end(self) -> datetime | None:
        """When the status will end; None without one, and when it has ended."""
        end = self.status_until if self.status else None
        return end if end and end > timezone.now() else None


def busy_until(kind: str, until: datetime | None, at: datetime) -> datetime | None:
    """Until when this status silences what rings at `at`; None if it does not."""
    return until if kind in SILENCING and until and until > at else None


def holds_back(end: datetime) -> str:
    """What a silencing status does, for the person who chooses it."""
    words = _("Holds back notifications until %(time)s. Urgent ones come through.")
    return words % {"time": humanize.end_time(end)}


def midday(now: datetime) -> datetime:
    """Noon of the day that `now` is in, in the current time zone."""
    return timezone.localtime(now).replace(hour=12, minute=0, second=0, microsecond=0)


def day_end(now: datetime) -> datetime:
    """The last minute of that day."""
    return timezone.localtime(now).replace(hour=23, minute=59, second=0, microsecond=0)


def in_an_hour(now: datetime) -> datetime:
    """An hour later, on a full minute."""
    return (now + timedelta(hours=1)).replace(second=0, microsecond=0)


SPANS = {"hour": in_an_hour, "noon": midday, "day": day_end}

# Said with one tap, and for how long: what people do most often, and what they say on the road.
QUICK_CHOICES: dict[StatusKind, str] = {
    StatusKind.CUSTOMER: "hour",
    StatusKind.DRIVING: "hour",
    StatusKind.OFFICE: "day",
    StatusKind.HOME: "day",
}
ROAD_CHOICES: dict[StatusKind, str] = {
    StatusKind.CUSTOMER: "hour",
    StatusKind.DRIVING: "hour",
    StatusKind.FOCUS: "hour",
}
