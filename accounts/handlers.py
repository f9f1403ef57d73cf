"""What this app does when something has happened."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.events import PasswordResetAsked
from accounts.models import User
from accounts.password_reset import reset_link
from kit import mails
from kit.database import server_time
from kit.jobs.outbox import on

# As long a repeat is the same mail to the letter. What comes later (the mail server was away) is
# another one, so that its link lives long enough.
SAME_MAIL = timedelta(minutes=20)


@on(PasswordResetAsked)
def mail_reset_link(event: PasswordResetAsked) -> None:
    """Send the link, unless nobody has that address or the person has left meanwhile."""
    people = User.objects.active().without_bots()
    user = people.filter(pk=event.user_id).exclude(email="").first()
    if user:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            reset_mail(user, event).send()


def reset_mail(user: User, event: PasswordResetAsked) -> mails.RepeatableEmail:
    """The mail with the link. Its Message-ID follows from what it says: a repeat is shown once."""
    at = moment_of(event)
    link = reset_link(user, at)
    context = {"person": user, "link": link, "company": settings.COMPANY_NAME}
    subject = _("Set your password for %(company)s") % {"company": settings.COMPANY_NAME}
    text = render_to_string("accounts/mail/password.txt", context)
    said = hashlib.sha256(f"{user.email}\n{subject}\n{text}".encode()).hexdigest()
    name = f"<password-{event.request_id}.{said[:16]}@{mails.host()}>"
    return mails.email_message(
        mails.Content(subject, text, ""), to=user.email, message_id=name, at=at
    )


def moment_of(event: PasswordResetAsked) -> datetime:
    """The moment of asking, or as many whole times `SAME_MAIL` later as have gone by."""
    asked = datetime.fromtimestamp(event.asked_at, UTC)
    return asked + (server_time.now() - asked) // SAME_MAIL * SAME_MAIL
