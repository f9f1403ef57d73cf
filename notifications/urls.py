"""Addresses of the bell."""

from django.urls import include, path

from notifications import views

urlpatterns = [
    path("", include("notifications.webpush.urls")),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/unread/", views.unread, name="notifications-unread"),
    path("notifications/all/read/", views.all_read, name="notifications-read"),
    path("notifications/<int:pk>/read/", views.read, name="notification-read"),
]
