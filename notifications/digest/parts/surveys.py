"""Surveys that ask the person and got no answer: the one that ends first, and how many more."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from notifications.digest.models import Digest
from notifications.digest.parts import PARTS, Part
from surveys.models import Survey


@dataclass(frozen=True)
class Asked:
    """The first one, and the number of the others."""

    survey: Survey
    more: int


def show(user: User, new: Any, digest: Digest | None) -> Asked | None:
    """What may be answered when the mail goes out."""
    now = timezone.now()
    running: Any = Survey.objects.visible_to(user).filter(
        published_at__isnull=False, opens_at__lte=now, ends_at__gt=now
    )
    waiting = running.with_standing_of(user).filter(asks_me=True, took_part=False)
    found = list(waiting.order_by("ends_at", "pk")[:20])
    return Asked(found[0], len(found) - 1) if found else None


PARTS["survey"] = Part(show)
