"""Conversations: of two people, of a group, of a space."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from chat.models.participants import Participant, is_unmuted
from kit.database.idempotency import Idempotent
from spaces.models import Membership, Space


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Questions about conversations."""

    def visible_to(self, user: User | AnonymousUser) -> "ConversationQuerySet":
        """Conversations `user` takes part in: as participant, or as member of the space.

        Written as two sets of ids, because each of them is a short walk along an index.
        """
        if not user.is_active:
            return self.none()
        mine = Participant.objects.present().filter(user=user.pk).values("conversation")
        spaces = Membership.objects.filter(user=user.pk).values("space")
        own = Q(space=None, pk__in=mine)
        return self.filter(own | Q(space__in=spaces))

    def with_participation_of(self, user: User | AnonymousUser) -> "ConversationQuerySet":
        """Bring along the positions and settings of `user`; people without a row begin at zero."""
        mine = Participant.objects.filter(conversation=OuterRef("pk"), user=user.pk)
        fields = ("read_seq", "from_seq", "muted_until", "pinned_at", "archived_seq", "role")
        own = {f"my_{name}": Subquery(mine.values(name)[:1]) for name in fields}
        return self.annotate(**own).annotate(
            my_seen_seq=Greatest(Coalesce("my_read_seq", 0), Coalesce("my_from_seq", 0)),
            unread=F("last_seq") - F("my_seen_seq"),
        )

    def as_moderated_by(self, user: User | AnonymousUser) -> "ConversationQuerySet":
        """Bring along whether `user` manages the space, for what the policy asks."""
        here = Membership.objects.managing(user.pk).filter(space=OuterRef("space"))
        return self.annotate(moderated=Subquery(here.values("pk")[:1]))

    def begun(self) -> "ConversationQuerySet":
        """Conversations that belong into a list: of a space only once somebody wrote."""
        return self.filter(Q(space=None) | Q(last_seq__gt=0))

    def kept(self) -> "ConversationQuerySet":
        """After `with_participation_of`: not put away, or with news since."""
        return self.filter(Q(my_archived_seq=None) | Q(my_archived_seq__lt=F("last_seq")))

    def put_away(self) -> "ConversationQuerySet":
        """After `with_participation_of`: what the person put away and where nothing came since."""
        return self.filter(my_archived_seq__gte=F("last_seq"))

    def unmuted(self) -> "ConversationQuerySet":
        """After `with_participation_of`: what may make a badge."""
        return self.filter(is_unmuted("my_muted_until"))


class ConversationKind(models.TextChoices):
    """Who takes part."""

    DIRECT = "direct", _("Two people")
    GROUP = "group", _("Group")
    SPACE = "space", _("Space")


class Conversation(Idempotent):
    """A place for messages, numbered 1, 2, 3 … in the order in which they were committed.

    `last_seq` counts messages, `last_change` counts everything that happened to them. Both move
    under the lock of this row, so whoever knows a number can ask for all that came after it.
    """

    class History(models.TextChoices):
        """What people who are added later may read."""

        START = "start", _("Everything from the start")
        JOINING = "joining", _("Only what is written after they join")

    kind = models.CharField(_("kind"), max_length=10, choices=ConversationKind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="users")
    hue = models.PositiveSmallIntegerField(_("colour"), default=165)
    history = models.CharField(
        _("history"), max_length=10, choices=History.choices, default=History.START
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    # "3:7" for two people, the smaller id first; the constraint makes one conversation per pair
    pair = models.CharField(max_length=41, null=True, unique=True, editable=False)
    space = models.OneToOneField(
        Space, models.CASCADE, null=True, blank=True, related_name="conversation"
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Participant", related_name="conversations"
    )
    last_message = models.ForeignKey(
        "Message", models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_change = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_activity_at = models.DateTimeField(
        default=timezone.now, editable=False
    )  # the order of lists

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_conversation_per_client_id")
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk}"  # a name can be a secret, and this ends up in logs

    def get_absolute_url(self) -> str:
        """The conversation."""
        return reverse("conversation", args=[self.pk])

    @property
    def title(self) -> str:
        """What the conversation is called; of two people it is the name of the other one, once
        `queries` has brought that person along."""
        if self.space:
            return self.space.name
        partner = getattr(self, "partner", None)
        return partner.name if partner else self.name

    @property
    def partner_ids(self) -> list[int]:
        """Of a conversation of two: the ids of both."""
        return [int(part) for part in (self.pair or "").split(":") if part]

    def participants_now(self) -> models.QuerySet[Participant]:
        """The rows of people and spaces; a space keeps none for members who never looked."""
        return self.participants.present()  # type: ignore[attr-defined]

    def readers(self) -> UserQuerySet:
        """The reading rule the other way round: the people this conversation is visible to."""
        people = User.objects.active()
        if self.space_id:
            members = Membership.objects.filter(space=self.space_id, user=OuterRef("pk"))
            return people.filter(Exists(members))
        return people.filter(Exists(self.participants_now().filter(user=OuterRef("pk"))))

    def is_muted(self) -> bool:
        """After `with_participation_of`: whether it makes no badge for the person now."""
        until = self.my_muted_until  # type: ignore[attr-defined]
        return until is not None and until > timezone.now()
