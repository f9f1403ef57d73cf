"""What a digest says to its reader, with the rights and in the language of this moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from kit.mails import Content, written
from kit.text import humanize
from kit.text.user_locale import user_locale
from notifications.digest.actions import plan_of, stop_digest
from notifications.digest.build import contents
from notifications.digest.chunk import Chunk
from notifications.digest.models import Digest, DigestPlan
from notifications.digest.schedule import Rhythm
from notifications.digest.sections import in_order
from notifications.mail.models import Mail, MailKind
from notifications.mail.renderers import MailRenderer
from notifications.mail.unsubscribe import unsubscribe_address


@dataclass(frozen=True)
class DigestPeriod:
    """What is said of a time: stored, or not yet."""

    since: datetime
    content: dict[str, Any]
    digest: Digest | None


def render_digest_mail(mail: Mail) -> Content | None:
    """The mail of a stored digest; None when nothing of it is news any more."""
    digest = Digest.objects.filter(pk=mail.parts["digest"]).first()
    if digest is None:
        return None
    window = DigestPeriod(digest.window_start, digest.content, digest)
    return _letter(mail.user, window, plan_of(mail.user), mail.created_at)


def preview(user: User) -> Content | None:
    """What the next digest would say if it came now."""
    plan = plan_of(user)
    since = plan.told_until
    chunk = Chunk({user.pk: since}, max(since, timezone.now()))
    asked = [section for section in in_order() if not section.finds_later]
    new = contents(chunk, asked).get(user.pk, {})
    with user_locale(user):
        return _letter(user, DigestPeriod(since, new, None), plan, timezone.now())


def _letter(user: User, window: DigestPeriod, plan: DigestPlan, at: datetime) -> Content | None:
    shown = [
        (section, content)
        for section in in_order()
        if (content := section.show(user, window.content.get(section.name), window.digest))
    ]
    if not any(section.gather for section, _content in shown):
        return None  # nothing is new
    glances = [section.glance(content) for section, content in shown if section.glance]
    context = {
        "sections": shown,
        "greeting": _greeting(user),
        "since": _since(window.since),
        "glance": ", ".join(filter(None, glances)),
        "footer": rhythm_in_words(plan),
        "unsubscribe": unsubscribe_address(user, MailKind.DIGEST, at),
    }
    return written("notifications/mail/digest", _subject(), context)


def _subject() -> str:
    values = {"day": _weekday(timezone.now()), "company": settings.COMPANY_NAME}
    # Translators: subject of the digest, as in "Your Friday at Nordwerk"
    return _("Your %(day)s at %(company)s") % values


def _greeting(user: User) -> str:
    hour = timezone.localtime().hour
    if hour < humanize.NOON_SOON:
        words = _("Good morning, %(name)s.")
    elif hour < humanize.EVENING:
        words = _("Hello, %(name)s.")
    else:
        words = _("Good evening, %(name)s.")
    return words % {"name": user.first_name}


def _since(moment: datetime) -> str:
    """A weekday within the last days, else the date."""
    is_near = (timezone.now() - moment).days < 6
    day = _weekday(moment) if is_near else date_format(timezone.localtime(moment), "j. F")
    return _("This is everything since %(day)s, %(time)s.") % {
        "day": day,
        "time": humanize.clock(moment),
    }


def _weekday(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "l")


def rhythm_in_words(plan: DigestPlan) -> str:
    """When the digest comes, as a sentence."""
    values = {"time": f"{plan.hour:%H:%M}", "day": plan.get_weekday_display()}
    sentences = {
        Rhythm.DAILY: _("You get this every day at %(time)s, only if there is news."),
        Rhythm.WORKDAYS: _("You get this on working days at %(time)s, only if there is news."),
        Rhythm.WEEKLY: _("You get this on %(day)ss at %(time)s, only if there is news."),
        Rhythm.NONE: _("You get no digests."),
    }
    return sentences[Rhythm(plan.rhythm)] % values


MAIL_RENDERER = MailRenderer(MailKind.DIGEST, render_digest_mail, stop_digest)
