"""Surveys: what is asked, whom, until when, and who will see what comes out."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from kit.database.idempotency import Idempotent
from kit.database.server_time import TOLERANCE, NowAnywhere
from spaces.models import Membership, Space
from surveys import questionnaire

# Sealed ballots travel up to ten minutes (docs/anonymity.md), so the box waits a little longer.
ON_THE_WAY = timedelta(minutes=15)
REACH_SECONDS = 60
FEWEST = 5  # answers in anything that is shown of an anonymous survey


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Questions about surveys."""

    def visible_to(self, user: User | AnonymousUser) -> "SurveyQuerySet":
        """Surveys that ask `user`, once they have begun, and the own ones."""
        if not user.is_active:
            return self.none()
        return self.filter(Q(author=user.pk) | (BEGUN & _asks(user.pk)))

    def running(self) -> "SurveyQuerySet":
        """Surveys people may take part in now: `Survey.is_open` as a question."""
        return self.filter(BEGUN, ends_at__gt=Now())

    def to_count(self) -> "SurveyQuerySet":
        """Published surveys that are not counted although their `counted_at` has come."""
        now = timezone.now()
        due = Q(anonymous=False, ends_at__lte=now) | Q(ends_at__lte=now - ON_THE_WAY)
        return self.filter(due, published_at__isnull=False, closed_at=None)

    def waiting_for(self, person: Any) -> "SurveyQuerySet":
        """Running surveys that ask `person` (an id, or an expression for one) and got no answer."""
        return self.running().filter(_asks(person), ~_took_part(person))

    def with_membership_of(self, user: User | AnonymousUser) -> "SurveyQuerySet":
        """Bring along whether `user` took part, and whether the survey asks this person."""
        return self.annotate(took_part=_took_part(user.pk), asks_me=_asks(user.pk))


BEGUN = Q(published_at__isnull=False, opens_at__lte=NowAnywhere())


def _asks(person: Any) -> Exists:
    """Whether the survey of the row asks `person`: `Survey.audience` the other way round."""
    asked = Survey.spaces.through.objects.filter(survey=OuterRef("pk"))
    return Exists(asked.filter(space__memberships__user=person))


def _took_part(person: Any) -> Exists:
    from surveys.models import Participation

    return Exists(Participation.objects.filter(survey=OuterRef("pk"), user=person))


class ResultVisibility(models.TextChoices):
    """Who sees the results."""

    AUTHOR = "author", _("Only the author")
    AUDIENCE = "audience", _("Everyone who is asked, after it has ended")


class Survey(Idempotent):
    """Questions to the members of some spaces.

    Until `published_at` only its author knows of it. With the first answer (`frozen`) nothing of
    it can be changed any more: what people were promised holds.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="surveys", verbose_name=_("by")
    )
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True, max_length=2000)
    spaces = models.ManyToManyField(Space, related_name="surveys", verbose_name=_("who is asked"))
    anonymous = models.BooleanField(_("anonymous"), default=True)
    by_department = models.BooleanField(_("compare departments"), default=False)
    shown_to = models.CharField(
        _("who sees the results"),
        max_length=20,
        choices=ResultVisibility.choices,
        default=ResultVisibility.AUDIENCE,
    )
    questions = models.JSONField(_("questions"), default=list, blank=True)
    opens_at = models.DateTimeField(_("begins"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("counted"), null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    frozen = models.BooleanField(_("answers have come in"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    # departments with enough people to be compared, as announced; empty when nothing is compared
    groups = models.JSONField(default=list, editable=False)
    tally = models.JSONField(default=dict, editable=False)  # what was counted at the end
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_survey_per_client_id")
        ]
        indexes = [
            # what the clock looks for: surveys to close or to remind of
            models.Index(
                fields=["ends_at"], name="surveys_to_close", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["-ends_at", "-id"], name="surveys_in_order"),
        ]

    def __str__(self) -> str:
        return f"Survey {self.pk}"  # no title: this ends up in logs and in the administration

    def get_absolute_url(self) -> str:
        """The page that says what is asked, and what is promised."""
        return reverse("survey", args=[self.pk])

    @cached_property
    def asked(self) -> questionnaire.Questions:
        """The questions, as objects."""
        return questionnaire.stored(self.questions)

    @property
    def has_ended(self) -> bool:
        """Whether the last moment to take part is over, by the clock of the server."""
        return self.ends_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether people may take part now."""
        begun = self.opens_at <= timezone.now() + TOLERANCE  # as `NowAnywhere` has it
        return bool(self.published_at) and begun and not self.has_ended

    @property
    def counted_at(self) -> datetime:
        """When the box is opened."""
        return self.ends_at + ON_THE_WAY if self.anonymous else self.ends_at

    def audience(self) -> UserQuerySet:
        """The people this survey asks: active members of its spaces."""
        members = Membership.objects.filter(space__in=self.spaces.all(), user=OuterRef("pk"))
        people: Any = User.objects.active().filter(Exists(members))
        return people

    @property
    def reach(self) -> int:
        """How many people it asks, as it was within this minute: thousands are counted for it."""
        key = f"survey-reach:{self.pk}:{self.version}"
        if (known := cache.get(key)) is None:
            known = self.audience().count()
            cache.set(key, known, REACH_SECONDS)
        return int(known)

    def group_of(self, user: User) -> str:
        """The group whose numbers count the answers of `user`; empty where none is compared."""
        return user.department if user.department in self.groups else ""

    def still_open_for(self) -> UserQuerySet:
        """Whom a reminder reaches: asked, and did not take part. For sending, never for showing."""
        from surveys.models import Participation

        took = Participation.objects.filter(survey=self, user=OuterRef("pk"))
        return self.audience().filter(~Exists(took))
