"""Addresses of the search below /api/v1/."""

from kit.api.views import at
from search.api.views import Search, Suggestions

urlpatterns = [
    at("search/", Search, "api-search", get="find"),
    at("suggestions/", Suggestions, "api-suggestions", get="suggest"),
]
