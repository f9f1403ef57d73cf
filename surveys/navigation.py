"""What surveys bring to the frame around every page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from kit.facts import facts_of
from kit.navigation import MOST, NavigationItem, Todo, Todos
from kit.text.humanize import relative_time
from surveys.badges import open_surveys
from surveys.models import Survey


def todos(user: User) -> list[Todo]:
    """The surveys that ask this person and end first; one query, none without any."""
    if not facts_of(user).get("in_surveys"):
        return []
    waiting = Survey.objects.visible_to(user).waiting_for(user.pk)
    return [
        Todo(
            words=_("Survey: %(title)s") % {"title": one.title},
            url=one.get_absolute_url(),
            icon="clipboard-list",
            note=_("until %(day)s") % {"day": relative_time(one.ends_at)[0]},
        )
        for one in waiting.order_by("ends_at", "pk")[:MOST]
    ]


NAVIGATION = (
    NavigationItem(
        "surveys",
        "/surveys/",
        gettext_lazy("Surveys"),
        "clipboard-list",
        gettext_lazy("Questions for you"),
        count=open_surveys,
        kept=True,
        order=40,
    ),
)
TODOS = (Todos(todos, order=2),)
