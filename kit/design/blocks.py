"""The blocks of pages, without the frame around them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template import Template, loader
from django.template.context import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode

Draw = Callable[[str, Sequence[str], Mapping[str, Any]], dict[str, str]]
FRAME = "base.html"


@contextmanager
def drawing_blocks(request: HttpRequest, seen: Mapping[str, Any]) -> Iterator[Draw]:
    """`draw(template, names, context)`: the blocks of these names, empty where there is none.

    What all pages see of the request is asked for once; `seen` takes the place of some of it.
    """
    context = RequestContext(request)
    with context.bind_template(_compiled(FRAME)), context.push(**seen):
        yield partial(_drawn, context)


def _drawn(
    seen: RequestContext, name: str, names: Sequence[str], context: Mapping[str, Any]
) -> dict[str, str]:
    template = _compiled(name)
    found: Iterable[Any] = template.nodelist.get_nodes_by_type(BlockNode)
    blocks = {one.name: one for one in found}
    with seen.render_context.push_state(template), seen.push(**context):
        own = BlockContext()
        own.add_blocks(blocks)
        seen.render_context[BLOCK_CONTEXT_KEY] = own
        return {
            name: str(blocks[name].render(seen)).strip() if name in blocks else "" for name in names
        }


def _compiled(name: str) -> Template:
    return loader.get_template(name).template  # type: ignore[attr-defined,no-any-return]
