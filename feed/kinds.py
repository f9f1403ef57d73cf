"""Kinds of posts: what an app above lends to a post beside its text (a poll, an announcement).

The app has a model with `post = OneToOneField(Post, primary_key=True)`, writes its name into
`Post.kind` and registers a `Kind` in its `apps.py`. The feed draws it without knowing it. What is
written in the composer beside the text comes as a `Part`, what is stored as an `Extension`.
A kind with an `address` lives on a page of its own: it is read, changed and deleted there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from accounts.models import User
from feed.models import Post

Attach = Callable[[list[Post], User], None]
PLAIN_CARD = "feed/_post.html"


@dataclass(frozen=True)
class Extension:
    """What an app above adds to a new post, in its transaction and under its client id."""

    kind: str
    content: dict[str, Any]  # with it, two sendings are equal or not
    create: Callable[[Post], object]


class Part(forms.Form):
    """Fields that a kind lends to the composer. They count when the person switched them on."""

    template: ClassVar[str]  # the fields, below the text; gets `part`
    switch: ClassVar[str]  # what switches them on, among the tools; gets `part`

    @property
    def is_on(self) -> bool:
        """Whether the post is to be of this kind."""
        raise NotImplementedError

    def extension(self, by: User) -> Extension:
        """What to store. Raises Problem for what cannot be taken."""
        raise NotImplementedError


@dataclass(frozen=True)
class Kind:
    """One kind of post."""

    name: str  # the value of Post.kind
    template: str  # stands below the text of the card; gets `post` and nothing else
    attach: Attach  # gives each post its `extension` as this person sees it; at most two queries
    look: Callable[[Any], object]  # everything of the extension that the card shows
    part: type[Part] | None = None  # what the composer offers, if anything
    card: str = PLAIN_CARD  # the whole card, for a kind that looks unlike a post
    address: Callable[[Post], str] | None = None  # its own page
    first: Callable[[User], list[int]] | None = None  # ids that stand above the person's feed


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let posts of this kind show what the app attaches."""
    KINDS[kind.name] = kind


def parts(*sent: Any) -> list[Part]:
    """The parts of all kinds for one composer; `sent` are data and files of its form."""
    return [kind.part(*sent) for kind in KINDS.values() if kind.part]


def attach(posts: Iterable[Post], user: User) -> None:
    """Give posts of registered kinds their `extension` and `kind_template`, whole lists at once."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for post in posts:
        if post.kind in KINDS:
            by_kind[post.kind].append(post)
    for name, listed in by_kind.items():
        KINDS[name].attach(listed, user)
        for post in listed:
            post.kind_template = KINDS[name].template
            post.kind_card = KINDS[name].card


def look(post: Post) -> object:
    """What a card shows beside the post itself; part of the key under which it is cached."""
    extension = getattr(post, "extension", None)
    return KINDS[post.kind].look(extension) if extension else None


def card_of(post: Any) -> str:
    """The template that draws the card of an attached post."""
    return getattr(post, "kind_card", PLAIN_CARD)


def address_of(post: Post) -> str:
    """The page that a post of this kind has of its own; empty for plain posts."""
    kind = KINDS.get(post.kind)
    return kind.address(post) if kind and kind.address else ""


def elsewhere() -> list[str]:
    """The kinds that are changed and deleted on their own pages."""
    return [name for name, kind in KINDS.items() if kind.address]


def first_for(user: User) -> list[int]:
    """Ids of posts that this person should see before all others."""
    return [pk for kind in KINDS.values() if kind.first for pk in kind.first(user)]
