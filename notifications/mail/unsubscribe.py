"""Ending mails from within a mail, signed out too: the address itself is the right to do so.

It works for 90 days: longer than anybody looks for it, and than the month that laws on bulk mail
ask for; an old mail that is passed on ends nothing any more.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.mail.renderers import mail_renderers

SALT = "notifications.mail.end"
LIFETIME = timedelta(days=90)


class Expired(Exception):
    """The address was one of ours for `user`, but its time is over."""

    def __init__(self, user: User) -> None:
        self.user = user


def unsubscribe_address(user: User, kind: str, at: datetime) -> str:
    """Where `user` ends mails of this kind.

    It holds nothing but the number of the person and `at`, when the mail was written, so that the
    same mail has the same address; and it opens nothing else.
    """
    token = signing.Signer(salt=SALT).sign_object([user.pk, kind, int(at.timestamp())])
    return settings.BASE_URL + reverse("mail-unsubscribe", args=[token])


def read_token(token: str) -> tuple[User, str] | None:
    """The person and the kind of mail a token stands for; None for whatever we did not sign.

    Raises Expired for an address that is too old, or from before addresses had an end.
    """
    try:
        pk, kind, *written = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    user = User.objects.active().filter(pk=pk).first()
    oldest = (timezone.now() - LIFETIME).timestamp()
    if user and (not written or written[0] < oldest):
        raise Expired(user)
    return (user, kind) if user else None


def unsubscribe(user: User, kind: str) -> None:
    """Send no more mails of this kind."""
    if stop := mail_renderers()[kind].unsubscribe:
        stop(user)
