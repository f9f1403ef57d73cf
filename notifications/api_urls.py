"""Addresses of notifications below /api/v1/."""

from django.urls import include, path

from notifications.api import AllRead, Notifications, Read
from notifications.digest.api import DigestView
from notifications.preferences.api import Cells, MyPreferences, Places

urlpatterns = [
    path("", include("notifications.webpush.api_urls")),
    path("notifications/", Notifications.as_view({"get": "list"}), name="api-notifications"),
    path(
        "notifications/all/read/",
        AllRead.as_view({"put": "update"}),
        name="api-notifications-read",
    ),
    path(
        "notifications/<int:pk>/read/",
        Read.as_view({"put": "update"}),
        name="api-notification-read",
    ),
    path(
        "preferences/",
        MyPreferences.as_view({"get": "retrieve", "put": "update"}),
        name="api-preferences",
    ),
    path(
        "preferences/choices/<str:topic>/<str:channel>/",
        Cells.as_view({"put": "update", "delete": "destroy"}),
        name="api-choice",
    ),
    path("preferences/places/", Places.as_view({"get": "list"}), name="api-places"),
    path(
        "preferences/places/<str:place>/",
        Places.as_view({"put": "update", "delete": "destroy"}),
        name="api-place",
    ),
    path("digest/", DigestView.as_view({"get": "retrieve", "put": "update"}), name="api-digest"),
]
