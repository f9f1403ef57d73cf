"""Ending mails from within a mail, signed out too: the address itself is the right to do so."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from notifications.mail.kinds import KINDS

SALT = "notifications.mail.end"


def address_to_end(user: User, kind: str) -> str:
    """Where `user` ends mails of this kind.

    It holds nothing but the number of the person, works as long as mails are kept, and opens
    nothing else.
    """
    token = signing.Signer(salt=SALT).sign_object([user.pk, kind])
    return settings.BASE_URL + reverse("mail-end", args=[token])


def whose(token: str) -> tuple[User, str] | None:
    """The person and the kind of mail a token stands for; None for whatever we did not sign."""
    try:
        pk, kind = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    user = User.objects.active().filter(pk=pk).first()
    return (user, kind) if user else None


def end(user: User, kind: str) -> None:
    """Send no more mails of this kind."""
    KINDS[kind].end(user)
