"""When it may ring for me: quiet time, hours, shifts and days off."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts import actions
from accounts.authentication import writing
from accounts.availability import serializers as shapes
from accounts.availability.presentation import quiet_hours_of
from accounts.availability.quiet_time import quiet_until
from accounts.models import Absence, ApiToken, Shift, User
from kit.api.methods import call, create
from kit.api.views import Viewset


class Mine(Viewset):
    """What belongs to the person who asks."""

    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)

    @property
    def user(self) -> User:
        """The person who asks."""
        return self.request.user


class Availability(Mine):
    """My quiet time and the hours of my week."""

    model = User
    serializer_class = shapes.QuietTimeRow

    def fresh(self, user: User) -> dict[str, Any]:
        """What holds now."""
        return {"quiet": quiet_hours_of(user), "quiet_until": quiet_until(user, timezone.now())}

    switch = call(
        actions.set_quiet_time,
        "Switch my quiet time on or off. My hours stay for later.",
        {"is_on": serializers.BooleanField()},
    )
    set_hours = call(
        actions.set_working_hours,
        "Let these be all hours of my week in which it may ring; none at all: in shifts only.",
        shapes.NewHours,
    )
    follow_company = call(
        actions.follow_company_hours, "Go back to the hours of the company.", answers=None
    )


class Shifts(Mine):
    """My shifts and on-call duty that are not over, the next first."""

    serializer_class = shapes.ShiftRow
    ordering = ("start", "pk")

    def get_queryset(self) -> QuerySet[Shift]:
        """What is not over."""
        return super().get_queryset().filter(end__gt=timezone.now())

    add = create(
        actions.add_shift, "Enter one.", shapes.ShiftRow, within="user", answers=shapes.ShiftRow
    )
    remove = call(actions.remove_shift, answers=None)


class Absences(Mine):
    """My days off that are not over, the next first."""

    serializer_class = shapes.AbsenceRow
    ordering = ("first_day", "pk")

    def get_queryset(self) -> QuerySet[Absence]:
        """What is not over."""
        return super().get_queryset().filter(last_day__gte=timezone.localdate())

    add = create(
        actions.add_absence,
        "Enter days.",
        shapes.AbsenceRow,
        within="user",
        answers=shapes.AbsenceRow,
    )
    remove = call(actions.remove_absence, answers=None)
