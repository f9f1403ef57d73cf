"""The own summaries over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from kit.api.views import Viewset
from notifications.digest import actions
from notifications.digest.models import DigestPlan
from notifications.digest.schedule import Rhythm, Weekday


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
class Hour(serializers.TimeField):
    """A time of day by the clock of the person; the format `time` of OpenAPI has a zone."""


class Plan(serializers.Serializer[Any]):
    """When summaries come: `weekday` (0 is Monday) counts for the rhythm `weekly`.

    `due_at` is when the next one is due, in UTC; it comes only if there is news.
    """

    rhythm = serializers.ChoiceField(Rhythm.choices)
    hour = Hour(format="%H:%M", input_formats=["%H:%M", "%H:%M:%S"])
    weekday = serializers.ChoiceField(Weekday.choices, default=Weekday.MONDAY)
    due_at = serializers.DateTimeField(read_only=True, allow_null=True)


class DigestView(Viewset):
    """When I get summaries by e-mail."""

    model = DigestPlan
    serializer_class = Plan
    pagination_class = None
    required_scopes = {"PUT": ApiToken.Scope.PROFILE_WRITE}

    def retrieve(self, request: Request) -> Response:
        """My plan, or the company's as long as I have none."""
        return Response(Plan(actions.plan_of(request.user)).data)

    @extend_schema(request=Plan, responses=Plan)
    def update(self, request: Request) -> Response:
        """Say how often and when."""
        return Response(Plan(actions.set_digest_plan(by=request.user, **self.read())).data)
