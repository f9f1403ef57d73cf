"""What the feed does when something has happened: a reported post is a mail to the administrators.

It says who reports which post, and why; never what the post says.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from feed.actions.reports import Reason
from feed.events import PostReported
from feed.models import Post
from kit.jobs.outbox import on
from kit.mails import Content, written
from notifications.mail.models import Mail, MailKind
from notifications.mail.queue import queue_mail
from notifications.mail.renderers import MailRenderer


@on(PostReported)
def mail_report(event: PostReported) -> None:
    """One mail for each administrator; the same person reporting again is the same mail."""
    known = {"post": event.post_id, "by": event.by_id, "reason": event.reason}
    for one in User.objects.active().without_bots().filter(role=User.Role.ADMINISTRATOR):
        key = f"{event.post_id}.{event.by_id}.{one.pk}"
        queue_mail(to=one, kind=MailKind.REPORT, key=key, **known)


def render_report_mail(mail: Mail) -> Content | None:
    """Nothing is left to say of a post that has gone."""
    post = Post.objects.filter(pk=mail.parts["post"], deleted_at=None).first()
    reporter = User.objects.filter(pk=mail.parts["by"]).first()
    if post is None or reporter is None:
        return None
    context = {"name": reporter.name, "post": post, "reason": Reason(mail.parts["reason"]).label}
    return written("feed/mail/report", _("A post was reported"), context)


MAIL_RENDERER = MailRenderer(MailKind.REPORT, render_report_mail, None)
