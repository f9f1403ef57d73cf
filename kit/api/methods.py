"""Methods of views that call one action of the app: who may, what is sent, what is answered.

A view class is a list of them. Each looks the thing of the address up for the person who asks, and
before the body is looked at: whoever may not know of it gets 404, whoever may not do it 403.
"""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Field, Serializer

from kit.api.openapi import OWN
from kit.api.serializers import Upload
from kit.api.views import Viewset
from kit.http import throttling

Shape = type[BaseSerializer[Any]]
Method = Callable[..., Response]

CREATED = (201,)
CREATED_ONCE = (201, 200)  # the second status says that it was there already


def call(
    action: Callable[..., Any],
    doc: str,
    body: Shape | Mapping[str, Field] | None = None,
    *,
    on: str | tuple[str, ...] | None = None,
    may: Callable[[Any, Any], bool] | None = None,
    rate: throttling.Rate | None = None,
    answers: Shape | None = OWN,
    statuses: tuple[int, ...] = (200,),
) -> Method:
    """A method that calls `action(by=…, <thing>=…, **body)` and answers with the thing.

    `on` names what is taken from the address where it is not the thing of the view; `may` is asked
    about the first. `answers` is another shape, for what the action returns, or None for 204.
    """
    shape, is_new = _shape_of(action, body), statuses[0] == 201

    def method(self: Viewset, request: Request, **address: Any) -> Response:
        names = (self.thing,) if on is None else (on,) if isinstance(on, str) else on
        things = {name: self.found(name) for name in names if name}
        if may and not may(request.user, things.get(names[0])):
            self.permission_denied(request)
        if rate:
            throttling.consume(request.user, rate)
        sent = self.read(shape) if shape else {}
        made = action(by=request.user, **things, **sent)
        if answers is None:
            return Response(status=204)
        status = statuses[-1] if getattr(made, "repeated", False) else statuses[0]
        if answers is not OWN:
            return self.shown(made, answers, status)
        thing = made if is_new else things.get(self.thing, made)
        return self.shown(self.fresh(thing), status=status)

    method.__doc__ = doc
    method.described = shape, dict.fromkeys((204,) if answers is None else statuses, answers)  # type: ignore[attr-defined]
    return method


def create(
    action: Callable[..., Any],
    doc: str,
    body: Shape | Mapping[str, Field] | None = None,
    *,
    within: str = "",
    statuses: tuple[int, ...] = CREATED_ONCE,
    **more: Any,
) -> Method:
    """A method that makes a new thing, `within` another one; sent twice it is made once."""
    doc += " Sent again, it answers 200 with the first one." if statuses == CREATED_ONCE else ""
    return call(action, doc, body, on=within, statuses=statuses, **more)


def upload(action: Callable[..., Any], doc: str, **more: Any) -> Method:
    """A method that takes a file and its description, sent as a form."""
    more = {"body": Upload, "statuses": CREATED, **more}
    method = create(action, doc, rate=throttling.UPLOAD, **more)
    method.uploads = True  # type: ignore[attr-defined]
    return method


def lists(shape: Shape, *asked: OpenApiParameter) -> Callable[[Callable[..., Any]], Method]:
    """Make a method that finds rows answer with a page of them; `asked` narrows them."""

    def decorate(find: Callable[..., Any]) -> Method:
        def method(self: Viewset, request: Request, **address: Any) -> Response:
            return self.page(find(self), shape)

        method.__doc__ = find.__doc__
        return extend_schema(responses=shape(many=True), parameters=list(asked))(method)

    return decorate


def _shape_of(action: Callable[..., Any], body: Shape | Mapping[str, Field] | None) -> Shape | None:
    """The serializer of a body; fields alone are named after the action that takes them."""
    if not isinstance(body, Mapping):
        return body
    name = "".join(word.title() for word in action.__name__.split("_"))
    return type(name, (Serializer,), dict(body))
