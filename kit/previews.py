r"""Previews of our own pages, for texts that link to them: through the rights of the reader.

An app lists `PREVIEWS` in its `previews.py`: patterns of addresses, each with a function that gets
what the pattern caught in all addresses of a page at once, asks `visible_to(viewer)`, and answers
for those that the viewer may see. Everything else has no preview, whether it exists or not.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kit.discovery import declared

Source = Callable[[Collection[str], Any], Mapping[str, "Preview"]]


@dataclass(frozen=True)
class Preview:
    """What is shown of a page before it is opened."""

    title: str
    url: str
    icon: str
    excerpt: str = ""
    author: Any = None  # the person behind it, drawn instead of the icon


@dataclass(frozen=True)
class Previewed:
    """One kind of page: which addresses belong to it, and who knows what stands there."""

    pattern: str
    source: Source  # (caught, viewer) -> previews by what was caught; at most two queries


@cache
def _previewed() -> list[tuple[re.Pattern[str], Source]]:
    return [(re.compile(one.pattern), one.source) for one in declared("previews", "PREVIEWS")]


def previews_of(paths: Iterable[str], viewer: Any) -> dict[str, Preview]:
    """The previews of those `paths` that lead to something `viewer` may see, by path.

    Each kind is asked once, whatever the number of paths.
    """
    asked: dict[Source, dict[str, str]] = defaultdict(dict)
    for path in set(paths):
        for pattern, source in _previewed():
            if found := pattern.fullmatch(path):
                asked[source][path] = found[1]
    made: dict[str, Preview] = {}
    for source, caught in asked.items():
        known = source(set(caught.values()), viewer)
        made |= {path: known[key] for path, key in caught.items() if key in known}
    return made
