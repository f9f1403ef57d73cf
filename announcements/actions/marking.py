"""What readers do: confirm, open. And what editors do about those who have not: remind."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.live import hint_settled
from accounts.models import User
from announcements import duties
from announcements.actions.writing import require_editor
from announcements.events import ConfirmationsReminded
from announcements.models import Announcement, Confirmation, Opening, Reminder, Version
from kit.errors import Problem
from kit.outbox import publish
from kit.repeat import once_more


@once_more
def confirm(
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
    version = announcement.versions.filter(is_material=True, number__lte=seen)
    asked = version.order_by("-number").first()
    if seen > current.number or asked is None:
        raise Problem("unknown_version", _("There is no such version."), field="version")
    if known := Confirmation.objects.filter(version=asked, user=by).first():
        return known
    if not announcement.is_required:
        detail = _("This no longer needs to be confirmed.")
        raise Problem("not_required", detail, status=409)
    if not duties.audience(announcement).filter(pk=by.pk).exists():
        raise Problem("not_asked", _("You are not asked to confirm this."), status=409)
    made = Confirmation(
        version=asked,
        user=by,
        seen_number=seen,
        device_at=plausible(device_at, since=asked.said_at),
        server_at=timezone.now(),
    )
    made.save(force_insert=True)
    hint_settled(by.pk)
    return made


def plausible(told: datetime | None, *, since: datetime | None) -> datetime | None:
    """The time of a device, unless its clock is wrong: nobody confirms before or ahead of time."""
    if told is None or since is None or not since <= told <= timezone.now():
        return None
    return told


@once_more
def mark_opened(*, by: User, announcement: Announcement) -> None:
    """Remember that `by` has opened it. Opening twice is opening once."""
    if not Opening.objects.filter(announcement=announcement, user=by).exists():
        Opening(announcement=announcement, user=by).save(force_insert=True)
        row = Announcement.objects.filter(pk=announcement.pk)
        row.update(opened_count=F("opened_count") + 1)
        hint_settled(by.pk)


@transaction.atomic
def remind(*, by: User, announcement: Announcement) -> Reminder:
    """Have the people reminded who have not confirmed; a second time on a day changes nothing."""
    require_editor(by)
    if not announcement.is_required:
        raise PermissionDenied
    reminder, made = Reminder.objects.get_or_create(
        announcement=announcement, day=timezone.localdate(), defaults={"by": by}
    )
    if made:
        publish(ConfirmationsReminded(announcement.pk, reminder.pk))
        audit.note(by=by, deed="announcements.remind", about=announcement)
    return reminder
