"""What this app does when something has happened."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.events import PasswordResetAsked
from accounts.keys import reset_link
from accounts.models import User
from kit.outbox import on


@on(PasswordResetAsked)
def mail_reset_link(event: PasswordResetAsked) -> None:
    """Send the link, unless nobody has that address or the person has left meanwhile."""
    people = User.objects.active().without_bots()
    user = people.filter(pk=event.user_id).exclude(email="").first()
    if user:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            reset_mail(user, event.request_id).send()


def reset_mail(user: User, request_id: str) -> EmailMessage:
    """The mail with the link. A repeat carries the same Message-ID, so it is shown once."""
    context = {"person": user, "link": reset_link(user), "company": settings.COMPANY_NAME}
    host = urlsplit(settings.BASE_URL).hostname
    return EmailMessage(
        subject=_("Set your password for %(company)s") % {"company": settings.COMPANY_NAME},
        body=render_to_string("accounts/mail/password.txt", context),
        to=[user.email],
        headers={
            "Message-ID": f"<password-{request_id}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
