"""The base of every view of the REST API."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, re_path
from rest_framework import viewsets
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from kit.api.framework import UploadParser, page_size
from kit.database import keyset

M = TypeVar("M", bound=Model)


class Viewset(viewsets.GenericViewSet[Any]):
    """One kind of thing in the API. What its reader may not see does not exist here.

    A subclass names `serializer_class` and the unique `ordering` of its list. `model` is that of
    the serializer unless it says another one, `thing` the name by which actions take it, which is
    the model's unless it says another one; what else is in the address is `in_address`, or a
    property of its name. Methods are mostly made by `kit.api.methods`; the `api_urls` of the app
    say which one answers where.
    """

    model: type[Model]
    ordering: tuple[str, ...] = ("-id",)
    thing = ""

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse names that would answer at every address of the class."""
        super().__init_subclass__(**options)
        if taken := {"get", "post", "put", "patch", "delete"} & vars(cls).keys():
            raise TypeError(f"{cls.__name__}: {taken} are methods of HTTP")
        meta = getattr(vars(cls).get("serializer_class"), "Meta", None)
        if model := vars(cls).get("model") or getattr(meta, "model", None):
            cls.model = model
            cls.thing = vars(cls).get("thing", model._meta.model_name)

    @property
    def queryset(self) -> QuerySet[Any]:
        """Names the model to the description of the API, which asks for no rows."""
        return self.model._default_manager.none()

    def get_queryset(self) -> QuerySet[Any]:
        """What this person may read."""
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined]

    def get_parsers(self) -> Sequence[BaseParser]:
        """A form with a file where the method takes one, JSON everywhere else."""
        name = getattr(self, "action", "") or self.action_map.get(str(self.request.method).lower())
        uploads = getattr(getattr(self, name or "", None), "uploads", False)
        return [UploadParser()] if uploads else super().get_parsers()

    def list(self, request: Request, **address: Any) -> Response:
        """Everything of this kind that you may read, page by page."""
        return self.page(self.get_queryset())

    def retrieve(self, request: Request, **address: Any) -> Response:
        """One of these, as you see it."""
        return self.shown(self.found(self.thing))

    def retrieve_fresh(self, request: Request, **address: Any) -> Response:
        """The same, with all that is shown of it after a change."""
        return self.shown(self.fresh(self.found(self.thing)))

    def found(self, name: str) -> Any:
        """The thing of this name in the address; whoever may not read it gets 404."""
        return getattr(self, name) if hasattr(type(self), name) else name and self.get_object()

    def read(self, shape: type[Any]) -> dict[str, Any]:
        """The body, checked by a serializer."""
        sent = shape(data=self.request.data, context={"request": self.request, "view": self})
        sent.is_valid(raise_exception=True)
        return sent.validated_data

    def fresh(self, thing: Any) -> Any:
        """The thing as it is after a change."""
        return self.get_queryset().get(pk=thing.pk)

    def shown(self, thing: Any, shape: type[Any] | None = None, status: int = 200) -> Response:
        """One thing in JSON."""
        return Response(self.in_json(thing, shape), status=status)

    def page(self, rows: QuerySet[Any] | keyset.Page, shape: type[Any] | None = None) -> Response:
        """The page of a list that is asked for, and the cursor of the next."""
        if isinstance(rows, QuerySet):
            rows = keyset.page(rows, order=self.ordering, **self.cursor)
        return Response({"results": self.in_json(rows.items, shape, many=True), "next": rows.next})

    @property
    def cursor(self) -> dict[str, Any]:
        """`?after=` and `?limit=`, as functions that read pages take them."""
        after = self.request.query_params.get("after")
        return {"after": after or None, "size": page_size(self.request)}

    def in_json(self, things: Any, shape: type[Any] | None = None, *, many: bool = False) -> Any:
        """Things in their shape, or in that of this view."""
        shape = shape or self.serializer_class
        return shape(things, many=many, context=self.get_serializer_context()).data


def in_address(model: type[M], **lookups: str) -> "cached_property[M]":
    """Another thing that is named in the address, as far as the person may read it: 404 or it.

    `space = in_address(Space, slug="slug")` looks it up where its `slug` is that of the address.
    """

    def found(view: Viewset) -> M:
        readable = model._default_manager.visible_to(view.request.user)  # type: ignore[attr-defined]
        asked = {name: view.kwargs[key] for name, key in lookups.items()}
        return get_object_or_404(readable, **asked)

    return cached_property(found)


def at(address: str, view: type[Viewset], name: str, **methods: str) -> URLPattern:
    """An address, and by which method of `view` it answers: `get="list", post="create"`.

    One that begins with ^ is a regular expression.
    """
    route = re_path if address.startswith("^") else path
    return route(address, view.as_view(methods), name=name)
