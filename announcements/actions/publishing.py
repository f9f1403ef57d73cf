"""From draft to archive: a second pair of eyes, publication, expiry, deletion."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from announcements import policy
from announcements.actions.writing import add_version, follow, locked, require_editor
from announcements.drafts import check_end
from announcements.events import AnnouncementPublished, ReviewAsked
from announcements.models import Announcement, Approval, Opening, Version, VersionText
from feed import embedding
from feed.actions.posts import count_as_new, hint_everywhere, take_down
from feed.events import PeopleMentioned, PostPublished
from kit.database import server_time
from kit.http.exceptions import Problem
from kit.jobs.for_each import for_each
from kit.jobs.outbox import publish
from kit.jobs.retention import delete_in_batches
from kit.text import rendering
from spaces.actions import sync_audience
from spaces.models import SpaceKind


@transaction.atomic
def publish_announcement(*, by: User, announcement: Announcement) -> Announcement:
    """Publish a draft now or at its time; where two have to read it, ask for the second.

    Releasing twice is releasing once.
    """
    require_editor(by)
    announcement = locked(announcement)
    version: Version = announcement.current  # type: ignore[assignment]
    if announcement.is_released or announcement.post.deleted_at:
        return announcement
    _check(announcement, version)
    if policy.wants_review(announcement.wants_review) and not _is_approved(version):
        return _submit(by, announcement)
    _release(by, announcement, version)
    return announcement


@transaction.atomic
def approve_announcement(*, by: User, announcement: Announcement) -> Announcement:
    """Say as a second person that a waiting draft may go out; it is released with that."""
    announcement = locked(announcement)
    version: Version = announcement.current  # type: ignore[assignment]
    if not policy.may_approve(by, version.by_id):
        raise PermissionDenied
    if not announcement.is_released:
        Approval.objects.get_or_create(version=version, defaults={"by": by})
        audit.note(by=by, action="announcements.approve", about=announcement)
    return publish_announcement(by=by, announcement=announcement)


def _is_approved(version: Version) -> bool:
    return Approval.objects.filter(version=version).exclude(by=version.by_id).exists()


def _submit(by: User, announcement: Announcement) -> Announcement:
    if announcement.submitted_at is None:
        announcement.submitted_at = server_time.now()
        announcement.save(update_fields=["submitted_at"])
        publish(ReviewAsked(announcement_id=announcement.pk, by_id=by.pk))
    return announcement


def _check(announcement: Announcement, version: Version) -> None:
    """Refuse what cannot go out: no audience, no text, an end in the past."""
    now = server_time.now()
    starts = max(version.starts_at or now, now)
    if not version.spaces.exists():
        raise Problem("no_audience", _("Choose who should read it."), field="spaces")
    check_end(version.ends_at, after=starts)
    if version.confirm_by and version.confirm_by < timezone.localdate():
        detail = _("The deadline for confirming has already passed.")
        raise Problem("due_is_over", detail, field="confirm_by")
    embedding.check(announcement.post, starts)


def _release(by: User, announcement: Announcement, version: Version) -> None:
    now = server_time.now()
    version.said_at, version.starts_at = now, max(version.starts_at or now, now)
    version.save(update_fields=["said_at", "starts_at"])
    for space in version.spaces.filter(kind=SpaceKind.AUDIENCE):
        sync_audience(space=space)
    follow(announcement)
    audit.note(by=by, action="announcements.release", about=announcement)
    if not announcement.is_planned:
        _announce(announcement)


def announce_due() -> int:
    """Tell of planned announcements whose time has come; they are readable from that moment on
    by themselves. Returns how many."""
    waiting = Announcement.objects.in_force().filter(announced_at=None)
    return sum(for_each(waiting.order_by("published_at", "pk"), _announce_once))


@transaction.atomic
def _announce_once(announcement: Announcement) -> bool:
    announcement = locked(announcement)
    if announcement.announced_at is None:
        _announce(announcement)
        return True
    return False


def _announce(announcement: Announcement) -> None:
    """Move unread positions on, tell open pages and whoever listens."""
    announcement.announced_at = server_time.now()
    announcement.save(update_fields=["announced_at"])
    post = announcement.post
    count_as_new(post, post.spaces.order_by("pk"))
    publish(PostPublished(post_id=post.pk, by_id=post.author_id))
    publish(AnnouncementPublished(announcement_id=announcement.pk))
    if named := _named(announcement.current.texts.all(), announcement):  # type: ignore[union-attr]
        publish(PeopleMentioned(post.pk, None, user_ids=named, by_id=post.author_id))
    hint_everywhere(post, "new")


def _named(texts: Iterable[VersionText], announcement: Announcement) -> tuple[int, ...]:
    """Ids of the readers who are mentioned in any language."""
    handles = {handle for one in texts for handle in rendering.mentioned(one.body)}
    named = announcement.post.readers().filter(handle__in=handles)
    return tuple(named.values_list("pk", flat=True)) if handles else ()


@transaction.atomic
def archive_announcement(*, by: User, announcement: Announcement) -> Announcement:
    """Put a published announcement into the archive now: readable, but asked of nobody."""
    require_editor(by)
    announcement = locked(announcement)
    if not announcement.is_released or announcement.is_planned or announcement.is_expired:
        return announcement
    before: Version = announcement.current  # type: ignore[assignment]
    version = add_version(
        by,
        announcement,
        is_material=False,
        on_behalf=before.on_behalf,
        starts_at=before.starts_at,
        ends_at=server_time.now(),
        confirm_by=before.confirm_by,
    )
    version.spaces.set(before.spaces.all())
    for one in before.texts.all():
        one.pk, one.version = None, version
        one.save(force_insert=True)
    announcement.current = version
    announcement.save(update_fields=["current"])
    follow(announcement)
    hint_everywhere(announcement.post, "edited")
    return announcement


@transaction.atomic
def delete_announcement(*, by: User, announcement: Announcement) -> None:
    """Take it away from everybody, texts of all versions too. Deleting twice is deleting once.

    Who had to confirm which version, and did, stays known.
    """
    require_editor(by)
    announcement = locked(announcement)
    if announcement.post.deleted_at:
        return
    hint_everywhere(announcement.post, "gone")
    take_down(by=by, post=announcement.post)
    gone = {"title": "–", "lead": "", "body": "", "body_html": ""}
    VersionText.objects.filter(version__announcement=announcement).update(**gone)
    audit.note(by=by, action="announcements.delete", about=announcement)


def forget_openings() -> int:
    """Remove who opened what has expired or is gone; the numbers stay. Returns how many rows."""
    living = Announcement.objects.in_force()
    return delete_in_batches(Opening.objects.exclude(announcement__in=living))
