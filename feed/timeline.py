"""Lists of the feed, newest first, flat at any depth and for any person.

Two stages: the newest ids of every readable space through its own index, merged and cut; then the
cards of those ids, once more through the reading rule.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.models import Comment, Placement, Post, PostTopic, Saved, Topic
from kit import keyset
from kit.errors import Problem
from kit.lateral import newest_of_groups
from kit.limits import BIGGEST_ID, PAGE_SIZE, PAGE_SIZE_MAX
from kit.octets import packed, unpacked
from spaces.models import Space, SpaceQuerySet
from spaces.policy import can_see_members

MOST_NEW = 50  # the pill says "50+" from here on
NEWEST_FIRST = ("-published_at", "-post_id")
Spot = tuple[datetime, int]  # a place in the order of the feed
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def feed(
    user: User,
    *,
    show: str = "all",
    after: str | None = None,
    size: int = PAGE_SIZE,
    first: Sequence[int] = (),
) -> keyset.Page:
    """Cards of everything `user` may read, or with `show="groups"` of the own spaces only.

    The posts with the ids `first` stand above all others on the first page, and nowhere else.
    """
    groups = list(_spaces(user, show).values_list("pk", flat=True))
    return _cards(user, groups, after, size, first)


def of_space(
    user: User, space: Space, *, after: str | None = None, size: int = PAGE_SIZE
) -> keyset.Page:
    """Cards of one space; free of a further question when it came `with_standing_of(user)`."""
    return _cards(user, [space.pk] if can_see_members(user, space) else [], after, size)


def newer_than(
    user: User, cursor: str, *, show: str = "all", space: Space | None = None
) -> list[int]:
    """Ids of posts above `cursor`, newest first, at most 50; own ones are not news."""
    since = read_spot(cursor)
    spaces = _spaces(user, show)
    spaces = spaces.filter(pk=space.pk) if space else spaces
    groups = list(spaces.values_list("pk", flat=True))
    spots = newest_of_groups(
        Placement,
        group="space",
        moment="published_at",
        item="post",
        groups=groups,
        before=_now(),
        size=MOST_NEW,
    )
    ids = [pk for pk, moment in spots if (moment, pk) > since]
    others = Post.objects.visible_to(user).exclude(author=user)
    return list(others.filter(pk__in=ids).newest_first().values_list("pk", flat=True))


def _spaces(user: User, show: str) -> SpaceQuerySet:
    return Space.objects.of_member(user) if show == "groups" else Space.objects.visible_to(user)


def _cards(
    user: User, groups: list[int], after: str | None, size: int, first: Sequence[int] = ()
) -> keyset.Page:
    size = max(1, min(size, PAGE_SIZE_MAX))
    before = read_spot(after) if after else _now()
    spots = newest_of_groups(
        Placement,
        group="space",
        moment="published_at",
        item="post",
        groups=groups,
        before=before,
        size=size + 1,
    )
    more, spots = len(spots) > size, spots[:size]
    last = write_spot((spots[-1][1], spots[-1][0])) if more else None
    listed = {card.pk: card for card in cards(user, [*first, *(pk for pk, _ in spots)])}
    above = [listed.pop(pk) for pk in first if pk in listed]
    return keyset.Page(items=[*([] if after else above), *listed.values()], next=last)


def cards(user: User, ids: list[int]) -> list[Post]:
    """The cards of these posts, as far as `user` may read them, newest first."""
    found = Post.objects.visible_to(user).filter(pk__in=ids) if ids else Post.objects.none()
    return with_reactors(list(found.as_cards(user).newest_first()))


def with_reactors(rows: list[Any]) -> list[Any]:
    """Give every post or comment `.reactors`: the (at most two) people who reacted last."""
    ids = {pk for row in rows for pk in (row.first_reactor_id, row.second_reactor_id) if pk}
    people = User.objects.in_bulk(ids) if ids else {}
    for row in rows:
        pair = (row.first_reactor_id, row.second_reactor_id)
        row.reactors = [people[pk] for pk in pair if pk in people]
    return rows


def of_person(
    user: User, person: User, *, after: str | None = None, size: int = PAGE_SIZE
) -> keyset.Page:
    """Cards of what `person` wrote, as far as `user` may read it."""
    found = Post.objects.visible_to(user).filter(author=person)
    page = keyset.page(found.as_cards(user), order=("-published_at", "-id"), after=after, size=size)
    return keyset.Page(with_reactors(page.items), page.next)


def of_topic(
    user: User, topic: Topic, *, after: str | None = None, size: int = PAGE_SIZE
) -> keyset.Page:
    """Cards under a #topic, as far as `user` may read them."""
    readable = Post.objects.visible_to(user).filter(pk=OuterRef("post"))
    marks = PostTopic.objects.filter(Exists(readable), topic=topic)
    page = keyset.page(marks, order=NEWEST_FIRST, after=after, size=size)
    return keyset.Page(cards(user, [mark.post_id for mark in page.items]), page.next)


def saved(user: User, *, after: str | None = None, size: int = PAGE_SIZE) -> keyset.Page:
    """Cards `user` keeps for later, last saved first."""
    readable = Post.objects.visible_to(user).filter(pk=OuterRef("post"))
    page = keyset.page(
        Saved.objects.filter(Exists(readable), user=user), order=("-id",), after=after, size=size
    )
    order = {mark.post_id: place for place, mark in enumerate(page.items)}
    found = cards(user, list(order))
    return keyset.Page(sorted(found, key=lambda card: order[card.pk]), page.next)


def thread(user: User, post: Post, *, before: str | None = None, size: int = 30) -> keyset.Page:
    """The last `size` comments in order of reading; `next` leads to earlier ones.

    A deleted comment keeps its place while answers stand below it.
    """
    answered = Comment.objects.filter(parent=OuterRef("pk"), deleted_at=None)
    rows = Comment.objects.visible_to(user).filter(Q(deleted_at=None) | Exists(answered), post=post)
    page = keyset.page(rows.as_rows(user), order=("-thread", "-id"), after=before, size=size)
    for row in page.items:
        row.post = post  # brings along what the policy asks about it
    return keyset.Page(with_reactors(page.items[::-1]), page.next)


def spot_of(post: Post) -> str:
    """The cursor of a card: what came after it is news."""
    return write_spot((post.published_at, post.pk))


def write_spot(spot: Spot) -> str:
    """A place as a short text for an address: microseconds since 1970, and the id."""
    microseconds = (spot[0] - EPOCH) // timedelta(microseconds=1)
    return packed(f"{microseconds}.{spot[1]}".encode())


def read_spot(cursor: str) -> Spot:
    """The place `write_spot` wrote; anything else is a Problem."""
    try:
        microseconds, pk = map(int, unpacked(cursor).decode("ascii").split("."))
        if not 0 < pk <= BIGGEST_ID:
            raise ValueError("no id")
        return EPOCH + timedelta(microseconds=microseconds), pk
    except (ValueError, OverflowError):
        raise Problem("bad_cursor", _("This page no longer exists."), field="after") from None


def _now() -> Spot:
    return timezone.now(), BIGGEST_ID
