"""Polls that can be voted in."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kit.database.expressions import among
from notifications import kinds, targets
from notifications.digest.parts.polls import SECTION
from notifications.preferences.topics import Topic
from notifications.targets import Target
from notifications.targets.feed import posts, posts_with_place, preview
from polls.models import Participation, Poll


def settled() -> Q:
    """That the recipient has voted, or nobody can any more."""
    voted = Participation.objects.filter(poll=OuterRef("pk"), user=OuterRef(OuterRef("recipient")))
    over = Q(closed_at__isnull=False) | Q(ends_at__lte=Now())
    return among(Poll.objects.filter(over | Q(Exists(voted))), "target_id", by="post")


# what is told of a poll leads to its post, is read where that is, and looks like it
targets.register(Target("poll", posts, posts_with_place, preview, settled))

# --- kinds
POLL = kinds.register(
    kinds.Kind(
        name="poll",
        label=_("Poll"),
        topic=Topic.POLLS,
        icon="chart-no-axes-column",
        sentence=_("%(who)s started a poll"),
        push_text=_("There is something new about a poll or survey."),
        section=SECTION,
    )
)
POLL_ENDING = kinds.register(
    kinds.Kind(
        name="poll_ending",
        label=_("End of a poll"),
        topic=Topic.POLLS,
        icon="chart-no-axes-column",
        sentence=_("A poll ends soon"),
        push_text=_("There is something new about a poll or survey."),
        replaces=("poll",),
        section=SECTION,
    )
)
RESULT = kinds.register(
    kinds.Kind(
        name="result",
        label=_("Result of a poll"),
        topic=Topic.POLLS,
        icon="chart-no-axes-column",
        sentence=_("The poll has ended"),
        push_text=_("There is something new about a poll or survey."),
        replaces=("poll", "poll_ending"),
    )
)
