"""What readers do: confirm, open. And what editors do about those who have not: remind."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.live import hint_settled
from accounts.models import User
from announcements import confirmations
from announcements.actions.writing import require_editor
from announcements.events import ConfirmationsReminded
from announcements.models import Announcement, Confirmation, Opening, Reminder, Version
from kit.database.bulk import insert_new
from kit.database.prepared import prepared
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish


@transaction.atomic
def confirm_announcement(
    *,
    by: User,
    announcement: Announcement,
    number: int | None = None,
    device_at: datetime | None = None,
) -> Confirmation:
    """Record that `by` has read and understood the version that was on the screen.

    Confirming twice is confirming once. A request that waited for a network names the version it
    saw: it counts for that one, and the page asks again if another is required by now.
    """
    current: Version = announcement.current  # type: ignore[assignment]
    seen = number or current.number
    asked = next(iter(_material(announcement.pk, seen)), None)
    if seen > current.number or asked is None:
        raise Problem("unknown_version", _("There is no such version."), field="version")
    made = Confirmation(
        version=asked,
        user=by,
        seen_number=seen,
        device_at=plausible(device_at, since=asked.said_at),
        server_at=timezone.now(),
    )
    if refusal := _refusal(by, announcement):
        if known := Confirmation.objects.filter(version=asked, user=by).first():
            return known
        raise refusal
    if not insert_new(made):
        return Confirmation.objects.get(version=asked, user=by)
    hint_settled(by.pk)
    return made


@prepared
def _material(announcement_id: int, seen: int) -> QuerySet[Version]:
    """The version that somebody who has seen number `seen` is asked to confirm."""
    versions = Version.objects.filter(announcement=announcement_id, is_material=True)
    return versions.filter(number__lte=seen).order_by("-number")[:1]


def _refusal(by: User, announcement: Announcement) -> Problem | None:
    """Why this person cannot confirm now what was not confirmed before."""
    if not announcement.is_required:
        detail = _("This no longer needs to be confirmed.")
        return Problem("not_required", detail, status=409)
    if not confirmations.is_asked(by.pk, announcement.pk):
        return Problem("not_asked", _("You are not asked to confirm this."), status=409)
    return None


def plausible(told: datetime | None, *, since: datetime | None) -> datetime | None:
    """The time of a device, unless its clock is wrong: nobody confirms before or ahead of time."""
    if told is None or since is None or not since <= told <= timezone.now():
        return None
    return told


@transaction.atomic
def mark_opened(*, by: User, announcement: Announcement) -> None:
    """Remember that `by` has opened it. Opening twice is opening once."""
    if insert_new(Opening(announcement=announcement, user=by)):
        row = Announcement.objects.filter(pk=announcement.pk)
        row.update(opened_count=F("opened_count") + 1)
        hint_settled(by.pk)


@transaction.atomic
def remind_readers(*, by: User, announcement: Announcement) -> Reminder:
    """Have the people reminded who have not confirmed; a second time on a day changes nothing."""
    require_editor(by)
    if not announcement.is_required:
        raise PermissionDenied
    reminder, made = Reminder.objects.get_or_create(
        announcement=announcement, day=timezone.localdate(), defaults={"by": by}
    )
    if made:
        publish(ConfirmationsReminded(announcement.pk, reminder.pk))
        audit.note(by=by, action="announcements.remind", about=announcement)
    return reminder
