"""Addresses of the area News."""

from django.urls import path

from announcements.views import desk, marking, reading, report

urlpatterns = [
    path("news/", reading.news, name="news"),
    path("news/desk/", desk.desk, name="news-desk"),
    path("news/new/", desk.new, name="news-new"),
    path("news/audience/", desk.audience, name="news-audience"),
    path("news/<int:pk>/", reading.announcement, name="announcement-short"),
    path("news/<int:pk>-<slug:slug>/", reading.announcement, name="announcement"),
    path("news/<int:pk>/versions/", reading.versions, name="news-versions"),
    path("news/<int:pk>/confirmation/", marking.confirmation, name="news-confirmation"),
    path("news/<int:pk>/opened/", marking.opened, name="news-opened"),
    path("news/<int:pk>/preview/", desk.preview, name="news-preview"),
    path("news/<int:pk>/edit/", desk.edit, name="news-edit"),
    path("news/<int:pk>/release/", desk.release, name="news-release"),
    path("news/<int:pk>/approval/", desk.approval, name="news-approval"),
    path("news/<int:pk>/urgent/", desk.urgent, name="news-urgent"),
    path("news/<int:pk>/expiry/", desk.expiry, name="news-expiry"),
    path("news/<int:pk>/delete/", desk.delete, name="news-delete"),
    path("news/<int:pk>/pictures/<str:key>/<int:size>", desk.picture, name="news-picture"),
    path("files/news/<str:key>", desk.attachment, name="news-file"),
    path("news/<int:pk>/report/", report.report, name="news-report"),
    path("news/<int:pk>/report.csv", report.table, name="news-report-table"),
    path("news/<int:pk>/reminder/", report.reminder, name="news-reminder"),
]
