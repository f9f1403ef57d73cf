"""The own digests over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.authentication import writing
from accounts.models import ApiToken
from kit.api.methods import call
from kit.api.views import Viewset
from notifications.digest import actions
from notifications.digest.models import DigestPlan
from notifications.digest.schedule import Rhythm, Weekday


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
class Hour(serializers.TimeField):
    """A time of day by the clock of the person; the format `time` of OpenAPI has a zone."""


class Plan(serializers.Serializer[Any]):
    """When digests come: `weekday` (0 is Monday) counts for the rhythm `weekly`.

    `due_at` is when the next one is due, in UTC; it comes only if there is news.
    """

    rhythm = serializers.ChoiceField(Rhythm.choices)
    hour = Hour(format="%H:%M", input_formats=["%H:%M", "%H:%M:%S"])
    weekday = serializers.ChoiceField(Weekday.choices, default=Weekday.MONDAY)
    due_at = serializers.DateTimeField(read_only=True, allow_null=True)


class Digests(Viewset):
    """When I get digests by e-mail: my plan, or the company's as long as I have none."""

    model = DigestPlan
    serializer_class = Plan
    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)
    thing = ""  # there is one for each person, so the address names none

    def fresh(self, _thing: None) -> Any:
        """The own plan, or the company's as long as there is none."""
        return actions.plan_of(self.request.user)

    set_plan = call(actions.set_digest_plan, "Say how often and when.", Plan, on="", answers=Plan)
