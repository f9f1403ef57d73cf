"""Addresses of the bell, and of what people want to be told."""

from django.urls import include, path

from notifications import views
from notifications.preferences import views as preferences

SETTINGS = "settings/notifications/"

urlpatterns = [
    path("", include("notifications.webpush.urls")),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/newest/", views.newest, name="notifications-newest"),
    path("notifications/unread/", views.unread, name="notifications-unread"),
    path("notifications/all/read/", views.all_read, name="notifications-read"),
    path("notifications/<int:pk>/read/", views.read, name="notification-read"),
    path(f"{SETTINGS}choices/", preferences.choices, name="settings-notification-choices"),
    path(f"{SETTINGS}places/", preferences.places, name="settings-notification-places"),
    path(f"{SETTINGS}places/<str:name>/", preferences.place, name="settings-notification-place"),
]
