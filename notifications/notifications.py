"""What people are told of people: who is new, and who calls them urgently.

It stands here, because accounts lies below.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.events import PersonCreated
from accounts.models import User
from kit.jobs.outbox import on
from notifications import kinds, targets
from notifications.digest import bell, render
from notifications.kinds import NotificationKind
from notifications.mail import notification_mail
from notifications.notify import Notice, notify
from notifications.preferences.topics import NotificationTopic
from notifications.targets import Target, TargetPreview

# --- the kinds
SECTIONS = [bell.SECTION]
MAIL_RENDERERS = [render.MAIL_RENDERER, notification_mail.MAIL_RENDERER]
COLLEAGUE = kinds.register(
    NotificationKind(
        name="colleague",
        label=_("New colleague"),
        topic=NotificationTopic.COLLEAGUES,
        icon="user-plus",
        sentence=ngettext("%(who)s is new here", "%(who)s are new here", "count"),
        push_text=_("Somebody is new here."),
    )
)
URGENT = kinds.register(
    NotificationKind(
        name="urgent",
        label=_("Urgent notification"),
        topic=NotificationTopic.MUST_READS,
        icon="bell",
        sentence=ngettext(
            "%(who)s needs your attention now", "%(who)s need your attention now", "count"
        ),
        push_text=_("Urgent. Please look now."),
    )
)


# --- what they lead to
def people(user: User) -> Any:
    """Everybody who works here."""
    return User.objects.active()


def preview(row: Any) -> TargetPreview:
    """The profile of who is new, and last did something."""
    return TargetPreview(row.actor.get_absolute_url())


targets.register(Target("person", people, None, preview))


# --- who is told
@on(PersonCreated)
def notify_new_colleague(event: PersonCreated) -> None:
    """Tell the department, as far as its people have been here before; one row for a day."""
    for person in User.objects.active().filter(pk=event.user_id, is_bot=False):
        day = timezone.localdate(person.joined_at)
        cause = ("person", person.pk, person.pk, person.joined_at)
        notice = Notice(COLLEAGUE, f"colleagues:{day}", *cause)
        same = User.objects.filter(department=person.department, last_login__isnull=False)
        notify(notice, same.exclude(department=""), exclude=person.pk)
