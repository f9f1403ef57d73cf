"""Every address: of the apps that are installed, of the frame, and of the administration."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from kit.discovery import modules

urlpatterns = [
    *(path("", include(found)) for found in modules("urls")),
    path("", include("intranet.pages")),
    *([path("admin/", admin.site.urls)] if settings.PROCESS == "web" else []),
    path("api/v1/", include("intranet.api")),
]
handler400 = "intranet.errors.bad_request"
handler403 = "intranet.errors.forbidden"
handler404 = "intranet.errors.not_found"
handler500 = "intranet.errors.broken"
