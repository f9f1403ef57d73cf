"""Urgent calls about announcements."""

from accounts.availability.calls import UrgentCall, name_of
from accounts.events import UrgentlyCalled
from announcements import duties
from announcements.models import Announcement
from kit.jobs.outbox import on
from notifications.notify import Notice, notify
from notifications.targets.accounts import URGENT


@on(UrgentlyCalled)
def reach_audience(event: UrgentlyCalled) -> None:
    """Tell the audience, whatever the hour."""
    about = "announcements.announcement:"
    for call in UrgentCall.objects.filter(pk=event.call_id, about__startswith=about):
        for announcement in Announcement.objects.in_force().filter(pk=call.about_id):
            cause = ("post", announcement.pk, call.by_id, call.at)
            notice = Notice(URGENT, name_of(announcement), *cause, is_urgent=True)
            notify(notice, duties.audience(announcement), exclude=call.by_id)
