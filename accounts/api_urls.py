"""Addresses of people below /api/v1/."""

from django.urls import path

from accounts.api import Me, MyPortrait, MyStatus, People, Sessions, Tokens

DELETE = {"delete": "destroy"}

urlpatterns = [
    path("people/", People.as_view({"get": "list"}), name="api-people"),
    path("people/<str:handle>/", People.as_view({"get": "retrieve"}), name="api-person"),
    path("me/", Me.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-me"),
    path("me/portrait/", MyPortrait.as_view({"put": "update", **DELETE}), name="api-me-portrait"),
    path("me/status/", MyStatus.as_view({"put": "update", **DELETE}), name="api-me-status"),
    path("sessions/", Sessions.as_view({"get": "list"}), name="api-sessions"),
    path("sessions/<int:pk>/", Sessions.as_view(DELETE), name="api-session"),
    path("tokens/", Tokens.as_view({"get": "list", "post": "create"}), name="api-tokens"),
    path("tokens/<int:pk>/", Tokens.as_view(DELETE), name="api-token"),
]
