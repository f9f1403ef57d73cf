"""When it may ring for me, and when somebody is back."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions
from accounts.api.people import PROFILE
from accounts.availability import serializers as shapes
from accounts.availability.quiet import quiet_until
from accounts.availability.showing import quiet_hours_of
from accounts.models import Absence, ApiToken, Shift, User
from kit.api.views import Viewset

WRITING = {**PROFILE, "POST": ApiToken.Scope.PROFILE_WRITE}


class Availability(Viewset):
    """My quiet time."""

    model = User
    serializer_class = shapes.QuietTimeRow
    required_scopes = WRITING

    def answer(self) -> Response:
        """What holds now."""
        me = self.request.user
        row = {"quiet": quiet_hours_of(me), "quiet_until": quiet_until(me, timezone.now())}
        return Response(shapes.QuietTimeRow(row).data)

    def retrieve(self, request: Request) -> Response:
        """When it may ring for me."""
        return self.answer()


class QuietTime(Availability):
    """The switch."""

    serializer_class = shapes.Switch

    @extend_schema(request=shapes.Switch, responses=shapes.QuietTimeRow)
    def update(self, request: Request) -> Response:
        """Switch my quiet time on or off. My hours stay for later."""
        actions.set_quiet_time(by=request.user, user=request.user, **self.read())
        return self.answer()


class Hours(Availability):
    """The hours of my week."""

    serializer_class = shapes.NewHours

    @extend_schema(request=shapes.NewHours, responses=shapes.QuietTimeRow)
    def update(self, request: Request) -> Response:
        """Let these be all hours of my week in which it may ring."""
        hours = [(row["weekday"], row["start"], row["end"]) for row in self.read()["hours"]]
        actions.set_working_hours(by=request.user, user=request.user, hours=hours)
        return self.answer()

    @extend_schema(responses={204: None})
    def destroy(self, request: Request) -> Response:
        """Go back to the hours of the company."""
        actions.follow_company_hours(by=request.user, user=request.user)
        return Response(status=204)


class Shifts(Viewset):
    """My shifts and on-call duty."""

    model = Shift
    serializer_class = shapes.ShiftRow
    required_scopes = WRITING
    ordering = ("start", "pk")

    def get_queryset(self) -> QuerySet[Shift]:
        """What is not over."""
        return Shift.objects.visible_to(self.request.user).filter(end__gt=timezone.now())

    def list(self, request: Request) -> Response:
        """The next first."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses={201: shapes.ShiftRow, 200: shapes.ShiftRow})
    def create(self, request: Request) -> Response:
        """Enter one; entering it again answers with the first."""
        made = actions.add_shift(by=request.user, user=request.user, **self.read())
        return Response(self.get_serializer(made).data, status=200 if made.repeated else 201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take one out."""
        actions.remove_shift(by=request.user, shift=self.get_object())
        return Response(status=204)


class Absences(Viewset):
    """My days off."""

    model = Absence
    serializer_class = shapes.AbsenceRow
    required_scopes = WRITING
    ordering = ("first_day", "pk")

    def get_queryset(self) -> QuerySet[Absence]:
        """What is not over."""
        mine = Absence.objects.visible_to(self.request.user)
        return mine.filter(last_day__gte=timezone.localdate())

    def list(self, request: Request) -> Response:
        """The next first."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses={201: shapes.AbsenceRow, 200: shapes.AbsenceRow})
    def create(self, request: Request) -> Response:
        """Enter days; entering them again answers with the first."""
        made = actions.add_absence(by=request.user, user=request.user, **self.read())
        return Response(self.get_serializer(made).data, status=200 if made.repeated else 201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take them out."""
        actions.remove_absence(by=request.user, absence=self.get_object())
        return Response(status=204)


class PersonAvailability(Viewset):
    """When a colleague can be reached again."""

    model = User
    serializer_class = shapes.BackRow
    lookup_field = "handle"

    def retrieve(self, request: Request, handle: str) -> Response:
        """Null while the person can be reached. Why somebody is away is not said."""
        person = get_object_or_404(self.get_queryset(), handle=handle)
        return Response(shapes.BackRow({"back_at": quiet_until(person, timezone.now())}).data)
