"""The REST API: every app answers for itself."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("", include("accounts.api_urls")),
    path("", include("spaces.api_urls")),
    path("", include("feed.api_urls")),
    path("", include("chat.api_urls")),
    path("", include("polls.api_urls")),
    path("", include("announcements.api_urls")),
    path("", include("surveys.api_urls")),
    path("", include("notifications.api_urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
