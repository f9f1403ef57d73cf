"""Telling the administrators that a post should be looked at, until somebody moderates here."""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.events import PostReported
from feed.models import Post
from kit.jobs.outbox import publish


class Reason(models.TextChoices):
    """What may be wrong with a post; words of one's own could carry its text to others."""

    HURTS = "hurts", _("It insults or threatens somebody")
    SECRET = "secret", _("It gives something confidential away")
    SPAM = "spam", _("It is advertising, or has nothing to do with work")
    OTHER = "other", _("Something else")


@transaction.atomic
def report_post(*, by: User, post: Post, reason: str) -> None:
    """Ask the administrators to look at the post of somebody else. Twice is once."""
    if post.author_id == by.pk:
        raise PermissionDenied
    publish(PostReported(post_id=post.pk, by_id=by.pk, reason=Reason(reason).value))
