"""Polls that can be voted in."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from kit.database.expressions import among
from notifications.sources import SOURCES, Source
from notifications.sources.feed import look, posts, posts_with_place
from polls.models import Participation, Poll


def settled() -> Q:
    """That the recipient has voted, or nobody can any more."""
    voted = Participation.objects.filter(poll=OuterRef("pk"), user=OuterRef(OuterRef("recipient")))
    over = Q(closed_at__isnull=False) | Q(ends_at__lte=Now())
    return among(Poll.objects.filter(over | Q(Exists(voted))), "target_id", by="post")


# what is told of a poll leads to its post, is read where that is, and looks like it
SOURCES["poll"] = Source(posts, posts_with_place, look, settled)
