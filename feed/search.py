"""What is found of the feed."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.events import (
    CommentDeleted,
    CommentEdited,
    CommentWritten,
    FilesRemoved,
    PostDeleted,
    PostEdited,
    PostModerated,
    PostMoved,
    PostPublished,
)
from feed.models import Comment, Photo, Post, PostTopic, Topic
from kit.database.expressions import among
from kit.database.prepared import prepared
from kit.discovery import declared
from kit.events import FileTextRead
from kit.files.texts.stored import place_of, read_files, texts_of
from kit.search import Document, Source
from kit.text import rendering

LONGEST = 100_000
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # what has no time is old
HEADLINE = 120  # a first line up to this long is a title


def headline(body: str) -> tuple[str, str]:
    """The first line, where it stands alone like a title, and the text below it; both plain."""
    first, _newline, rest = body.strip().partition("\n")
    if rest.strip() and len(first) <= HEADLINE:
        return rendering.excerpt(first, HEADLINE * 2), rendering.excerpt(rest, LONGEST)
    return "", rendering.excerpt(body, LONGEST)


def living_posts() -> QuerySet[Post]:
    """Posts that stand somewhere, without those that another source names: their kind is known."""
    elsewhere = {source.kind for source in declared("search", "SOURCES")} - {"post"}
    return (
        Post.objects.filter(deleted_at=None, placements__isnull=False)
        .exclude(kind__in=elsewhere)
        .distinct()
    )


def posts(ids: Collection[int]) -> Iterator[Document]:
    """Posts as the index knows them."""
    for post in _placed_posts(sorted(ids)):
        title, body = headline(post.body)
        yield Document(
            id=post.pk,
            title=title,
            body=body,
            url=post.get_absolute_url(),
            at=post.published_at,
            spaces=[placement.space_id for placement in post.placements.all()],
            author=post.author_id,
        )


@prepared
def _placed_posts(ids: Sequence[int]) -> QuerySet[Post]:
    return living_posts().filter(pk__in=ids).prefetch_related("placements")


def living_comments() -> QuerySet[Comment]:
    """Comments that were not deleted, below posts that were neither."""
    return Comment.objects.living().filter(post__deleted_at=None)


def readable_comments(user: User | AnonymousUser) -> QuerySet[Comment]:
    """Comments below posts `user` may read, each asked for by itself: SQLite collects all posts
    of the company for the same question with `post__in`."""
    return Comment.objects.living().filter(among(Post.objects.visible_to(user), "post"))


def comments(ids: Collection[int]) -> Iterator[Document]:
    """Comments as the index knows them; read where their post is."""
    found = living_comments().filter(pk__in=ids).select_related("post")
    for comment in found.prefetch_related("post__placements"):
        yield Document(
            id=comment.pk,
            title="",
            body=rendering.excerpt(comment.body, LONGEST),
            url=comment.get_absolute_url(),
            at=max(comment.created_at, comment.post.published_at),
            spaces=[placement.space_id for placement in comment.post.placements.all()],
            author=comment.author_id,
            weight=0.9,
        )


def attached_files() -> QuerySet[Photo]:
    """Photos and files below posts and comments; what a kind lent shows is no file of its own."""
    shown = Q(post__deleted_at=None, post__isnull=False)
    shown |= Q(comment__deleted_at=None, comment__isnull=False)
    return Photo.objects.filter(shown, lent=False)


def files(ids: Collection[int]) -> Iterator[Document]:
    """Files as the index knows them; read where what they hang below is."""
    found = attached_files().filter(pk__in=ids).select_related("post", "comment__post")
    found = found.prefetch_related("post__placements", "comment__post__placements")
    texts = texts_of(found)
    for file in found:
        post = file.post or file.comment.post  # type: ignore[union-attr]
        said = texts.get(file.key, "")
        yield Document(
            id=file.pk,
            title=file.name,
            keywords=file.description,
            body=said,
            url=place_of(file, said, file.container),
            at=max(file.created_at, post.published_at),  # type: ignore[union-attr]
            spaces=[one.space_id for one in post.placements.all()],  # type: ignore[union-attr]
            author=file.uploader_id,
            weight=0.7 if file.is_picture else 1.0,
        )


def readable_files(user: User | AnonymousUser) -> QuerySet[Photo]:
    """Photos and files below posts and comments `user` may read."""
    posts = among(Post.objects.visible_to(user), "post")
    return Photo.objects.filter(posts | among(readable_comments(user), "comment"))


def topics(ids: Collection[int]) -> Iterator[Document]:
    """Topics as the index knows them; known to whoever reads a post below one."""
    for topic in Topic.objects.filter(pk__in=ids):
        yield Document(
            id=topic.pk, title=f"#{topic.label}", url=topic.get_absolute_url(), at=LONG_AGO
        )


def readable_topics(user: User | AnonymousUser) -> QuerySet[Topic]:
    """Topics of posts `user` may read."""
    below = PostTopic.objects.filter(topic=OuterRef("pk"), post__in=Post.objects.visible_to(user))
    return Topic.objects.filter(Exists(below))


def _topic_entries(user: User) -> Q:
    readable = Post.objects.visible_to(user).filter(pk=OuterRef("post"))
    return Q(Exists(PostTopic.objects.filter(Exists(readable), topic=OuterRef("object_id"))))


def _of_post(event: Any) -> list[int]:
    return [event.post_id]


def _comments_of_post(event: Any) -> QuerySet[Any, int]:
    return Comment.objects.filter(post=event.post_id).values_list("pk", flat=True)


def _of_comment(event: Any) -> list[int]:
    return [event.comment_id]


def _files_of_post(event: Any) -> list[int]:
    return _files_below(event.post_id)


@prepared
def _files_below(post: int) -> QuerySet[Any, int]:
    below = Q(post=post) | Q(comment__post=post)
    return Photo.objects.filter(below).values_list("pk", flat=True)


def _files_of_comment(event: Any) -> QuerySet[Any, int]:
    return Photo.objects.filter(comment=event.comment_id).values_list("pk", flat=True)


def _removed_files(event: FilesRemoved) -> Iterable[int]:
    return event.file_ids


def _topics_of_post(event: Any) -> list[int]:
    return _topics(event.post_id)


@prepared
def _topics(post: int) -> QuerySet[Any, int]:
    return PostTopic.objects.filter(post=post).values_list("topic", flat=True)


SOURCES = (
    Source(
        name="feed.post",
        kind="post",
        label=_("Posts"),
        icon="newspaper",
        everything=living_posts,
        visible_to=Post.objects.visible_to,
        documents=posts,
        changes=dict.fromkeys((PostPublished, PostEdited), _of_post),
        removals=dict.fromkeys((PostDeleted, PostModerated, PostMoved), _of_post),
        order=40,
    ),
    Source(
        name="feed.comment",
        kind="comment",
        label=_("Comments"),
        icon="message-square",
        everything=living_comments,
        visible_to=readable_comments,
        documents=comments,
        changes=dict.fromkeys((CommentWritten, CommentEdited), _of_comment),
        removals={
            CommentDeleted: _of_comment,
            **dict.fromkeys((PostDeleted, PostModerated, PostMoved), _comments_of_post),
        },
        order=60,
    ),
    Source(
        name="feed.file",
        kind="file",
        label=_("Files"),
        icon="paperclip",
        everything=attached_files,
        visible_to=readable_files,
        documents=files,
        changes={
            **dict.fromkeys((PostPublished, PostEdited), _files_of_post),
            **dict.fromkeys((CommentWritten, CommentEdited), _files_of_comment),
            FileTextRead: read_files(Photo),
        },
        removals={
            FilesRemoved: _removed_files,
            **dict.fromkeys((PostModerated, PostMoved), _files_of_post),
        },
        order=70,
    ),
    Source(
        name="feed.topic",
        kind="topic",
        label=_("Topics"),
        icon="hash",
        everything=Topic.objects.all,
        visible_to=readable_topics,
        documents=topics,
        changes=dict.fromkeys((PostPublished, PostEdited), _topics_of_post),
        entries=_topic_entries,
        order=30,
        suggested=True,
    ),
)
