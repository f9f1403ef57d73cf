"""Addresses of the area News."""

from django.urls import path

from announcements.views import confirming, editorial, reading, report

urlpatterns = [
    path("announcements/", reading.announcements, name="announcements"),
    path("announcements/desk/", editorial.desk, name="announcement-desk"),
    path("announcements/new/", editorial.new, name="announcement-new"),
    path("announcements/audience/", editorial.audience, name="announcement-audience"),
    path("announcements/<int:pk>/", reading.announcement, name="announcement-short"),
    path("announcements/<int:pk>-<slug:slug>/", reading.announcement, name="announcement"),
    path("announcements/<int:pk>/versions/", reading.versions, name="announcement-versions"),
    path(
        "announcements/<int:pk>/confirmation/",
        confirming.confirmation,
        name="announcement-confirmation",
    ),
    path("announcements/<int:pk>/opened/", confirming.opened, name="announcement-opened"),
    path("announcements/<int:pk>/preview/", editorial.preview, name="announcement-preview"),
    path("announcements/<int:pk>/edit/", editorial.edit, name="announcement-edit"),
    path("announcements/<int:pk>/release/", editorial.release, name="announcement-release"),
    path("announcements/<int:pk>/approval/", editorial.approval, name="announcement-approval"),
    path("announcements/<int:pk>/urgent/", editorial.urgent, name="announcement-urgent"),
    path("announcements/<int:pk>/expiry/", editorial.expiry, name="announcement-expiry"),
    path("announcements/<int:pk>/delete/", editorial.delete, name="announcement-delete"),
    path(
        "announcements/<int:pk>/pictures/<str:key>/<int:size>",
        editorial.picture,
        name="announcement-picture",
    ),
    path("files/announcements/<str:key>", editorial.attachment, name="announcement-file"),
    path("announcements/<int:pk>/report/", report.report, name="announcement-report"),
    path("announcements/<int:pk>/report.csv", report.table, name="announcement-report-table"),
    path("announcements/<int:pk>/reminder/", report.reminder, name="announcement-reminder"),
]
