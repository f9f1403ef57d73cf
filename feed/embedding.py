"""Embeds in posts. `Post.kind` names what a post is made for, `Post.carries` what such a post has
beside that: an announcement carries a poll."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from feed.models import Photo, Post
from kit.embeds import EMBEDS, KEEP, NewEmbed


def attach(posts: Iterable[Post], user: User) -> None:
    """Give posts their `embed` and what they carry, whole lists at once."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for post in posts:
        for name in {post.kind, post.carries} & EMBEDS.keys():
            by_name[name].append(post)
    for name, listed in by_name.items():
        embed, shown = EMBEDS[name], EMBEDS[name].attach[Post](listed, user)
        for post in listed:
            if name == post.kind:
                post.embed, post.embed_template = shown.get(post.pk), embed.template
            elif post.pk in shown:
                post.carried, post.carried_template = shown[post.pk], embed.template


def cache_key(post: Post) -> object:
    """What a card shows beside the post itself; part of the key under which it is cached."""
    embed, carried = getattr(post, "embed", None), getattr(post, "carried", None)
    return (
        EMBEDS[post.kind].cache_key(embed) if embed else None,
        EMBEDS[post.carries].cache_key(carried) if carried else None,
    )


# --- drafts --------------------------------------------------------------------------------------
def carry(post: Post, embed: NewEmbed | None) -> None:
    """Let a draft carry this, or nothing, instead of what it carried."""
    if embed is KEEP:
        return
    if post.carries and (embed is None or embed.name != post.carries):
        EMBEDS[post.carries].delete(post)  # type: ignore[misc]
    post.carries = embed.name if embed else ""
    post.save(update_fields=["carries"])
    if embed:
        embed.create(post)


def check(post: Post, moment: datetime) -> None:
    """Raise a Problem where what the draft carries cannot be published at this moment."""
    if (embed := EMBEDS.get(post.carries)) and embed.check:
        embed.check(post, moment)


def attach_carried(post: Any, user: User, pictures: Iterable[Photo]) -> None:
    """Give a draft what it carries, with these pictures in place of its own."""
    if (embed := EMBEDS.get(post.carries)) and embed.with_pictures:
        shown = embed.attach[Post]([post], user)[post.pk]
        by_id = {picture.pk: picture for picture in pictures}
        post.carried, post.carried_template = embed.with_pictures(shown, by_id), embed.template
