"""Notifications as a mail: for people who want them at once, or whom no device has reached."""

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from kit.mails import Content, written
from notifications.mail.models import Mail, MailKind
from notifications.mail.queue import queue_mail
from notifications.mail.renderers import MailRenderer
from notifications.mail.unsubscribe import unsubscribe_address
from notifications.models import Notification
from notifications.preferences.models import Choice
from notifications.preferences.topics import NotificationChannel, NotificationTopic
from notifications.rendering import NotificationLine, lines_of

SHOWN = 20  # lines of one mail; the page has the others


def mail_of_notifications(
    user: User, notifications: Iterable[Notification], waited: bool
) -> Mail | None:
    """Write down one mail about `notifications`; the same ones again are the same mail.

    `waited` says that they come at the end of a quiet time. What was read, or may not be read any
    more, when the mail goes out is left out of it; with nothing left there is no mail. None where
    the person has no address that takes mails.
    """
    rows = sorted((row.pk, row.bumped_at.isoformat()) for row in notifications)
    key = hashlib.sha256(repr(rows).encode()).hexdigest()[:32]
    ids = [pk for pk, _bumped in rows]
    return queue_mail(
        to=user,
        kind=MailKind.NOTIFICATION,
        key=f"{user.pk}.{key}",
        notifications=ids,
        waited=waited,
    )


def render_notification_mail(mail: Mail) -> Content | None:
    """What the recipient may read of it and has not read yet."""
    told = Notification.objects.visible_to(mail.user).unread()
    rows = told.filter(pk__in=mail.parts["notifications"]).order_by("-bumped_at", "-pk")
    lines = lines_of(mail.user, rows.as_lines())
    if not lines:
        return None
    shown = lines[:SHOWN]
    context = {
        "person": mail.user,
        "lines": shown,
        "more": len(lines) - len(shown),
        "waited": mail.parts["waited"],
        "unsubscribe": unsubscribe_address(mail.user, mail.kind, mail.created_at),
    }
    return written("notifications/mail/notification", _subject(lines), context)


def stop_notification_mails(user: User) -> None:
    """Mail nothing at once any more, whatever it is about."""
    Choice.objects.bulk_create(
        [
            Choice(user=user, topic=topic, channel=NotificationChannel.MAIL, on=False)
            for topic in NotificationTopic
        ],
        update_conflicts=True,
        unique_fields=["user", "topic", "channel"],
        update_fields=["on"],
    )


def _subject(lines: list[NotificationLine]) -> str:
    """The sentence of a single one, which quotes nothing; else how many there are."""
    if len(lines) == 1:
        return lines[0].text
    return _("%(count)d new things for you") % {"count": len(lines)}


MAIL_RENDERER = MailRenderer(
    MailKind.NOTIFICATION, render_notification_mail, stop_notification_mails
)
