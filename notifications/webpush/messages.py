"""What devices are told: that there is something new, and never what it says.

A message lies on machines of others and stands on locked screens. So it names no person, no space
and no text; the address in it is a number.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from kit.text import humanize
from kit.text.user_locale import user_locale
from notifications.delivery.models import Delivery
from notifications.kinds import KINDS
from notifications.models import Notification
from notifications.webpush.client import PushMessage

ALONE = 3  # so many at once come one by one, more as a summary
SUMMARY = "summary"  # the thread of all summaries: the next one replaces the last
TOPIC_LENGTH = 32
Told = tuple[PushMessage, list[Delivery]]


def messages_of(user: User, rows: list[Delivery], badge: int) -> list[Told]:
    """What a device of `user` is told of these, in the person's language and time zone.

    Each urgent one comes alone; what has waited comes as one summary, and with it all the rest.
    """
    with user_locale(user):
        return list(_messages(rows, badge))


def _messages(rows: list[Delivery], badge: int) -> Iterator[Told]:
    calm = [row for row in rows if not row.is_urgent]
    together = len(calm) > ALONE or any(row.has_waited for row in calm)
    for row in rows if not together else [row for row in rows if row.is_urgent]:
        yield single(row, badge), [row]
    if together:
        yield summary(calm, badge), calm


def single(row: Delivery, badge: int) -> PushMessage:
    """There is something new of some kind."""
    told = row.notification
    words, way = str(KINDS[told.kind].push_text), way_to(told)
    return shown(told.thread, words, badge=badge, is_urgent=row.is_urgent, **way)


def summary(rows: list[Delivery], badge: int) -> PushMessage:
    """So much came up since then."""
    words = ngettext("%(n)d new item since %(time)s", "%(n)d new items since %(time)s", len(rows))
    text = words % {"n": len(rows), "time": humanize.day_and_time(min(row.since for row in rows))}
    way = way_to(rows[0].notification) if len(rows) == 1 else {"url": reverse("notifications")}
    return shown(SUMMARY, text, badge=badge, **way)


def trial(user: User) -> PushMessage:
    """What a person sees who wants to know whether it works."""
    with user_locale(user):
        text = _("This is what a notification looks like.")
    return shown("trial", text, url="/")


def closing(threads: list[str], badge: int, *, is_all: bool) -> PushMessage:
    """Take away what was read elsewhere, and the summary when `is_all` was; nothing is shown.

    A single thread is named as its own, so that what a push service still holds is replaced too.
    """
    thread = threads[0] if len(threads) == 1 else "closing"
    return message(thread, {"close": [*threads, *[SUMMARY] * is_all], "app_badge": badge})


def shown(thread: str, text: str, *, url: str, read: str = "", **more: Any) -> PushMessage:
    """A message that is to be seen, in the one form that two kinds of browsers read.

    Those that know declarative messages show it themselves, also where our worker is gone or the
    operating system has put it to sleep; for all others the worker does.
    """
    is_urgent = more.get("is_urgent", False)
    notification = {
        "title": settings.COMPANY_NAME,
        "body": text,
        "navigate": f"{settings.BASE_URL}{url}",
        "tag": thread,
        "renotify": is_urgent,
        "requireInteraction": is_urgent,
        "data": {"read": read} if read else {},
    }
    content = {"web_push": 8030, "mutable": True, "notification": notification}
    if "badge" in more:
        content["app_badge"] = more["badge"]
    return message(thread, content, is_urgent=is_urgent)


def message(thread: str, content: dict[str, Any], *, is_urgent: bool = False) -> PushMessage:
    """A message that replaces an earlier one of the same thread, on its way and on the screen."""
    digest = salted_hmac("push topic", thread).hexdigest()
    return PushMessage(content, topic=digest[:TOPIC_LENGTH], is_urgent=is_urgent)


def way_to(told: Notification) -> dict[str, str]:
    """The address that leads on to what a notification tells of, and the one that marks it read."""
    names = {"url": "notification-open", "read": "notification-read"}
    return {key: reverse(name, args=[told.pk]) for key, name in names.items()}
