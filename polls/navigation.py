"""What polls bring to the frame around every page."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from kit.database.prepared import prepared
from kit.navigation import MOST, Todo, Todos
from kit.text.humanize import relative_time
from kit.text.rendering import excerpt
from polls.models import Participation, Poll
from spaces.models import Space

RECENT = timedelta(days=14)
WORDS = 60  # letters of the question


def todos(user: User) -> list[Todo]:
    """Polls of the last days in this person's own spaces that have no vote of hers."""
    return [
        Todo(
            words=_("Vote: %(question)s") % {"question": excerpt(one.post.body, WORDS)},  # type: ignore[union-attr]
            url=one.post.get_absolute_url(),  # type: ignore[union-attr]
            icon="chart-no-axes-column",
            note=_("until %(day)s") % {"day": relative_time(one.ends_at)[0]} if one.ends_at else "",
        )
        for one in first_waiting(user)
    ]


@prepared
def first_waiting(user: User) -> QuerySet[Poll]:
    """The polls that wait for a vote of this person, the one that ends first before others."""
    waiting = _waiting(user).select_related("post")
    return waiting.order_by("ends_at", "pk").distinct()[:MOST]


def _waiting(user: User) -> QuerySet[Poll]:
    voted = Participation.objects.filter(poll=OuterRef("pk"), user=user.pk)
    mine = Poll.objects.visible_to(user).filter(
        Q(ends_at=None) | Q(ends_at__gt=Now()),
        post__published_at__gt=Now() - RECENT,
        post__placements__space__in=Space.objects.of_member(user).values("pk"),
        closed_at=None,
    )
    return mine.exclude(post__author=user.pk).filter(~Exists(voted))


TODOS = (Todos(todos, order=3),)
