"""Urgent calls about messages."""

from accounts.availability.calls import UrgentCall, name_of
from accounts.events import UrgentlyCalled
from chat.models import Message
from kit.jobs.outbox import on
from notifications.notify import Notice, notify
from notifications.targets.accounts import URGENT


@on(UrgentlyCalled)
def reach_readers(event: UrgentlyCalled) -> None:
    """Tell everybody who takes part, whatever the hour."""
    calls = UrgentCall.objects.filter(pk=event.call_id, about__startswith="chat.message:")
    for call in calls:
        for message in Message.objects.living().filter(pk=call.about_id):
            cause = ("message", message.pk, call.by_id, call.at)
            notice = Notice(URGENT, name_of(message), *cause, is_urgent=True)
            notify(notice, message.conversation.readers(), exclude=call.by_id)
