"""Addresses of announcements below /api/v1/."""

from django.urls import path

from announcements.api import views

ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
PUT = {"put": "update"}
AT = "announcements/<int:pk>"

urlpatterns = [
    path(
        "announcements/",
        views.Announcements.as_view({"get": "list", "post": "create"}),
        name="api-announcements",
    ),
    path(
        "announcement-files/",
        views.NewFiles.as_view({"post": "create"}),
        name="api-announcement-files",
    ),
    path(f"{AT}/", views.OneAnnouncement.as_view(ONE), name="api-announcement"),
    path(
        f"{AT}/confirmation/",
        views.OwnConfirmation.as_view(PUT),
        name="api-announcement-confirmation",
    ),
    path(f"{AT}/release/", views.Release.as_view(PUT), name="api-announcement-release"),
    path(f"{AT}/approval/", views.Approval.as_view(PUT), name="api-announcement-approval"),
    path(f"{AT}/expiry/", views.Expiry.as_view(PUT), name="api-announcement-expiry"),
    path(f"{AT}/urgent/", views.Urgent.as_view(PUT), name="api-announcement-urgent"),
    path(f"{AT}/reminder/", views.Reminder.as_view(PUT), name="api-announcement-reminder"),
    path(
        f"{AT}/report/", views.Report.as_view({"get": "retrieve"}), name="api-announcement-report"
    ),
]
