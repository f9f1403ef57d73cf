"""Addresses of the bell, and of what people want to be told."""

from django.urls import include, path

from notifications import views
from notifications.digest import views as digest
from notifications.mail import views as mail
from notifications.operations.views import metrics
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
    path("settings/digest/", digest.plan, name="settings-digest"),
    path("settings/digest/preview/", digest.preview, name="settings-digest-preview"),
    path("settings/digest/address/", digest.address, name="settings-digest-address"),
    path("mail/<str:token>/unsubscribe/", mail.unsubscribe_page, name="mail-unsubscribe"),
    path("mailbox/", mail.letters, name="mailbox"),
    path("mailbox/<str:key>/", mail.letter, name="mailbox-letter"),
    path("metrics/", metrics, name="metrics"),
]
