"""Who took part. Of anonymous surveys nothing else is known here; of named ones, the answers."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from surveys.models.surveys import Survey


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Questions about participation."""

    def visible_to(self, user: User | AnonymousUser) -> "ParticipationQuerySet":
        """The own: nobody sees who else took part."""
        return self.filter(user=user.pk) if user.is_active else self.none()


class Participation(models.Model):
    """That a person took part. No time, no order that would mean anything.

    `receipt` is the digest of the blinded token that was signed for an anonymous survey, so that a
    lost answer can be asked for again and no second token is signed. It says nothing about the
    token itself, and is emptied when the survey is counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    receipt = models.CharField(max_length=64, blank=True, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("survey", "user", name="took_part_once")]
        # the badge: which of the open surveys did this person take part in?
        indexes = [models.Index(fields=["user", "survey"], name="participations_of_person")]


class ResponseQuerySet(models.QuerySet["Response"]):
    """Questions about named answers."""

    def visible_to(self, user: User | AnonymousUser) -> "ResponseQuerySet":
        """The own ones, and finished ones for who asked."""
        if not user.is_active:
            return self.none()
        asked = models.Q(survey__author=user.pk, finished_at__isnull=False)
        return self.filter(models.Q(user=user.pk) | asked)


class Response(models.Model):
    """The answers of a person to a named survey; kept on every step, so any device goes on."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    answers = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("survey", "user", name="one_response")]
