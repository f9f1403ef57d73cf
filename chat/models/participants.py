"""Who takes part, how far each has read, and how each keeps the conversation."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from spaces.models import Membership

FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)  # muted without an end


def is_unmuted(field: str) -> Q:
    """Whether `field`, a "muted until", lets news through now."""
    return Q(**{field: None}) | Q(**{f"{field}__lte": Now()})


class ReadPosition(NamedTuple):
    """How far one person has come in a conversation; who has no row stands at the beginning."""

    read_seq: int = 0
    from_seq: int = 0
    muted_until: datetime | None = None

    def waits(self, last_seq: int) -> int:
        """1 when a conversation that has come to `last_seq` counts in the badge, else 0."""
        if last_seq <= max(self.read_seq, self.from_seq):
            return 0
        return int(self.muted_until is None or self.muted_until <= timezone.now())


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Questions about participants."""

    def visible_to(self, user: User | AnonymousUser) -> "ParticipantQuerySet":
        """The participants of conversations `user` may read."""
        from chat.models.conversations import Conversation

        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def present(self) -> "ParticipantQuerySet":
        """The rows of people who have not left."""
        return self.filter(left_at=None)

    def reading(self) -> "ParticipantQuerySet":
        """The rows of people who may read their conversation: `Conversation.readers`, by row."""
        space = OuterRef("conversation__space")
        member = Membership.objects.filter(space=space, user=OuterRef("user"))
        return self.present().filter(Q(conversation__space=None) | Exists(member))

    def unmuted(self) -> "ParticipantQuerySet":
        """The rows of people who want to hear of their conversation now."""
        return self.filter(is_unmuted("muted_until"))

    def behind(self) -> "ParticipantQuerySet":
        """The rows of people who have not read everything."""
        unread = self.filter(conversation__last_seq__gt=F("read_seq"))
        return unread.filter(conversation__last_seq__gt=F("from_seq"))


class Participant(models.Model):
    """A person in a conversation.

    Messages up to `from_seq` are hidden from people who joined later; messages up to `read_seq`
    are read. Positions only move forward. Rows stay when somebody leaves (`left_at`), so that
    coming back does not make old messages unread. Members of a space have a row once they read,
    mute or keep something; until then they begin at zero.
    """

    class Role(models.TextChoices):
        """What a participant of a group may do."""

        MEMBER = "member", _("Member")
        MANAGER = "manager", _("Manager")

    conversation = models.ForeignKey("Conversation", models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="chat_participations"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    from_seq = models.PositiveBigIntegerField(default=0, editable=False)
    read_seq = models.PositiveBigIntegerField(default=0, editable=False)
    muted_until = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    archived_seq = models.PositiveBigIntegerField(null=True, blank=True)  # news bring it back

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint("conversation", "user", name="one_participant"),
        ]
        # "my conversations"; the constraint serves lists of participants
        indexes = [models.Index(fields=["user", "conversation"], name="conversations_of_person")]

    def __str__(self) -> str:
        return f"Participant {self.pk}"

    @property
    def read_position(self) -> "ReadPosition":
        """How far the person has come."""
        return ReadPosition(self.read_seq, self.from_seq, self.muted_until)


class ThreadPosition(models.Model):
    """How far a person has read one thread, beside the position in its conversation.

    A reply is unread in its thread when it lies after both positions.
    """

    root = models.ForeignKey("Message", models.CASCADE, related_name="thread_positions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("root", "user", name="one_thread_position")]
