"""Writing, changing and deleting posts."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from accounts.rich_text import RichText, newly_named, read_text
from feed import policy
from feed.actions.photos import attach_files, drop_photos, replace_files
from feed.events import (
    PeopleMentioned,
    PostDeleted,
    PostEdited,
    PostModerated,
    PostPublished,
    PostShared,
)
from feed.limits import POST_LENGTH
from feed.live import hint_spaces, hint_thread, spaces_of
from feed.models import Comment, Placement, Post, PostTopic, Topic
from kit import facts
from kit.database import server_time
from kit.database.bulk import insert, insert_all
from kit.database.idempotency import create_once
from kit.database.prepared import changing
from kit.embeds import NewEmbed
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import publish
from spaces.models import Membership, Space
from spaces.policy import can_post_in

SPACES_PER_POST = 20


@transaction.atomic
def create_post(
    *,
    by: User,
    spaces: Collection[Space],
    body: str,
    photos: Collection[str] = (),
    photos_to_come: int = 0,
    client_id: uuid.UUID | str | None = None,
    shared: Post | None = None,
    embed: NewEmbed | None = None,
) -> Post:
    """Publish `body` in `spaces`, with waiting photos (by key), as a share of `shared`, or with
    an embed. `photos_to_come` are on their way and follow by `bring_photos`.

    The same `client_id` again returns the first post; with other content it is a Conflict.
    Raises Problem for a text, space or photo that cannot be taken.
    """
    source = policy.share_source(by, shared) if shared else None
    bare = bool(photos or source)
    written = read_text(by, body, limit=POST_LENGTH, may_be_empty=bare)
    spaces = _checked(by, spaces, source)
    content: dict[str, object] = {
        "body": written.body,
        "spaces": [space.pk for space in spaces],
        "photos": list(photos),
        "shared": source and source.pk,
    }
    if photos_to_come:
        content["photos_to_come"] = photos_to_come
    if embed:
        content[embed.name] = embed.content

    def make(**identity: object) -> Post:
        if embed:
            identity["kind"] = embed.name
        if photos_to_come:
            identity["photos_to_come"] = photos_to_come
        if server_time.ahead():  # the field's default is the clock of this machine
            identity["published_at"] = server_time.now()
        post = insert(
            Post(author=by, body=written.body, body_html=written.html, shared=source, **identity)
        )
        place(post, spaces)
        count_as_new(post, spaces)
        if written.topics:
            file_under_topics(post, written.topics)
        attach_files(by, photos, post=post)
        if embed:
            embed.create(post)
        return post

    post, created = create_once(Post, author=by, client_id=client_id, content=content, make=make)
    if created:
        _announce(by, post, written, [space.pk for space in spaces])
    return post


def _checked(by: User, spaces: Collection[Space], source: Post | None) -> list[Space]:
    """`spaces` in a steady order, each allowed for this person and this source."""
    chosen = sorted({space.pk: space for space in spaces}.values(), key=lambda space: space.pk)
    if not chosen:
        raise Problem("no_space", _("Choose at least one space."), field="spaces")
    if len(chosen) > SPACES_PER_POST:
        message = _("At most %(limit)s spaces.") % {"limit": SPACES_PER_POST}
        raise Problem("too_many_spaces", message, field="spaces", limit=SPACES_PER_POST)
    if not all(can_post_in(by, space) for space in chosen):
        raise PermissionDenied
    if source:
        allowed = set(policy.share_targets(by, source).values_list("pk", flat=True))
        if not allowed.issuperset(space.pk for space in chosen):
            raise Problem(
                "wider_audience",
                _("Not everyone there may see the original. Share it where it was posted."),
                field="spaces",
            )
    return chosen


def place(post: Post, spaces: Iterable[Space]) -> None:
    """Put `post` into `spaces`; it is read there from its time of publication on."""
    insert_all(
        Placement(post=post, space=space, published_at=post.published_at) for space in spaces
    )


def count_as_new(post: Post, spaces: Iterable[Space]) -> None:
    """Move the positions of `spaces` on, in one order for every writer."""
    for space in spaces:
        _move_on(space.pk)
        _have_seen(space.pk, post.author_id)  # nobody is told of the own post


@changing
def _move_on(space_id: int) -> tuple[QuerySet[Space], dict[str, Any]]:
    return Space.objects.filter(pk=space_id), {"post_seq": F("post_seq") + 1}


@changing
def _have_seen(space_id: int, user_id: int) -> tuple[QuerySet[Membership], dict[str, Any]]:
    own = Membership.objects.filter(space=space_id, user=user_id)
    return own, {"seen_seq": F("seen_seq") + 1}


def file_under_topics(post: Post, names: Collection[str]) -> None:
    """Make the post findable under exactly the topics its text names."""
    Topic.objects.bulk_create(
        [Topic(name=name, label=name) for name in sorted(names)], ignore_conflicts=True
    )
    topics = Topic.objects.filter(name__in=names)
    PostTopic.objects.filter(post=post).exclude(topic__in=topics).delete()
    PostTopic.objects.bulk_create(
        [PostTopic(post=post, topic=topic, published_at=post.published_at) for topic in topics],
        ignore_conflicts=True,
    )


def _announce(by: User, post: Post, written: RichText, space_ids: list[int]) -> None:
    publish(PostPublished(post_id=post.pk, by_id=by.pk))
    if post.shared_id:
        Post.objects.filter(pk=post.shared_id).update(share_count=F("share_count") + 1)
        publish(PostShared(post_id=post.shared_id, share_id=post.pk, by_id=by.pk))
    if named := newly_named(written, "", post.readers):
        publish(PeopleMentioned(post_id=post.pk, comment_id=None, user_ids=named, by_id=by.pk))
    hint_spaces(space_ids, post_id=post.pk, change="new")


@transaction.atomic
def edit_post(
    *,
    by: User,
    post: Post,
    body: str,
    version: int | None = None,
    added: Collection[str] = (),
    dropped: Collection[str] = (),
) -> Post:
    """Replace the text of `post`, hang the waiting photos and files `added` below it and take
    those `dropped` away, all by key. `version` is the one `by` saw; an older one is a Conflict."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not policy.can_edit_post(by, post):
        raise PermissionDenied
    if version is not None and version != post.version:
        raise Conflict("changed_meanwhile")
    other_files = replace_files(by, post, dropped=dropped, added=added)
    bare = bool(post.shared_id) or post.photos.exists()
    written = read_text(by, body, limit=POST_LENGTH, may_be_empty=bare)
    if written.body == post.body and not other_files:
        return post
    before, post.body, post.body_html = post.body, written.body, written.html
    post.edited_at, post.version = timezone.now(), post.version + 1
    post.save(update_fields=["body", "body_html", "edited_at", "version"])
    file_under_topics(post, written.topics)
    facts.outdate_everybody()  # a poll below it may ask for something else now
    publish(PostEdited(post_id=post.pk, by_id=by.pk))
    if named := newly_named(written, before, post.readers):
        publish(PeopleMentioned(post_id=post.pk, comment_id=None, user_ids=named, by_id=by.pk))
    hint_everywhere(post, "edited")
    return post


@transaction.atomic
def delete_post(*, by: User, post: Post) -> None:
    """Take `post` away: for the author and administrators everywhere, for a manager of spaces
    from those spaces, and everywhere once no space is left. Deleting twice is deleting once."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not policy.can_delete_post(by, post):
        raise PermissionDenied
    if post.deleted_at:
        return
    hint_everywhere(post, "gone")
    placements = post.placements.all()
    if by.pk != post.author_id:
        if not policy.is_administrator(by):
            placements = placements.filter(space__in=Space.objects.managed_by(by))
        audit.note(by=by, action="feed.take_down_post", about=post)
        gone = tuple(placements.order_by("space").values_list("space", flat=True))
        publish(PostModerated(post.pk, space_ids=gone, by_id=by.pk))
        placements.delete()
        if post.placements.exists():
            return
    take_down(by=by, post=post)


def take_down(*, by: User, post: Post) -> None:
    """Remove `post` everywhere, for actions that have asked who may; windows are told before."""
    post.placements.all().delete()
    _empty(post)
    publish(PostDeleted(post_id=post.pk, by_id=by.pk))


def _empty(post: Post) -> None:
    """Leave of `post` and its comments only what the promise about client ids needs."""
    now = timezone.now()
    Post.objects.filter(pk=post.pk).update(body="", body_html="", deleted_at=now)
    post.comments.filter(deleted_at=None).update(body="", body_html="", deleted_at=now)
    post.post_topics.all().delete()
    drop_photos(post.photos.all())
    for comment in Comment.objects.filter(post=post, photos__isnull=False).distinct():
        drop_photos(comment.photos.all())
    if post.shared_id:
        Post.objects.filter(pk=post.shared_id).update(share_count=F("share_count") - 1)


def hint_everywhere(post: Post, change: str) -> None:
    """Tell every open page on which `post` stands."""
    hint_spaces(spaces_of(post.pk), post_id=post.pk, change=change)
    hint_thread(post.pk, change=change)
