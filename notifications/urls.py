"""Addresses of the bell."""

from django.urls import include, path

from notifications import views
from notifications.digest import views as digest
from notifications.mail import views as mail

urlpatterns = [
    path("", include("notifications.webpush.urls")),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/unread/", views.unread, name="notifications-unread"),
    path("notifications/all/read/", views.all_read, name="notifications-read"),
    path("notifications/<int:pk>/read/", views.read, name="notification-read"),
    path("settings/digest/", digest.settings, name="digest-settings"),
    path("settings/digest/preview/", digest.preview, name="digest-preview"),
    path("mail/<str:token>/end/", mail.end, name="mail-end"),
]
