"""What a device gets of the feed: the newest posts with their threads, what the person keeps for
later, and what other apps name as `LENT_POSTS` in their `device.py`."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from feed import embedding, kinds, timeline
from feed.forms import CommentForm
from feed.models import Comment, Post, Saved
from feed.views.cards import annotate, look_of
from feed.views.comments import annotate_comments, thread_context
from feed.views.comments import look_of as look_of_comment
from kit.database import keyset
from kit.database.prepared import prepared
from kit.device import LONGEST, TITLE, Lent, LentKind, LentPage, Loan
from kit.discovery import declared
from kit.text import rendering

NEWEST = MOST_SAVED = 50
PAGE = "feed/post.html"
POST = LentKind("post", gettext_lazy("Posts"), "message-square")


@dataclass(frozen=True)
class OwnPage:
    """The page of a kind of posts that has one of its own."""

    kind: LentKind  # its name is the value of `Post.kind`
    template: str
    context: Callable[[HttpRequest, Post], dict[str, Any]]  # beside the thread
    title: Callable[[Post], str]
    text: Callable[[Post], str]
    files: Callable[[list[Post]], dict[int, list[str]]]  # addresses to take along, by post


@dataclass(frozen=True)
class LentPosts:
    """Posts beyond the newest that an app wants on a device."""

    ids: Callable[[User], QuerySet[Post]]  # unordered; the reading rule is asked anyway
    page: OwnPage | None = None


def saved(user: User) -> QuerySet[Post]:
    """What the person kept for later, the last of it."""
    last = Saved.objects.filter(user=user.pk).order_by("-id").values("post")[:MOST_SAVED]
    return Post.objects.visible_to(user).filter(pk__in=last)


LENT_POSTS = (LentPosts(saved),)


def things(user: User) -> list[Lent]:
    """Every post with its thread, the newest first."""
    posts = timeline.completed(user, _wanted(user, timeline.newest_ids(user, NEWEST)))
    embedding.attach(posts, user)
    threads = _threads(user, posts)
    return [_lent(user, post, threads[post.pk]) for post in posts]


@prepared
def _wanted(user: User, newest: Sequence[int]) -> QuerySet[Post]:
    ids = Post.objects.visible_to(user).filter(pk__in=newest).values("pk")
    others = [one.ids(user).order_by().values("pk") for one in _lent_posts()]
    return timeline.whole(user).filter(pk__in=ids.union(*others))


def _threads(user: User, posts: Sequence[Post]) -> dict[int, keyset.Page]:
    """The end of each thread, as `timeline.thread` gives it, in one question for all."""
    rows: dict[int, list[Comment]] = defaultdict(list)
    found = _ends_of_threads(user, [post.pk for post in posts if post.comment_count])
    for row in found:
        rows[row.post_id].append(row)
    order, size = timeline.LAST_FIRST, timeline.THREAD
    ends = {
        pk: keyset.page_of_rows(of_post, order=order, size=size) for pk, of_post in rows.items()
    }
    nothing = keyset.Page([], None)
    return {post.pk: timeline.below(post, ends.get(post.pk, nothing)) for post in posts}


@prepared
def _ends_of_threads(user: User, ids: Sequence[int]) -> QuerySet[Comment]:
    shown = Comment.objects.visible_to(user).filter(timeline.is_shown(), post__in=ids)
    ranked = shown.annotate(
        place=Window(RowNumber(), partition_by="post", order_by=["-thread", "-id"])
    )
    last = ranked.filter(place__lte=timeline.THREAD + 1).values("pk")
    rows = timeline.rows_below(user, Comment.objects.visible_to(user).filter(pk__in=last))
    return rows.order_by(*timeline.LAST_FIRST)


def _lent_posts() -> list[LentPosts]:
    return declared("device", "LENT_POSTS")


def _lent(user: User, post: Any, thread: Any) -> Lent:
    annotate(user, post).thread = thread  # type: ignore[attr-defined]
    rows = [look_of_comment(row) for row in annotate_comments(user, thread.items)]
    name = post.kind if post.kind in own_pages() else POST.name
    return Lent(name, post.pk, (look_of(post), rows, thread.next), post)


def own_pages() -> dict[str, OwnPage]:
    """By the kind of the post."""
    return {one.page.kind.name: one.page for one in _lent_posts() if one.page}


def lent_kinds() -> list[LentKind]:
    """Kinds of posts, as a device tells them apart."""
    return [*(page.kind for page in own_pages().values()), POST]


def pages(request: HttpRequest, wanted: list[Lent]) -> Iterator[LentPage]:
    """The page of each post, with what its app takes along."""
    for name, own in own_pages().items():
        listed = [one for one in wanted if one.kind == name]
        files = own.files([one.thing for one in listed])
        yield from (_own_page(request, one, own, files.get(one.id, ())) for one in listed)
    yield from (_plain_page(request, one) for one in wanted if one.kind == POST.name)


def _own_page(request: HttpRequest, lent: Lent, own: OwnPage, files: Sequence[str]) -> LentPage:
    post = lent.thing
    return LentPage(
        lent=lent,
        address=kinds.address_of(post),
        title=own.title(post),
        template=own.template,
        context=_context(request, post) | own.context(request, post),
        at=post.published_at,
        text=f"{own.text(post)} {_comments(post.thread.items)}",
        files=files,
        aliases=[post.get_absolute_url()],
    )


def _plain_page(request: HttpRequest, lent: Lent) -> LentPage:
    post, said = lent.thing, rendering.excerpt(lent.thing.body, LONGEST)
    return LentPage(
        lent=lent,
        address=post.get_absolute_url(),
        title=_title(post, said),
        template=PAGE,
        context=_context(request, post) | {"card_template": kinds.card_of(post)},
        at=post.published_at,
        text=f"{post.author.name} {said} {_comments(post.thread.items)}",
    )


def _context(request: HttpRequest, post: Any) -> dict[str, Any]:
    form = CommentForm(user=request.user)
    return thread_context(request.user, post, post.thread, form=form)


def _title(post: Any, said: str) -> str:
    if len(said) > TITLE:
        said = rendering.excerpt(post.body, TITLE)
    return said or _("Post by %(name)s") % {"name": post.author.name}


def _comments(rows: Sequence[Any]) -> str:
    living = (row for row in rows if not row.deleted_at)
    return " ".join(f"{row.author.name} {rendering.excerpt(row.body, LONGEST)}" for row in living)


LOANS = (Loan(lent_kinds, things, pages, order=10),)
