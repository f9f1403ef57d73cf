"""The search over REST: the same questions as the page, with the rights of who asks."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api.framework import page_size
from kit.api.views import Viewset
from kit.http import throttling
from search.api import serializers as shapes
from search.engine import find
from search.models import SearchEntry
from search.offering import offers
from search.wording import worded

LIMIT = OpenApiParameter("limit", int, description="Hits in one answer, 1 to 100 (20).")
TYPED = OpenApiParameter("q", str, required=True, description="What is typed so far.")

SUGGEST = throttling.Rate("suggest", 240, 60)  # every key that is pressed may ask


class Search(Viewset):
    """Everything you may read, by its words."""

    model = SearchEntry
    serializer_class = shapes.FoundPage

    @extend_schema(parameters=[shapes.Asked, LIMIT])
    def find(self, request: Request) -> Response:
        """The best first: all words before some of them, and words that are near where nothing
        has the ones you typed."""
        throttling.consume(request.user, throttling.SEARCH)
        sent = shapes.Asked(data=request.query_params)
        sent.is_valid(raise_exception=True)
        query = shapes.query_of(request.user, sent.validated_data)
        found = find(request.user, query, limit=page_size(request))
        return self.shown(worded(request.user, found))


class Suggestions(Viewset):
    """What you may be about to look for."""

    model = SearchEntry
    serializer_class = shapes.SuggestedList

    @extend_schema(parameters=[TYPED])
    def suggest(self, request: Request) -> Response:
        """People and spaces first, then topics and titles; at most eight."""
        throttling.consume(request.user, SUGGEST)
        found = offers(request.user, request.query_params.get("q", ""))
        return self.shown({"results": found})
