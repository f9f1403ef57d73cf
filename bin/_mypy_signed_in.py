"""Tells mypy what LoginRequiredMiddleware makes true: `request.user` is a person.

Pages are private by default; the few public views ask `is_authenticated` before they use it.
"""

from collections.abc import Callable

from mypy.nodes import TypeInfo
from mypy.plugin import AttributeContext, Plugin
from mypy.types import Instance, Type

REQUESTS = {"django.http.request.HttpRequest.user", "rest_framework.request.Request.user"}


class SignedIn(Plugin):
    """Answers for `user` of both kinds of request."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        """Asked by mypy for every attribute."""
        return person if fullname in REQUESTS else None


def person(context: AttributeContext) -> Type:
    """The type `accounts.models.User`."""
    symbol = context.api.modules["accounts.models"].names.get("User")  # type: ignore[attr-defined]
    if symbol and isinstance(symbol.node, TypeInfo):
        return Instance(symbol.node, [])
    return context.default_attr_type


def plugin(version: str) -> type[Plugin]:
    """mypy's way of finding the plugin."""
    return SignedIn
