r"""Previews of our own pages, for texts that link to them: through the rights of the reader.

An app registers `@preview("post", r"/p/(\d{1,18})/")` over a function in its `previews.py`. It gets
what the pattern caught in all addresses of a page at once, asks `visible_to(viewer)`, and answers
for those that the viewer may see. Everything else has no preview, whether it exists or not.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
class Kind:
    """One kind of page: which addresses belong to it, and who knows what stands there."""

    pattern: re.Pattern[str]
    source: Source


KINDS: dict[str, Kind] = {}


def preview(name: str, pattern: str) -> Callable[[Source], Source]:
    """Register `(caught, viewer) -> previews by what was caught`; at most two queries."""

    def register(source: Source) -> Source:
        KINDS[name] = Kind(re.compile(pattern), source)
        return source

    return register


def previews_of(paths: Iterable[str], viewer: Any) -> dict[str, Preview]:
    """The previews of those `paths` that lead to something `viewer` may see, by path.

    Each kind is asked once, whatever the number of paths.
    """
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for path in set(paths):
        for name, kind in KINDS.items():
            if found := kind.pattern.fullmatch(path):
                asked[name][path] = found[1]
    made: dict[str, Preview] = {}
    for name, caught in asked.items():
        known = KINDS[name].source(set(caught.values()), viewer)
        made |= {path: known[key] for path, key in caught.items() if key in known}
    return made
