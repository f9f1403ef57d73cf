"""Kinds of posts with a page of their own, where they are read, changed and deleted."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from feed.models import Post
from kit.embeds import EMBEDS, Embed

PLAIN_CARD = "feed/_post.html"


@dataclass(frozen=True, kw_only=True)
class PostKind(Embed):
    """An embed that its post is made for. The app has a model that points to `Post`."""

    card: str  # the template of the whole card
    address: Callable[[Post], str]
    pinned: Callable[[User], list[int]]  # ids that stand above the person's feed
    may_moderate: Callable[[User, Post], bool]


def kinds() -> dict[str, PostKind]:
    """All of them, by the value of `Post.kind`."""
    return {name: embed for name, embed in EMBEDS.items() if isinstance(embed, PostKind)}


def card_of(post: Post) -> str:
    """The template that draws the card of a post."""
    kind = kinds().get(post.kind)
    return kind.card if kind else PLAIN_CARD


def address_of(post: Post) -> str:
    """The page that an attached post has of its own; empty for others."""
    kind = kinds().get(post.kind)
    return kind.address(post) if kind else ""


def pinned_for(user: User) -> list[int]:
    """Ids of posts that this person should see before all others."""
    return [pk for kind in kinds().values() for pk in kind.pinned(user)]
