"""The base of every view of the REST API."""

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import mixins, viewsets

from kit.api.framework import UploadParser, number, page_size

__all__ = ["ReadOnly", "UploadParser", "Viewset", "number", "page_size"]


class Viewset(viewsets.GenericViewSet[Any]):
    """A resource of the API. What its reader may not see does not exist here.

    A subclass names `model`, `serializer_class` and the unique `ordering` of its list, and mixes
    in what it offers. Writing calls an action of the app, after `get_object()`: whoever may not
    know of a thing gets 404 before anything in the body is looked at.
    """

    model: type[Model]
    ordering: tuple[str, ...] = ("-id",)

    def get_queryset(self) -> QuerySet[Any]:
        """What this person may read."""
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]

    def read(self) -> dict[str, Any]:
        """The body, checked by the serializer of this action."""
        serializer = self.get_serializer(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class ReadOnly(mixins.ListModelMixin, mixins.RetrieveModelMixin, Viewset):
    """A list and its single things."""
