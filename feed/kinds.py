"""Kinds of posts: what an app above lends to a post beside its text (a poll, an announcement).

The app has a model that points to `Post`, writes its name into `Post.kind` and registers a `Kind`
in its `apps.py`. The feed draws it without knowing it. What is written in the composer beside the
text comes as a `Part`, what is stored as an `Extension`. A kind with an `address` lives on a page
of its own: it is read, changed and deleted there. Such a post may carry one more kind, as a part of
it: `Post.carries` names that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from feed.models import Photo, Post
from kit.lending import UNCHANGED, Extension, Part

Attach = Callable[[list[Post], User], Mapping[int, object]]
PLAIN_CARD = "feed/_post.html"


@dataclass(frozen=True)
class Kind:
    """One kind of post."""

    name: str  # the value of Post.kind
    template: str  # stands below the text of the card; gets `post` and `extension`, nothing else
    attach: Attach  # the extension of each post, by id, as this person sees it; at most two queries
    look: Callable[[Any], object]  # everything of the extension that the card shows
    part: type[Part] | None = None  # what the composer offers, if anything
    carriage: "Carriage | None" = None  # how posts of other kinds carry it
    card: str = PLAIN_CARD  # the whole card, for a kind that looks unlike a post
    address: Callable[[Post], str] | None = None  # its own page
    first: Callable[[User], list[int]] | None = None  # ids that stand above the person's feed
    keeper: Callable[[User, Post], bool] | None = (
        None  # who looks after it, if not who usually does
    )


@dataclass(frozen=True)
class Carriage:
    """What a post of another kind needs in order to carry this one."""

    kept: Callable[[Post], dict[str, Any]]  # what is stored, as the fields of the part
    drop: Callable[[Post], object]  # takes it away from a post that nobody has read yet
    check: Callable[[Post, datetime], object]  # raises Problem for what cannot be published then
    shape: type[Any]  # the serializer of what programs send
    extend: Callable[..., Extension]  # what was sent so, with `by`, as an extension
    pictured: Callable[[Any, Mapping[int, Photo]], object]  # the extension, showing these pictures


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let posts of this kind show what the app attaches."""
    KINDS[kind.name] = kind


def parts(*sent: Any, post: Post | None = None) -> list[Part]:
    """The parts of all kinds for one composer; `sent` are data and files of its form, `post` is
    what is changed with it."""
    data, files = sent or (None, None)
    offered = ((kind, kind.part) for kind in KINDS.values() if kind.part)
    return [part(data, files, initial=_kept(kind, post)) for kind, part in offered]


def _kept(kind: Kind, post: Post | None) -> dict[str, Any] | None:
    if post is None or kind.carriage is None or post.carries != kind.name:
        return None
    return kind.carriage.kept(post)


def carriages() -> dict[str, Carriage]:
    """Everything that posts of other kinds may carry, by name."""
    return {name: kind.carriage for name, kind in KINDS.items() if kind.carriage}


def carry(post: Post, extension: Extension | None) -> None:
    """Let a post that nobody has read yet carry this, or nothing, instead of what it carried."""
    if extension is UNCHANGED:
        return
    if post.carries and (extension is None or extension.kind != post.carries):
        carriages()[post.carries].drop(post)
    post.carries = extension.kind if extension else ""
    post.save(update_fields=["carries"])
    if extension:
        extension.create(post)


def check(post: Post, moment: datetime) -> None:
    """Raise a Problem where what the post carries cannot be published at this moment."""
    if carriage := carriages().get(post.carries):
        carriage.check(post, moment)


def attach_carried(post: Any, user: User, pictures: Iterable[Photo]) -> None:
    """Give a single post what it carries, with these pictures in place of its own."""
    if carriage := carriages().get(post.carries):
        by_id = {picture.pk: picture for picture in pictures}
        shown = KINDS[post.carries].attach([post], user)[post.pk]
        post.carried = carriage.pictured(shown, by_id)
        post.carried_template = KINDS[post.carries].template


def attach(posts: Iterable[Post], user: User) -> None:
    """Give posts of registered kinds their `extension` and what they carry, whole lists at once."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for post in posts:
        for name in {post.kind, post.carries} & KINDS.keys():
            by_kind[name].append(post)
    for name, listed in by_kind.items():
        kind, shown = KINDS[name], KINDS[name].attach(listed, user)
        for post in listed:
            if name == post.kind:
                post.extension = shown.get(post.pk)
                post.kind_template, post.kind_card = kind.template, kind.card
            elif post.pk in shown:
                post.carried, post.carried_template = shown[post.pk], kind.template


def look(post: Post) -> object:
    """What a card shows beside the post itself; part of the key under which it is cached."""
    extension, carried = getattr(post, "extension", None), getattr(post, "carried", None)
    return (
        KINDS[post.kind].look(extension) if extension else None,
        KINDS[post.carries].look(carried) if carried else None,
    )


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


def keeper_of(post: Post) -> Callable[[User, Post], bool] | None:
    """Who looks after posts of this kind, where it is not who usually does."""
    kind = KINDS.get(post.kind)
    return kind.keeper if kind else None


def first_for(user: User) -> list[int]:
    """Ids of posts that this person should see before all others."""
    return [pk for kind in KINDS.values() if kind.first for pk in kind.first(user)]
