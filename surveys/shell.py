"""What surveys lend to the frame around every page."""

from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from kit.facts import facts_of
from kit.text.humanize import spoken
from kit.todos import MOST, Todo
from surveys.models import Survey


def todos(user: User) -> list[Todo]:
    """The surveys that ask this person and end first; one query, none without any."""
    if not facts_of(user).get("in_surveys"):
        return []
    # mypy knows no names that `with_standing_of` adds
    asking: Any = Survey.objects.visible_to(user).with_standing_of(user)
    open_ones = asking.filter(
        asks_me=True, took_part=False, published_at__isnull=False, ends_at__gt=Now()
    )
    return [
        Todo(
            words=_("Survey: %(title)s") % {"title": one.title},
            url=one.get_absolute_url(),
            icon="clipboard-list",
            note=_("until %(day)s") % {"day": spoken(one.ends_at)[0]},
        )
        for one in open_ones.order_by("ends_at", "pk")[:MOST]
    ]
