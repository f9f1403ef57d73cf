"""Writing and changing announcements. What has been said stays; a change is a further version."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audit
from accounts.models import User
from announcements import policy
from announcements.actions.attachments import replace_attachments
from announcements.drafts import AnnouncementPlan, Text
from announcements.events import AnnouncementCorrected
from announcements.models import Announcement, Approval, Version, VersionText
from feed.actions.photos import attach_photos, drop_photos
from feed.actions.posts import file_under_topics, hint_everywhere
from feed.embedding import carry
from feed.events import PostMoved
from feed.models import Placement, Post
from kit import facts
from kit.database import server_time
from kit.database.idempotency import create_once
from kit.embeds import KEEP, NewEmbed
from kit.http.exceptions import Conflict
from kit.jobs.outbox import publish
from spaces.actions import audience_of, sync_audience
from spaces.models import Space, SpaceKind

KIND = "announcement"


@transaction.atomic
def write_announcement(
    *,
    by: User,
    plan: AnnouncementPlan,
    client_id: uuid.UUID | str | None = None,
    embed: NewEmbed | None = None,
) -> Announcement:
    """Store a draft, with an embed. The same `client_id` again returns the first
    one, whose `post.repeated` says so. Nobody reads it yet."""
    require_editor(by)
    texts, spaces = plan.texts(by), plan.checked_spaces(by)
    content = plan.as_content()
    if embed:
        content[embed.name] = embed.content

    def make(**identity: object) -> Post:
        post = Post.objects.create(author=by, kind=KIND, **identity)
        announcement = Announcement.objects.create(post=post)
        _store(by, announcement, plan, texts, spaces)
        carry(post, embed)
        return post

    post, _created = create_once(Post, author=by, client_id=client_id, content=content, make=make)
    return post.announcement


@transaction.atomic
def change_announcement(
    *,
    by: User,
    announcement: Announcement,
    plan: AnnouncementPlan,
    version: int | None = None,
    is_material: bool = False,
    embed: NewEmbed | None = KEEP,
) -> Announcement:
    """Rewrite a draft, or correct what has been published: that adds a version.

    `is_material` asks for confirmation again. `version` is what `by` saw (`Post.version`); an
    older one is a Conflict. The embed is changed in drafts only: afterwards people have
    taken part in it.
    """
    require_editor(by)
    announcement = locked(announcement)
    if version is not None and version != announcement.post.version:
        raise Conflict("changed_meanwhile")
    texts, spaces = plan.texts(by), plan.checked_spaces(by)
    if announcement.is_released:
        plan.check_dates(server_time.now(), announcement.current.ends_at)  # type: ignore[union-attr]
        _correct(by, announcement, plan, texts, spaces, is_material)
    else:
        announcement.submitted_at = None
        Approval.objects.filter(version=announcement.current).delete()
        _store(by, announcement, plan, texts, spaces)
        carry(announcement.post, embed)
    return announcement


def require_editor(by: User) -> None:
    """Refuse everybody who does not write for the company."""
    if not policy.is_editor(by):
        raise PermissionDenied


def locked(announcement: Announcement) -> Announcement:
    """The row as it is now, held until the transaction ends, to be changed.

    Locked first, read afterwards: what a locking statement joins is as old as its beginning, and
    whoever waited for a correction would find neither its version nor its post.
    """
    rows = Announcement.objects.filter(pk=announcement.pk)
    rows.select_for_update().get()
    facts.outdate_everybody()  # what one has to confirm, and what stands first
    return rows.select_related("post__author", "current").get()


def _store(
    by: User,
    announcement: Announcement,
    plan: AnnouncementPlan,
    texts: list[Text],
    spaces: list[Space],
) -> None:
    """Write version 1, which nobody has read yet, over what stood there."""
    version, _made = Version.objects.update_or_create(
        announcement=announcement, number=1, defaults={"by": by, **_dates(plan)}
    )
    _fill(by, announcement, version, plan, texts, spaces)
    _keep(by, announcement, plan, texts)


def _correct(
    by: User,
    announcement: Announcement,
    plan: AnnouncementPlan,
    texts: list[Text],
    spaces: list[Space],
    is_material: bool,
) -> None:
    """Add a version, and let post, audience and duty follow it."""
    before = announcement.current
    now = server_time.now()
    planned = max(plan.starts_at or now, now)
    starts = before.starts_at if announcement.announced_at else planned  # type: ignore[union-attr]
    version = add_version(
        by, announcement, is_material=is_material, **{**_dates(plan), "starts_at": starts}
    )
    _fill(by, announcement, version, plan, texts, spaces)
    for space in version.spaces.filter(kind=SpaceKind.AUDIENCE):
        sync_audience(space=space)
    _keep(by, announcement, plan, texts)
    follow(announcement)
    hint_everywhere(announcement.post, "edited")


def add_version(
    by: User, announcement: Announcement, *, is_material: bool, **fields: Any
) -> Version:
    """The next version, said now; the caller fills it and lets the rest follow."""
    last = announcement.current
    version = Version.objects.create(
        announcement=announcement,
        number=last.number + 1,  # type: ignore[union-attr]
        by=by,
        said_at=server_time.now(),
        is_material=is_material,
        **fields,
    )
    publish(AnnouncementCorrected(announcement.pk, version.pk, is_material))
    return version


def follow(announcement: Announcement) -> None:
    """Make placements, times and the required version those of the current version."""
    current, post = announcement.current, announcement.post
    starts = current.starts_at or server_time.now()  # type: ignore[union-attr]
    announcement.published_at = post.published_at = starts
    announcement.required = _required(announcement)
    announcement.save(update_fields=["published_at", "required"])
    post.save(update_fields=["published_at"])
    wanted = set(current.spaces.values_list("pk", flat=True))  # type: ignore[union-attr]
    post.placements.exclude(space__in=wanted).delete()
    here = set(post.placements.values_list("space_id", flat=True))
    Placement.objects.bulk_create(
        Placement(post=post, space_id=pk, published_at=starts) for pk in sorted(wanted - here)
    )
    post.placements.update(published_at=starts)
    post.post_topics.update(published_at=starts)
    publish(PostMoved(post_id=post.pk))


def _required(announcement: Announcement) -> Version | None:
    """The last version that changed what it means, while confirmation is asked."""
    if announcement.current.confirm_by is None:  # type: ignore[union-attr]
        return None
    return announcement.versions.filter(is_material=True).order_by("-number").first()


def _dates(plan: AnnouncementPlan) -> dict[str, datetime | Any]:
    return {
        "on_behalf": plan.on_behalf.strip(),
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "confirm_by": plan.confirm_by,
    }


def _fill(
    by: User,
    announcement: Announcement,
    version: Version,
    plan: AnnouncementPlan,
    texts: Iterable[Text],
    spaces: list[Space],
) -> None:
    """Give a version its texts and its audience."""
    version.texts.all().delete()
    VersionText.objects.bulk_create(
        VersionText(
            version=version,
            language=one.language,
            position=position,
            title=one.title,
            lead=one.lead,
            body=one.written.body,
            body_html=one.written.html,
        )
        for position, one in enumerate(texts)
    )
    audiences = [audience_of(by=by, rule=plan.rule)] if plan.rule else []
    version.spaces.set([*spaces, *audiences])
    announcement.current = version
    if version.on_behalf:
        audit.note(by=by, action="announcements.write_on_behalf", about=version)


def _keep(by: User, announcement: Announcement, plan: AnnouncementPlan, texts: list[Text]) -> None:
    """What belongs to the announcement as a whole, and what its post shows when it is quoted."""
    announcement.category = plan.category
    announcement.pinned_until = plan.pinned_until
    if not announcement.is_released:  # what people were told before they confirmed stays
        announcement.wants_review = plan.wants_review
        announcement.report_names = plan.report_names and policy.may_show_names()
    announcement.save()
    post, first = announcement.post, texts[0]
    post.body = "\n\n".join(filter(None, [first.title, first.lead]))
    post.comments_open, post.version = plan.comments_open, post.version + 1
    post.edited_at = server_time.now() if announcement.is_released else None
    post.save(update_fields=["body", "comments_open", "version", "edited_at"])
    file_under_topics(post, sorted({name for one in texts for name in one.written.topics}))
    drop_photos(post.photos.filter(key__in=plan.dropped))
    attach_photos(by, plan.photos, post=post)
    replace_attachments(by, announcement, dropped=plan.dropped, added=plan.files)
