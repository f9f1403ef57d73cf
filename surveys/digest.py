"""Surveys that ask the person and got no answer: the one that ends first, and how many more."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from kit.database.prepared import prepared
from kit.database.server_time import NowAnywhere
from notifications.digest.models import Digest
from notifications.digest.sections import DigestSection
from surveys.models import Survey


@dataclass(frozen=True)
class OpenSurvey:
    """The first one, and the number of the others."""

    survey: Survey
    more: int


def show(user: User, new: Any, digest: Digest | None) -> OpenSurvey | None:
    """What may be answered when the mail goes out."""
    found = _waiting(user)
    return OpenSurvey(found[0], len(found) - 1) if found else None


@prepared
def _waiting(user: User) -> QuerySet[Survey]:
    running: Any = Survey.objects.visible_to(user).filter(
        published_at__isnull=False, opens_at__lte=NowAnywhere(), ends_at__gt=Now()
    )
    waiting = running.with_membership_of(user).filter(asks_me=True, took_part=False)
    return waiting.order_by("ends_at", "pk")[:20]


SECTION = DigestSection(name="survey", order=60, template="surveys/mail/digest", show=show)
