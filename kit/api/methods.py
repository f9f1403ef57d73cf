"""Methods of views that call one action of the app: who may, what is sent, what is answered.

A view class is a list of them. Each looks the thing of the address up for the person who asks, and
before the body is looked at: whoever may not know of it gets 404, whoever may not do it 403.
"""

import inspect
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
Fields = Mapping[str, Field]  # a shape of one place, which needs no name
Method = Callable[..., Response]

CREATED = (201,)
CREATED_ONCE = (201, 200)  # the second status says that it was there already


def call(
    action: Callable[..., Any],
    doc: str = "",
    body: Shape | Fields | None = None,
    *,
    on: str | tuple[str, ...] | None = None,
    may: Callable[[Any, Any], bool] | None = None,
    rate: throttling.Rate | None = None,
    answers: Shape | Fields | None = OWN,
    statuses: tuple[int, ...] = (200,),
) -> Method:
    """A method that calls `action(by=…, <thing>=…, **body)` and answers with the thing.

    Its description is `doc`, or else the first paragraph of what the action promises.
    `on` names what is taken from the address where it is not the thing of the view; `may` is asked
    about the first. `answers` is another shape, for what the action returns, or None for 204.
    """
    name, is_new = getattr(action, "__name__", ""), statuses[0] == 201
    shape, answer = _shape(body, name), _shape(answers, f"{name}_answer")

    def method(self: Viewset, request: Request, **address: Any) -> Response:
        asked = (self.thing,) if on is None else (on,) if isinstance(on, str) else on
        things = {name: self.found(name) for name in asked if name}
        if may and not may(request.user, things.get(asked[0])):
            self.permission_denied(request)
        if rate:
            throttling.consume(request.user, rate)
        sent = self.read(shape) if shape else {}
        made = action(by=request.user, **things, **sent)
        if answer is None:
            return Response(status=204)
        status = statuses[-1] if getattr(made, "repeated", False) else statuses[0]
        if answer is not OWN:
            return self.shown(made, answer, status)
        thing = made if is_new else things.get(self.thing, made)
        return self.shown(self.fresh(thing), status=status)

    method.__doc__ = doc or _promise_of(action)
    method.described = shape, dict.fromkeys((204,) if answer is None else statuses, answer)  # type: ignore[attr-defined]
    return method


def create(
    action: Callable[..., Any],
    doc: str = "",
    body: Shape | Fields | None = None,
    *,
    within: str = "",
    statuses: tuple[int, ...] = CREATED_ONCE,
    **more: Any,
) -> Method:
    """A method that makes a new thing, `within` another one; sent twice it is made once."""
    doc = doc or _promise_of(action)
    doc += " Sent again, it answers 200 with the first one." if statuses == CREATED_ONCE else ""
    return call(action, doc, body, on=within, statuses=statuses, **more)


def upload(action: Callable[..., Any], doc: str, **more: Any) -> Method:
    """A method that takes a file and its description, sent as a form."""
    more = {"body": Upload, "statuses": CREATED, **more}
    method = create(action, doc, rate=throttling.UPLOAD, **more)
    method.uploads = True  # type: ignore[attr-defined]
    return method


def lists(
    shape: Shape | Fields, *asked: OpenApiParameter
) -> Callable[[Callable[..., Any]], Method]:
    """Make a method that finds rows answer with a page of them; `asked` narrows them."""

    def decorate(find: Callable[..., Any]) -> Method:
        row: Any = _shape(shape, f"{find.__name__}_row")

        def method(self: Viewset, request: Request, **address: Any) -> Response:
            return self.page(find(self), row)

        method.__doc__ = find.__doc__
        return extend_schema(responses=row(many=True), parameters=list(asked))(method)

    return decorate


def shows(shape: Shape | Fields) -> Callable[[Callable[..., Any]], Method]:
    """Make a method that finds something answer with it, in another shape than that of the view."""

    def decorate(find: Callable[..., Any]) -> Method:
        answer = _shape(shape, find.__qualname__.replace(".", "_"))

        def method(self: Viewset, request: Request, **address: Any) -> Response:
            return self.shown(find(self), answer)

        method.__doc__ = find.__doc__
        return extend_schema(responses=answer)(method)

    return decorate


def _promise_of(action: Callable[..., Any]) -> str:
    return (inspect.getdoc(action) or "").partition("\n\n")[0]


def _shape(shape: Shape | Fields | None, name: str) -> Shape | None:
    """The serializer; of fields alone it is named after what takes or finds them."""
    if not isinstance(shape, Mapping):
        return shape
    named = "".join(word[:1].upper() + word[1:] for word in name.split("_"))
    return type(named, (Serializer,), dict(shape))
