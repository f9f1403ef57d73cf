"""What files say: who may read it, and on which page something stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString

from accounts.models import User
from kit.files.cleanup import stored_models
from kit.files.storage import StoredFile
from kit.models import FileText
from search.engine import Hit
from search.engine.excerpts import holds, marked


@dataclass(frozen=True)
class Page:
    """One page of a file as it is shown."""

    number: int
    text: SafeString


@dataclass(frozen=True)
class Place:
    """The page of a file on which something was found."""

    number: int
    text: str
    is_only: bool  # the file has no other


def file_of(user: User, key: str) -> StoredFile | None:
    """The file with this key that `user` may read; pictures say nothing."""
    for model in stored_models():
        readable: Any = model._default_manager
        if found := readable.visible_to(user).filter(key=key, width=None).first():
            return found
    return None


def pages_of(text: FileText | None, tokens: Collection[str]) -> list[Page]:
    """Every page that says something, with the words of `tokens` marked."""
    pages = enumerate(text.pages if text else (), start=1)
    return [Page(number, marked(page, tokens)) for number, page in pages if page]


def places_of(hits: Iterable[Hit], tokens: Collection[str]) -> dict[int, Place]:
    """Where in their files these hits stand, by the place of the hit: of those pages that hold most
    of what was looked for, the first. One statement for all."""
    keys = {at: key for at, hit in enumerate(hits) if (key := _key_in(hit.url))}
    texts = FileText.objects.in_bulk(set(keys.values())) if keys else {}
    places = ((at, _place(texts[key].pages, tokens)) for at, key in keys.items() if key in texts)
    return {at: place for at, place in places if place}


def _key_in(url: str) -> str:
    try:
        found = resolve(url)
    except Resolver404:
        return ""
    return found.kwargs["key"] if found.url_name == "search-file" else ""


def _place(pages: list[str], tokens: Collection[str]) -> Place | None:
    counts = [holds(page, tokens) for page in pages]
    most = max(counts, default=0)
    at = counts.index(most) if most else -1
    return Place(at + 1, pages[at], is_only=len(pages) == 1) if most else None
