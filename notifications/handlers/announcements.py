"""What is told of announcements: that there is one, that it waits, that it changed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from announcements import duties, policy
from announcements.events import (
    AnnouncementCorrected,
    AnnouncementPublished,
    ConfirmationsReminded,
    ReviewAsked,
)
from announcements.models import Announcement, Reminder, Version
from feed.events import PostDeleted
from kit.jobs.outbox import on
from notifications.handlers.feed import places
from notifications.kinds import Kind
from notifications.models import Cause
from notifications.notify import Notice, notify, withdraw
from notifications.targets.announcements import (
    ANNOUNCEMENT,
    CORRECTION,
    MUST_READ,
    REMINDER,
    REVIEW,
)


@on(AnnouncementPublished)
def tell_of_announcement(event: AnnouncementPublished) -> None:
    """Tell the audience; of what has to be confirmed, those who have not."""
    for announcement in _in_force(event.announcement_id):
        kind = MUST_READ if announcement.is_required else ANNOUNCEMENT
        people = duties.open_people if announcement.is_required else duties.audience
        post = announcement.post
        cause = ("announcement", post.pk, post.author_id, announcement.post.published_at)
        notice = Notice(kind, _thread(announcement), *cause, places(post))
        notify(notice, people(announcement), exclude=post.author_id)


@on(AnnouncementCorrected)
def tell_of_correction(event: AnnouncementCorrected) -> None:
    """Tell those who have to confirm again; smaller corrections ring with nobody."""
    for version in Version.objects.filter(pk=event.version_id, is_material=True):
        for announcement in _in_force(event.announcement_id).filter(required=version):
            at = version.said_at or timezone.now()
            _ask(announcement, CORRECTION, version.by_id, at, ("version", version.pk))


@on(ConfirmationsReminded)
def tell_of_reminder(event: ConfirmationsReminded) -> None:
    """Tell those who have not confirmed by now."""
    for reminder in Reminder.objects.filter(pk=event.reminder_id):
        for announcement in _in_force(event.announcement_id):
            because = ("reminder", reminder.pk)
            _ask(announcement, REMINDER, reminder.by_id, reminder.at, because)


@on(ReviewAsked)
def tell_reviewers(event: ReviewAsked) -> None:
    """Tell whoever may approve the draft, as long as it waits."""
    waiting = Announcement.objects.to_review().filter(pk=event.announcement_id)
    for draft in waiting.select_related("current"):
        version: Version = draft.current  # type: ignore[assignment]
        at = draft.submitted_at or timezone.now()
        earlier = Cause.objects.filter(target="review", target_id=draft.pk, happened_at__lt=at)
        withdraw(earlier)  # it was rewritten since
        notice = Notice(REVIEW, f"review:{draft.pk}", "review", draft.pk, event.by_id, at)
        notify(notice, policy.reviewers(version.spaces.all(), version.by_id), exclude=event.by_id)


@on(PostDeleted)
def take_back_announcement(event: PostDeleted) -> None:
    """A deleted announcement asks for nothing."""
    pk = event.post_id
    reminders = Reminder.objects.filter(announcement=pk).values("pk")
    versions = Version.objects.filter(announcement=pk).values("pk")
    withdraw(Cause.objects.filter(target__in=["announcement", "review"], target_id=pk))
    withdraw(Cause.objects.filter(target="reminder", target_id__in=reminders))
    withdraw(Cause.objects.filter(target="version", target_id__in=versions))


def _in_force(pk: int) -> QuerySet[Announcement]:
    return Announcement.objects.in_force().filter(pk=pk).select_related("post", "current")


def _thread(announcement: Announcement) -> str:
    return f"news:{announcement.pk}"


def _ask(
    announcement: Announcement, kind: Kind, by_id: int, at: datetime, because: tuple[str, int]
) -> None:
    """Tell who still has to confirm."""
    lead = ("announcement", announcement.pk, by_id, at)
    notice = Notice(kind, _thread(announcement), *lead, places(announcement.post), because)
    notify(notice, duties.open_people(announcement), exclude=by_id)
