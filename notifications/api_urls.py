"""Addresses of notifications below /api/v1/, and the methods that answer there."""

from django.urls import include, path

from kit.api.views import at
from notifications.api import Notifications
from notifications.digest.api import Digests
from notifications.preferences.api import MyPreferences, Places

ONE = "notifications/<int:pk>/"
CELL = "preferences/choices/<str:topic>/<str:channel>/"
PLACE = "preferences/places/<str:place>/"

urlpatterns = [
    path("", include("notifications.webpush.api_urls")),
    at("notifications/", Notifications, "api-notifications", get="list"),
    at("notifications/all/read/", Notifications, "api-notifications-read", put="mark_all_read"),
    at(f"{ONE}read/", Notifications, "api-notification-read", put="mark_read"),
    at("preferences/", MyPreferences, "api-preferences", get="retrieve_fresh", put="choose_preset"),
    at(CELL, MyPreferences, "api-choice", put="turn_on", delete="turn_off"),
    at("preferences/places/", Places, "api-places", get="list"),
    at(PLACE, Places, "api-place", put="set_level", delete="drop_level"),
    at("digest/", Digests, "api-digest", get="retrieve_fresh", put="set_plan"),
]
