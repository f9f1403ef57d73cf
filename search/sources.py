"""What can be found, as the apps list it."""

from functools import cache

from kit.discovery import in_order
from kit.search import Source


@cache
def sources() -> dict[str, Source]:
    """All sources by their name, in the order of lists."""
    return {source.name: source for source in in_order("search", "SOURCES")}


@cache
def kinds() -> dict[str, Source]:
    """What people tell apart, in the order of lists, each with one of its sources."""
    return {source.kind: source for source in reversed(sources().values())}
