"""How people come into a space and since when they belong: rules, requests, invitations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MembershipPeriod(models.Model):
    """When a person belonged to a space: a row that periods, so that any past moment can be told.

    A stay ends with the membership and pauses while the person is deactivated.
    """

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="stays")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stays")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "space", "user", condition=Q(ended_at=None), name="one_open_period"
            )
        ]
        # who was there at a moment
        indexes = [models.Index(fields=["space", "user", "began_at"], name="stays_of_space")]


class AudienceRule(models.Model):
    """Who belongs to an audience: people of whom any of `any_of` holds and none of `none_of`."""

    space = models.OneToOneField(
        "spaces.Space", models.CASCADE, primary_key=True, related_name="audience_rule"
    )
    any_of = models.JSONField(default=list)
    none_of = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("audience rule")
        verbose_name_plural = _("audience rules")

    def __str__(self) -> str:
        return f"AudienceRule {self.pk}"


class JoinRequest(models.Model):
    """That a person asks to join a closed space. Answered by deleting it."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    words = models.CharField(_("message"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("join request")
        verbose_name_plural = _("join requests")
        constraints = [models.UniqueConstraint("space", "user", name="one_join_request")]

    def __str__(self) -> str:
        return f"{self.user} · {self.space}"


class Invitation(models.Model):
    """That a manager invites a person. Answered by deleting it."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="invitations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="space_invitations"
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint("space", "user", name="one_invitation")]

    def __str__(self) -> str:
        return f"{self.user} · {self.space}"
