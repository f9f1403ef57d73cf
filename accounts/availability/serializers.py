"""Quiet time, hours, shifts and days off in JSON."""

from typing import Any

from rest_framework import serializers

from accounts.availability.models import SUNDAY
from accounts.availability.presentation import QuietHours
from accounts.availability.queries import in_a_row
from accounts.models import Absence, Shift


class HoursRow(serializers.Serializer[Any]):
    """Hours of one weekday (0 is Monday); an end not after the start is on the next day."""

    weekday = serializers.IntegerField(min_value=0, max_value=SUNDAY)
    start = serializers.TimeField(format="%H:%M")
    end = serializers.TimeField(format="%H:%M")


class NewHours(serializers.Serializer[Any]):
    """A week; none at all means that it rings in shifts only."""

    hours = serializers.ListField(child=HoursRow(), max_length=100)

    def validate_hours(self, hours: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        """As actions take them."""
        return [(row["weekday"], row["start"], row["end"]) for row in hours]


class QuietTimeRow(serializers.Serializer[Any]):
    """When it may ring for me. `quiet_until` is null while it may."""

    is_on = serializers.BooleanField(source="quiet.is_on")
    is_own = serializers.BooleanField(source="quiet.is_own")
    hours = serializers.SerializerMethodField()
    quiet_until = serializers.DateTimeField(allow_null=True)

    def get_hours(self, row: dict[str, QuietHours]) -> list[dict[str, Any]]:
        """The week that counts while the quiet time is on."""
        names = ("weekday", "start", "end")
        week = in_a_row(row["quiet"].week)
        return [HoursRow(dict(zip(names, hours, strict=True))).data for hours in week]


class ShiftRow(serializers.ModelSerializer[Shift]):
    """A shift, or on-call duty."""

    class Meta:
        model = Shift
        fields = ["id", "kind", "start", "end"]
        read_only_fields = ["id"]


class AbsenceRow(serializers.ModelSerializer[Absence]):
    """Days off, the last one included."""

    class Meta:
        model = Absence
        fields = ["id", "first_day", "last_day"]
        read_only_fields = ["id"]
