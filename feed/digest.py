"""New posts in the own spaces: the few that others found worth most, and how many more."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from feed.models import Placement, Post
from feed.timeline import bring_spaces
from kit.database.prepared import prepared
from kit.text import rendering
from notifications.digest.chunk import Chunk
from notifications.digest.models import Digest
from notifications.digest.sections import DigestSection
from reactions.models import ReactionKind
from spaces.models import Membership, Space

SHOWN = 5
TITLE, WORDS = 90, 160
SENTENCE = re.compile(r".{12,88}?[.!?](?= )")
TOLD_OTHERWISE = "announcement"  # the company speaks to each person, not to a space


@dataclass(frozen=True)
class Placed:
    """A post in a space, as far as choosing needs it."""

    pk: int
    author_id: int
    kind: str
    at: datetime
    worth: int


@dataclass(frozen=True)
class PostExcerpt:
    """A post in a digest."""

    post: Post
    title: str
    excerpt: str
    place: str


@dataclass(frozen=True)
class DigestPosts:
    """The posts there is room for, and how many more each space has."""

    shown: list[PostExcerpt]
    more: list[tuple[Space, int]]

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.shown) + sum(count for _space, count in self.more)


# --- for many people at once -----------------------------------------------------------------
def gather(chunk: Chunk) -> dict[int, Any]:
    """For each person the ids of the best new posts, and how many there are in each space."""
    own: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for user, space, unseen in _unseen(list(chunk.wanting("post"))):
        if not chunk.is_silent(user, f"space:{space}"):
            own[user].append((space, unseen))
    spaces = {space for some in own.values() for space, _unseen in some}
    placed = _placed(spaces, min(chunk.since.values())) if spaces else {}
    found = {pk: _of_person(pk, own[pk], placed, chunk) for pk in own}
    return {pk: new for pk, new in found.items() if new["posts"]}


@prepared
def _unseen(people: Sequence[int]) -> QuerySet[Any]:
    """Person, space and number of the posts there that the person has not seen."""
    spaces = Space.objects.without_audiences().living()
    mine = Membership.objects.filter(user__in=people, space__in=spaces)
    new = mine.filter(seen_seq__lt=F("space__post_seq")).order_by("user", "space")
    return new.values_list("user", "space", F("space__post_seq") - F("seen_seq"))


def _placed(spaces: set[int], since: datetime) -> dict[int, list[Placed]]:
    """What stands in these spaces since then, the newest first."""
    rows = Placement.objects.filter(space__in=spaces, published_at__gte=since)
    worth = ["post__comment_count", *(f"post__{kind}_count" for kind in ReactionKind.values)]
    fields = ("space", "post", "post__author", "post__kind", "published_at", *worth)
    found: dict[int, list[Placed]] = defaultdict(list)
    for space, post, author, kind, at, *counts in rows.order_by(
        "-published_at", "-post"
    ).values_list(*fields):
        found[space].append(Placed(post, author, kind, at, sum(counts)))
    return found


def _of_person(
    user_id: int, spaces: list[tuple[int, int]], placed: dict[int, list[Placed]], chunk: Chunk
) -> dict[str, Any]:
    """What is new for one person; a post in several of the own spaces counts in the first."""
    new: dict[int, Placed] = {}
    counts = []
    for space, unseen in spaces:
        fresh = {
            one.pk: one
            for one in placed[space][:unseen]
            if chunk.since[user_id] <= one.at < chunk.until
            and one.author_id != user_id
            and one.kind != TOLD_OTHERWISE
            and one.pk not in new
        }
        new |= fresh
        if fresh:
            counts.append([space, len(fresh)])
    best = nlargest(SHOWN, new.values(), key=lambda one: (one.worth, one.at))
    return {"posts": [one.pk for one in best], "spaces": counts}


# --- for one person --------------------------------------------------------------------------
def show(user: User, new: dict[str, Any] | None, digest: Digest | None) -> DigestPosts | None:
    """What the person may read of it now."""
    if not new:
        return None
    posts = {post.pk: post for post in _posts(user, new["posts"])}
    bring_spaces(user, list(posts.values()))
    rows = [_shown(posts[pk]) for pk in new["posts"] if pk in posts]
    places = _spaces(user, [pk for pk, _count in new["spaces"]])
    spaces = {space.pk: space for space in places}
    if not rows:
        return None
    return DigestPosts(rows, _more(new["spaces"], spaces, [row.post for row in rows]))


@prepared
def _posts(user: User, ids: Sequence[int]) -> QuerySet[Post]:
    return Post.objects.visible_to(user).filter(pk__in=ids).select_related("author")


@prepared
def _spaces(user: User, ids: Sequence[int]) -> QuerySet[Space]:
    return Space.objects.visible_to(user).filter(pk__in=ids)


def _shown(post: Post) -> PostExcerpt:
    """The first line or sentence as a title, the beginning of what follows below."""
    first, _break, others = post.body.strip().partition("\n")
    if len(first) > TITLE and (end := SENTENCE.match(first)):
        first, others = end[0], f"{first[end.end() :]} {others}"
    names = [space.name for space in post.spaces.all()]
    title, words = rendering.excerpt(first, TITLE), rendering.excerpt(others, WORDS)
    return PostExcerpt(post, title, words, ", ".join(names))


def _more(
    counts: list[tuple[int, int]], spaces: dict[int, Space], shown: list[Post]
) -> list[tuple[Space, int]]:
    """How many further posts each readable space has, the most first."""
    places = [{space.pk for space in post.spaces.all()} for post in shown]
    left = {pk: count for pk, count in counts if pk in spaces}
    for spot in places:
        if pk := next((pk for pk, _count in counts if pk in spot), None):
            left[pk] = left.get(pk, 0) - 1
    rest = [(spaces[pk], count) for pk, count in left.items() if pk in spaces and count > 0]
    return sorted(rest, key=lambda pair: -pair[1])


def glance(posts: DigestPosts) -> str:
    """How many there are."""
    return ngettext("%(n)d post", "%(n)d posts", posts.count) % {"n": posts.count}


SECTION = DigestSection(
    name="posts",
    order=40,
    template="feed/mail/digest",
    show=show,
    gather=gather,
    glance=glance,
)
