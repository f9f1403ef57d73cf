"""Who carries what over which channel."""

from collections.abc import Callable

from django.db import transaction

from notifications.delivery.batches import RecipientBatch, finish_deliveries, for_each
from notifications.delivery.models import Delivery
from notifications.mail.notification_mail import mail_of_notifications
from notifications.webpush import sender

Sender = Callable[[list[RecipientBatch]], None]


def by_mail(batches: list[RecipientBatch]) -> None:
    """Queue one mail for each person; who takes no mails is not waited for."""
    for_each(batches, mail_to)


@transaction.atomic
def mail_to(batch: RecipientBatch) -> None:
    """Queue a mail, and note it in the same moment."""
    mail = mail_of_notifications(batch.user, batch.notifications, batch.has_waited)
    finish_deliveries(batch.rows, Delivery.State.SENT if mail else Delivery.State.DROPPED)


SENDERS: dict[str, Sender] = {
    Delivery.Channel.PUSH: sender.send,
    Delivery.Channel.MAIL: by_mail,
}
