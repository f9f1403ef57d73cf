"""Addresses of people below /api/v1/."""

from django.urls import path

from accounts import schema  # noqa: F401 (keys; where no addresses are served, nobody describes them)
from accounts.api.availability import (
    Absences,
    Availability,
    Hours,
    PersonAvailability,
    QuietTime,
    Shifts,
)
from accounts.api.people import Me, MyPortrait, MyStatus, People, Sessions, Tokens

DELETE = {"delete": "destroy"}
PUT = {"put": "update"}
LIST = {"get": "list", "post": "create"}

urlpatterns = [
    path("people/", People.as_view({"get": "list"}), name="api-people"),
    path("people/<str:handle>/", People.as_view({"get": "retrieve"}), name="api-person"),
    path(
        "people/<str:handle>/availability/",
        PersonAvailability.as_view({"get": "retrieve"}),
        name="api-person-availability",
    ),
    path("availability/", Availability.as_view({"get": "retrieve"}), name="api-availability"),
    path("availability/quiet-time/", QuietTime.as_view(PUT), name="api-quiet-time"),
    path("availability/hours/", Hours.as_view({**PUT, **DELETE}), name="api-hours"),
    path("availability/shifts/", Shifts.as_view(LIST), name="api-shifts"),
    path("availability/shifts/<int:pk>/", Shifts.as_view(DELETE), name="api-shift"),
    path("availability/absences/", Absences.as_view(LIST), name="api-absences"),
    path("availability/absences/<int:pk>/", Absences.as_view(DELETE), name="api-absence"),
    path("me/", Me.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-me"),
    path("me/portrait/", MyPortrait.as_view({"put": "update", **DELETE}), name="api-me-portrait"),
    path("me/status/", MyStatus.as_view({"put": "update", **DELETE}), name="api-me-status"),
    path("sessions/", Sessions.as_view({"get": "list"}), name="api-sessions"),
    path("sessions/<int:pk>/", Sessions.as_view(DELETE), name="api-session"),
    path("tokens/", Tokens.as_view({"get": "list", "post": "create"}), name="api-tokens"),
    path("tokens/<int:pk>/", Tokens.as_view(DELETE), name="api-token"),
]
