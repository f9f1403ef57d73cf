"""What can be found, as the apps list it."""

from functools import cache

from kit.discovery import in_order
from kit.search import Source


@cache
def sources() -> dict[str, Source]:
    """All sources by their kind, in the order of lists."""
    return {source.kind: source for source in in_order("search", "SOURCES")}
