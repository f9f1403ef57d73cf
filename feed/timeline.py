"""Lists of the feed, newest first, flat at any depth and for any person.

Two stages: the newest ids of every readable space through its own index, merged and cut; then the
cards of those ids, once more through the reading rule.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.models import Comment, Photo, Placement, Post, PostTopic, Saved, Topic
from kit.database import keyset, server_time
from kit.database.nested import Nested, unnest
from kit.database.prepared import bring, prepared
from kit.database.top_n import Groups, listed, newest_of_groups
from kit.http.exceptions import Problem
from kit.limits import BIGGEST_ID, PAGE_SIZE, PAGE_SIZE_MAX
from kit.text.base64url import base64url_decode, base64url_encode
from reactions.reactors import with_reactors
from spaces.models import Space

MOST_NEW = 50  # the pill says "50+" from here on
THREAD = 30  # comments of a page
LAST_FIRST = ("-thread", "-id")
LAST_SAVED = ("-id",)
NEWEST_FIRST = ("-published_at", "-post_id")
Position = tuple[datetime, int]  # a place in the order of the feed
# what a card, or a poll on it, shows of a space and of a photo
SPACE = ("id", "slug", "name", "access", "member_count")
PHOTO = (*Photo.DRAWN, "description")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def feed(
    user: User,
    *,
    show: str = "all",
    after: str | None = None,
    size: int = PAGE_SIZE,
    first: Sequence[int] = (),
) -> keyset.Page:
    """Cards of everything `user` may read, or with `show="spaces"` of the own spaces only.

    The posts with the ids `first` stand above all others on the first page, and nowhere else.
    """
    return _cards(user, _spaces(user, show), after, size, first)


def of_space(
    user: User, space: Space, *, after: str | None = None, size: int = PAGE_SIZE
) -> keyset.Page:
    """Cards of one space; free of a further question when it came `with_membership_of(user)`."""
    return _cards(user, _alone(user, space), after, size)


def newest_ids(user: User, size: int) -> list[int]:
    """Ids of the newest posts that `user` may read."""
    return [pk for pk, _moment in _newest(_spaces(user, "all"), _now(), size)]


def newer_than(
    user: User, cursor: str, *, show: str = "all", space: Space | None = None
) -> list[int]:
    """Ids of posts above `cursor`, newest first, at most 50; own ones are not news."""
    since = read_cursor(cursor)
    groups = _alone(user, space) if space else _spaces(user, show)
    spots = _newest(groups, _now(), MOST_NEW)
    ids = [pk for pk, moment in spots if (moment, pk) > since]
    return _of_others(user, ids)


@prepared
def _of_others(user: User, ids: Sequence[int]) -> QuerySet[Any]:
    others = Post.objects.visible_to(user).exclude(author=user)
    return others.filter(pk__in=ids).newest_first().values_list("pk", flat=True)


def _spaces(user: User, show: str) -> Groups | None:
    return (_own_spaces if show == "spaces" else _readable_spaces).inside(user)


def _alone(user: User, space: Space) -> Groups | None:
    return listed([space.pk]) if space.is_visible_to(user) else None


@prepared
def _own_spaces(user: User) -> QuerySet[Any]:
    return Space.objects.of_member(user).values_list("pk", flat=True)


@prepared
def _readable_spaces(user: User) -> QuerySet[Any]:
    return Space.objects.visible_to(user).values_list("pk", flat=True)


def _cards(
    user: User, groups: Groups | None, after: str | None, size: int, first: Sequence[int] = ()
) -> keyset.Page:
    size = max(1, min(size, PAGE_SIZE_MAX))
    spots = _newest(groups, read_cursor(after) if after else _now(), size + 1)
    more, spots = len(spots) > size, spots[:size]
    last = write_cursor((spots[-1][1], spots[-1][0])) if more else None
    found = {card.pk: card for card in cards(user, [*first, *(pk for pk, _ in spots)])}
    above = [found.pop(pk) for pk in first if pk in found]
    return keyset.Page(items=[*([] if after else above), *found.values()], next=last)


def _newest(groups: Groups | None, before: Position, size: int) -> list[tuple[int, datetime]]:
    return newest_of_groups(
        Placement,
        group="space",
        moment="published_at",
        item="post",
        groups=groups,
        before=before,
        size=size,
    )


def cards(user: User, ids: list[int]) -> list[Post]:
    """The cards of these posts, as far as `user` may read them, newest first."""
    return completed(user, _whole(user, ids))


def completed(user: User, posts: list[Any]) -> list[Post]:
    """Posts of `whole` as cards: with their spaces, photos, sources and who reacted last."""
    for name in ("spaces", "photos"):
        unnest(posts, name, f"nested_{name}")
    sources = {one.pk: one for one in _sources(user, [p.shared_id for p in posts if p.shared_id])}
    for post in posts:  # None when the reader may not see it; that it is a share stays
        post._state.fields_cache["shared"] = sources.get(post.shared_id)
    return with_reactors(posts)


@prepared
def _whole(user: User, ids: Sequence[int]) -> QuerySet[Post]:
    return whole(user).filter(pk__in=ids)


def whole(user: User) -> QuerySet[Post]:
    """Everything that `user` may read, with what `completed` makes cards of."""
    spaces = Space.objects.visible_to(user).filter(placements__post=OuterRef("pk")).by_name()
    photos = Photo.objects.filter(post=OuterRef("pk"), lent=False)
    return _footed(user).annotate(
        nested_spaces=Nested(spaces, *SPACE), nested_photos=Nested(photos, *PHOTO)
    )


def bring_spaces(user: User, posts: list[Post]) -> None:
    """Bring along the spaces of each post that `user` may know; a name can be a secret too."""
    bring(posts, "spaces", _spaces_of_posts(user, [post.pk for post in posts]), of="of_post")


@prepared
def _spaces_of_posts(user: User, ids: Sequence[int]) -> QuerySet[Space]:
    found = Space.objects.visible_to(user).filter(placements__post__in=ids)
    return found.annotate(of_post=F("placements__post")).only(*SPACE)


@prepared
def feet(user: User, ids: Sequence[int]) -> QuerySet[Post]:
    """The same posts with their counters and the marks of `user`, and nothing beside them."""
    return _footed(user).filter(pk__in=ids)


def _footed(user: User) -> QuerySet[Post]:
    return Post.objects.visible_to(user).as_cards(user).newest_first()


@prepared
def _sources(user: User, ids: Sequence[int]) -> QuerySet[Post]:
    found = Post.objects.visible_to(user).filter(pk__in=ids).select_related("author")
    return found.defer(*User.behind_face("author"))


def of_person(
    user: User, person: User, *, after: str | None = None, size: int = PAGE_SIZE
) -> keyset.Page:
    """Cards of what `person` wrote, as far as `user` may read it."""
    written = Post.objects.visible_to(user).filter(author=person).only("published_at")
    page = keyset.page(written, order=("-published_at", "-id"), after=after, size=size)
    return keyset.Page(cards(user, [post.pk for post in page.items]), page.next)


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
    if after or size != PAGE_SIZE:
        page = keyset.page(_saved(user), order=LAST_SAVED, after=after, size=size)
    else:  # what nearly everybody asks
        page = keyset.page_of_rows(_last_saved(user), order=LAST_SAVED, size=size)
    order = {mark.post_id: place for place, mark in enumerate(page.items)}
    found = cards(user, list(order))
    return keyset.Page(sorted(found, key=lambda card: order[card.pk]), page.next)


def _saved(user: User) -> QuerySet[Saved]:
    readable = Post.objects.visible_to(user).filter(pk=OuterRef("post"))
    return Saved.objects.filter(Exists(readable), user=user.pk)


@prepared
def _last_saved(user: User) -> QuerySet[Saved]:
    return _saved(user).order_by(*LAST_SAVED)[: PAGE_SIZE + 1]


def thread(user: User, post: Post, *, before: str | None = None, size: int = THREAD) -> keyset.Page:
    """The last `size` comments in order of reading; `next` leads to earlier ones.

    A deleted comment keeps its place while replies stand below it.
    """
    if before or size != THREAD:
        page = keyset.page(_thread(user, post.pk), order=LAST_FIRST, after=before, size=size)
    else:  # what nearly everybody asks
        page = keyset.page_of_rows(_end_of_thread(user, post.pk), order=LAST_FIRST, size=size)
    return below(post, page)


def below(post: Post, page: keyset.Page) -> keyset.Page:
    """These comments below their post, in order of reading."""
    unnest(page.items, "photos", "nested_photos")
    for row in page.items:
        row.post = post  # brings along what the policy asks about it
    return keyset.Page(with_reactors(page.items[::-1]), page.next)


def is_shown() -> Q:
    """Of comments: those that have a place in their thread."""
    replied_to = Comment.objects.filter(parent=OuterRef("pk"), deleted_at=None)
    return Q(Q(deleted_at=None) | Exists(replied_to))


def _thread(user: User, post_id: int) -> QuerySet[Comment]:
    rows = Comment.objects.visible_to(user).filter(is_shown(), post=post_id)
    return rows_below(user, rows)


def rows_below(user: User, comments: Any) -> Any:
    """These comments with what `below` makes rows of."""
    photos = Nested(Photo.objects.filter(comment=OuterRef("pk")), *PHOTO)
    return comments.as_rows(user).prefetch_related(None).annotate(nested_photos=photos)


@prepared
def _end_of_thread(user: User, post_id: int) -> QuerySet[Comment]:
    return _thread(user, post_id).order_by(*LAST_FIRST)[: THREAD + 1]


def cursor_of(post: Post) -> str:
    """The cursor of a card: what came after it is news."""
    return write_cursor((post.published_at, post.pk))


def write_cursor(spot: Position) -> str:
    """A place as a short text for an address: microseconds since 1970, and the id."""
    microseconds = (spot[0] - EPOCH) // timedelta(microseconds=1)
    return base64url_encode(f"{microseconds}.{spot[1]}".encode())


def read_cursor(cursor: str) -> Position:
    """The place `write_spot` wrote; anything else is a Problem."""
    try:
        microseconds, pk = map(int, base64url_decode(cursor).decode("ascii").split("."))
        if not 0 < pk <= BIGGEST_ID:
            raise ValueError("no id")
        return EPOCH + timedelta(microseconds=microseconds), pk
    except (ValueError, OverflowError):
        raise Problem("bad_cursor", _("This page no longer exists."), field="after") from None


def _now() -> Position:
    return server_time.now() + server_time.TOLERANCE, BIGGEST_ID
