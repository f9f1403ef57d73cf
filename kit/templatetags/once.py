"""`{% once %}`: parts of a page that look the same whenever they are given the same."""

from collections.abc import Hashable
from dataclasses import is_dataclass
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

KEPT = 500  # drawings of one place in a template


class OnceNode(template.Node):
    """Draws what is inside from the named values alone, once per process and language.

    It sees nothing else of the page, so nothing of one person can come to another.
    """

    def __init__(self, nodelist: NodeList, given: dict[str, FilterExpression]) -> None:
        self.nodelist, self.given = nodelist, given
        self.known: dict[Any, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """The drawing for these values, made now or before."""
        values = {name: fixed(one.resolve(context)) for name, one in self.given.items()}
        # with their types: what is marked as safe equals the same text that is not
        key = (get_language(), *((type(one), one) for one in values.values()))
        if (found := self.known.get(key)) is None:
            if len(self.known) >= KEPT:
                self.known.clear()
            found = self.known[key] = self.nodelist.render(context.new(values))
        return found


def fixed(value: Any) -> Any:
    """The value, if two that are equal always look alike: rows of the database may have changed."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return tuple(fixed(one) for one in value)
    if is_dataclass(value) and isinstance(value, Hashable):  # frozen
        return value
    raise TypeError(f"once cannot tell whether {type(value).__name__} looks the same next time.")


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """`{% once path=frame.path places=shell.places %}…{% endonce %}`."""
    words = token.split_contents()[1:]
    given = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"once takes name=value only, not {words}.")
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist, given)
