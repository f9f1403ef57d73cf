"""What is stored of people's and the company's choices: only what differs from a preset."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.preferences.presets import Preset
from notifications.preferences.topics import NotificationChannel, NotificationTopic


class OwnQuerySet(models.QuerySet):
    """Questions about what only the person may see."""

    def visible_to(self, user: User | AnonymousUser) -> "OwnQuerySet":
        """The own choices."""
        return self.filter(user=user.pk) if user.is_active else self.none()


class Preferences(models.Model):
    """The preset a person begins from. Without a row it is the normal one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    preset = models.CharField(max_length=12, choices=Preset.choices, default=Preset.NORMAL)

    objects = OwnQuerySet.as_manager()


class Choice(models.Model):
    """Where a person wants it other than the preset."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20, choices=NotificationTopic.choices)
    channel = models.CharField(max_length=10, choices=NotificationChannel.choices)
    on = models.BooleanField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user", "topic", "channel", name="one_choice")]


class PlaceLevel(models.Model):
    """How much a person wants to hear from one place ("space:7", "chat:3")."""

    class Level(models.TextChoices):
        """From everything to nothing. Without a row the table of choices alone decides."""

        ALL = "all", _("Everything")
        MENTIONS = "mentions", _("Only what is for me")
        NONE = "none", _("Nothing")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=Level.choices)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user", "place", name="one_level_per_place")]


class CompanyRule(models.Model):
    """What the company suggests in one cell of the table, or fixes for everybody (`locked`)."""

    topic = models.CharField(_("topic"), max_length=20, choices=NotificationTopic.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=NotificationChannel.choices)
    default = models.BooleanField(_("on"), default=True)
    locked = models.BooleanField(_("fixed"), default=False, help_text=_("People cannot change it."))

    class Meta:
        verbose_name = _("company rule")
        verbose_name_plural = _("company rules")
        constraints = [models.UniqueConstraint("topic", "channel", name="one_company_rule")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} · {self.get_channel_display()}"
