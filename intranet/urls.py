"""Every address. Pages first, then the API, then what machines ask."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("feed.urls")),
    path("", include("chat.urls")),
    path("", include("polls.urls")),
    path("", include("announcements.urls")),
    path("", include("notifications.urls")),
    path("", include("spaces.urls")),
    path("", include("surveys.urls")),
    path("", include("accounts.urls")),
    path("", include("intranet.pages")),
    *([path("admin/", admin.site.urls)] if settings.PROCESS == "web" else []),
    path("api/v1/", include("intranet.api")),
    path("", include("kit.urls")),
]
handler400 = "intranet.errors.bad_request"
handler403 = "intranet.errors.forbidden"
handler404 = "intranet.errors.not_found"
handler500 = "intranet.errors.broken"
