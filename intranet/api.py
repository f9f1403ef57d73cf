"""The REST API: every app that is installed answers for itself."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from intranet.device.api import Device
from kit.api.views import at
from kit.discovery import modules

urlpatterns = [
    *(path("", include(found)) for found in modules("api_urls")),
    at("device/delta/", Device, "api-device-delta", post="catch_up"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
