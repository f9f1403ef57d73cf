"""The REST API: every app that is installed answers for itself."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from kit.discovery import modules

urlpatterns = [
    *(path("", include(found)) for found in modules("api_urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
