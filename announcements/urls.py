"""Addresses of the area News."""

from django.urls import path

from announcements.views import confirming, editorial, reading, report

urlpatterns = [
    path("news/", reading.news, name="news"),
    path("news/desk/", editorial.desk, name="news-desk"),
    path("news/new/", editorial.new, name="news-new"),
    path("news/audience/", editorial.audience, name="news-audience"),
    path("news/<int:pk>/", reading.announcement, name="announcement-short"),
    path("news/<int:pk>-<slug:slug>/", reading.announcement, name="announcement"),
    path("news/<int:pk>/versions/", reading.versions, name="news-versions"),
    path("news/<int:pk>/confirmation/", confirming.confirmation, name="news-confirmation"),
    path("news/<int:pk>/opened/", confirming.opened, name="news-opened"),
    path("news/<int:pk>/preview/", editorial.preview, name="news-preview"),
    path("news/<int:pk>/edit/", editorial.edit, name="news-edit"),
    path("news/<int:pk>/release/", editorial.release, name="news-release"),
    path("news/<int:pk>/approval/", editorial.approval, name="news-approval"),
    path("news/<int:pk>/urgent/", editorial.urgent, name="news-urgent"),
    path("news/<int:pk>/expiry/", editorial.expiry, name="news-expiry"),
    path("news/<int:pk>/delete/", editorial.delete, name="news-delete"),
    path("news/<int:pk>/pictures/<str:key>/<int:size>", editorial.picture, name="news-picture"),
    path("files/news/<str:key>", editorial.attachment, name="news-file"),
    path("news/<int:pk>/report/", report.report, name="news-report"),
    path("news/<int:pk>/report.csv", report.table, name="news-report-table"),
    path("news/<int:pk>/reminder/", report.reminder, name="news-reminder"),
]
