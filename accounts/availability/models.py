"""What is stored about when it may ring; `plan` says what it means."""

from datetime import time
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.jobs.retention import kept_for
from kit.text import humanize

DAY_BEGINS, DAY_ENDS = time(7), time(18)  # unless the company says otherwise
SUNDAY = 6


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Questions about shifts."""

    def visible_to(self, user: Any) -> "ShiftQuerySet":
        """A plan is one's own; colleagues learn when somebody is back, and nothing else."""
        return self.filter(user=user.pk)

    def in_order(self) -> "ShiftQuerySet":
        """The next one first."""
        return self.order_by("start", "pk")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Questions about days off."""

    def visible_to(self, user: Any) -> "AbsenceQuerySet":
        """Why somebody is away is nobody else's business."""
        return self.filter(user=user.pk)

    def in_order(self) -> "AbsenceQuerySet":
        """The next one first."""
        return self.order_by("first_day", "pk")


class QuietTime(models.Model):
    """What a person wants. Without a row: the company's quiet time."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="quiet_time"
    )
    is_on = models.BooleanField(_("quiet time"), default=True)
    is_own = models.BooleanField(_("own working hours"), default=False)

    class Meta:
        verbose_name = _("quiet time")
        verbose_name_plural = _("quiet times")


class WorkingHours(models.Model):
    """Hours of one weekday (0 is Monday) at which it may ring. An end that is not after the start
    is on the next day. They count where the person's quiet time is the person's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    start = models.TimeField(_("from"))
    end = models.TimeField(_("until"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "weekday", "start"], name="hours_begin_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__lte=SUNDAY), name="weekday_of_a_week"
            ),
        ]


# where people have been is not kept
class ShiftKind(models.TextChoices):
    """What the person does."""

    SHIFT = "shift", _("Shift")
    ON_CALL = "on_call", _("On call")


@kept_for(days=31, since="end")
class Shift(models.Model):
    """An entry of a person's calendar: working time, whatever the week says.

    A shift stands in place of the working hours of the days it covers; being on call adds to them.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts", verbose_name=_("person")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=ShiftKind.choices, default=ShiftKind.SHIFT
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))

    repeated = False  # true on what had been entered before

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "start", "end", "kind"], name="shift_is_entered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="shift_ends_after_its_start"
            ),
        ]
        indexes = [models.Index(fields=["user", "end"], name="shifts_to_come")]

    @property
    def start_words(self) -> str:
        """When it begins, for people."""
        return humanize.end_time(self.start)

    @property
    def end_words(self) -> str:
        """When it ends, for people."""
        return humanize.end_time(self.end)


@kept_for(days=31, since="last_day")
class Absence(models.Model):
    """Days on which a person is away. What begins on them does not happen."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    repeated = False  # true on what had been entered before

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "first_day", "last_day"], name="absence_is_entered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="absence_ends_after_its_start",
            ),
        ]
        indexes = [models.Index(fields=["user", "last_day"], name="absences_to_come")]

    @property
    def words(self) -> str:
        """The days, for people."""
        if self.first_day == self.last_day:
            return humanize.day(self.first_day)
        return f"{humanize.day(self.first_day)} – {humanize.day(self.last_day)}"


class CompanyHours(models.Model):
    """The quiet time of everybody who has none of their own, its limits, and who may break it.

    There is at most one row; `current` gives what holds without it.
    """

    class Urgent(models.TextChoices):
        """The role from which on people may send urgently; the list of senders adds to it."""

        NOBODY = "", _("Only people on the list")
        ADMINISTRATORS = "administrator", _("Administrators")
        EDITORS = "editor", _("Editors and administrators")

    is_on = models.BooleanField(_("quiet time"), default=True)
    quiet_from = models.TimeField(_("quiet from"), default=DAY_ENDS)
    quiet_until = models.TimeField(_("quiet until"), default=DAY_BEGINS)
    quiet_weekends = models.BooleanField(_("weekends are quiet"), default=True)
    earliest = models.TimeField(
        _("never before"),
        null=True,
        blank=True,
        help_text=_("Applies to everyone outside their shifts, whatever they choose."),
    )
    latest = models.TimeField(_("never after"), null=True, blank=True)
    urgent_role = models.CharField(
        _("may send urgently"),
        max_length=20,
        blank=True,
        choices=Urgent.choices,
        default=Urgent.ADMINISTRATORS,
    )

    class Meta:
        verbose_name = _("company's quiet time")
        verbose_name_plural = _("company's quiet time")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_company_hours")
        ]

    @classmethod
    def current(cls) -> "CompanyHours":
        """What holds now."""
        return cls.objects.first() or cls(pk=1)

    @property
    def limit(self) -> tuple[time, time] | None:
        """Earliest and latest time at which it may ring; None when nothing is limited."""
        if self.earliest is None and self.latest is None:
            return None
        return self.earliest or time.min, self.latest or time.min


class UrgentSender(models.Model):
    """The on-call list: people who may send urgently whatever their role."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="urgent_sender",
        verbose_name=_("person"),
    )

    class Meta:
        verbose_name = _("urgent sender")
        verbose_name_plural = _("urgent senders")
