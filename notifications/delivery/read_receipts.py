"""What was read on one device need not be sent to the others, nor shown there any longer."""

from django.db.models import QuerySet

from accounts.models import User
from kit.jobs.outbox import publish
from notifications.delivery.events import NotificationsRead
from notifications.delivery.models import Delivery
from notifications.models import Notification


def note_read(user: User, read: QuerySet[Notification]) -> None:
    """Drop what waits of these notifications of `user`, and have taken away what is shown."""
    own = Delivery.objects.filter(recipient=user, notification__in=read)
    own.drop()
    if own.shown().exists():
        publish(NotificationsRead(user_id=user.pk))
