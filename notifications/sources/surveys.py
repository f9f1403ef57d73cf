"""Surveys: those that can be answered, and what came out."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from kit.database.expressions import among
from kit.text import humanize, rendering
from notifications.sources import SOURCES, Look, Source
from notifications.sources.feed import EXCERPT
from surveys.models import Participation, Survey


def surveys(user: User) -> Any:
    """Surveys that ask `user`, and the own ones."""
    return Survey.objects.visible_to(user)


def counted(user: User) -> Any:
    """Surveys whose results `user` may see."""
    shown = Q(shown_to=Survey.Shown.AUDIENCE) | Q(author=user)
    return surveys(user).filter(shown, closed_at__isnull=False)


def look(survey: Survey) -> Look:
    """The title, and until when one may take part."""
    day = humanize.day(timezone.localtime(survey.ends_at))
    return Look(
        survey.get_absolute_url(),
        words=rendering.excerpt(survey.title, EXCERPT),
        until=_("by %(day)s") % {"day": day} if survey.is_open else "",
    )


def results(survey: Survey) -> Look:
    """The title, leading to what came out."""
    address = reverse("survey-results", args=[survey.pk])
    return Look(address, words=rendering.excerpt(survey.title, EXCERPT))


def settled() -> Q:
    """That the recipient took part, or nobody can any more."""
    took = Participation.objects.filter(survey=OuterRef("pk"), user=OuterRef(OuterRef("recipient")))
    done = Q(ends_at__lte=Now()) | Q(Exists(took))
    return among(Survey.objects.filter(done), "target_id")


SOURCES["survey"] = Source(surveys, surveys, look, settled)
SOURCES["survey_result"] = Source(counted, surveys, results)
