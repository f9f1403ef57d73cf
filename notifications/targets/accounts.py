"""People."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from notifications import kinds, targets
from notifications.preferences.topics import Topic
from notifications.targets import Target, TargetPreview


def people(user: User) -> Any:
    """Everybody who works here."""
    return User.objects.active()


def preview(row: Any) -> TargetPreview:
    """The profile of who is new, and last did something."""
    return TargetPreview(row.actor.get_absolute_url())


targets.register(Target("person", people, None, preview))

# --- kinds
COLLEAGUE = kinds.register(
    kinds.Kind(
        name="colleague",
        label=_("New colleague"),
        topic=Topic.COLLEAGUES,
        icon="user-plus",
        sentence=ngettext("%(who)s is new here", "%(who)s are new here", "count"),
        push_text=_("Somebody is new here."),
    )
)
URGENT = kinds.register(
    kinds.Kind(
        name="urgent",
        label=_("Urgent notification"),
        topic=Topic.MUST_READS,
        icon="bell",
        sentence=ngettext(
            "%(who)s needs your attention now", "%(who)s need your attention now", "count"
        ),
        push_text=_("Urgent. Please look now."),
    )
)
