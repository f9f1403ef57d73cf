"""Every address of the product, read from the resolver."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Route:
    """One pattern of the resolver."""

    path: str
    pattern: URLPattern

    @property
    def name(self) -> str:
        """Its name; the pattern itself where it has none."""
        return self.pattern.name or self.path

    @cached_property
    def view(self) -> Any:
        """The class or function that answers, without its wrappers."""
        found = self.pattern.callback
        found = getattr(found, "cls", getattr(found, "view_class", found))
        return inspect.unwrap(found)

    @property
    def file(self) -> str:
        """Where the view is written; empty for packages."""
        path = Path(inspect.getsourcefile(self.view) or "/").resolve()
        is_ours = path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / ".venv")
        return str(path.relative_to(ROOT)) if is_ours else ""


def every(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Route]:
    """All routes, in the order in which they are tried."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every(pattern, path)
        else:
            yield Route(path, pattern)


def ours() -> list[Route]:
    """Routes that lead to views of our own."""
    return [route for route in every() if route.file]
