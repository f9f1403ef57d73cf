"""Messages and the reactions to them."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserQuerySet
from chat.models.conversations import Conversation
from chat.models.participants import Participant, ThreadPosition
from kit.database.idempotency import Idempotent
from kit.files.following import PromisesPhotos
from reactions.models import Reactable, ReactionBase

PEOPLE = ("author", "about", "reply_to__author")  # of whom a message shows the face
HIDDEN = ("client_digest",)  # what no row shows
HIDDEN_OF_QUOTE = [f"reply_to__{name}" for name in ("client_id", "body_html", *HIDDEN)]


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def visible_to(self, user: User | AnonymousUser) -> "MessageQuerySet":
        """Messages of conversations `user` takes part in, from the point where that began."""
        hidden = Participant.objects.filter(
            conversation=OuterRef("conversation"), user=user.pk, from_seq__gte=OuterRef("seq")
        )
        readable = Conversation.objects.visible_to(user)
        return self.filter(~Exists(hidden), conversation__in=readable)

    def living(self) -> "MessageQuerySet":
        """Messages that were not deleted."""
        return self.filter(deleted_at=None)

    def in_order(self) -> "MessageQuerySet":
        """In the one order that all readers see."""
        return self.order_by("seq")

    def as_rows(self, user: User | AnonymousUser) -> "MessageQuerySet":
        """Everything the conversation shows of a message, in a fixed number of queries."""
        mine = MessageReaction.objects.filter(message=OuterRef("pk"), user=user.pk)
        row = Participant.objects.filter(conversation=OuterRef("conversation"), user=user.pk)
        return (
            self.select_related(*PEOPLE)
            .defer(
                *HIDDEN,
                *HIDDEN_OF_QUOTE,
                *(name for path in PEOPLE for name in User.behind_face(path)),
            )
            .prefetch_related("files")
            .annotate(
                my_reaction=Subquery(mine.values("kind")[:1]),
                my_from_seq=Coalesce(Subquery(row.values("from_seq")[:1]), 0),
                thread_unread=thread_unread(user),
            )
        )


class MessageKind(models.TextChoices):
    """What a message is; all but TEXT are written by the product."""

    TEXT = "text", _("Message")
    CREATED = "created", _("Conversation begun")
    ADDED = "added", _("Person added")
    LEFT = "left", _("Person left")
    REMOVED = "removed", _("Person removed")
    RENAMED = "renamed", _("Name changed")
    OUTCOME = "outcome", _("Result")


class Message(Idempotent, Reactable, PromisesPhotos):
    """Something written in a conversation, or a note about it (`kind`).

    `seq` is its place in the order, `change` moves with every edit, deletion and reaction. A
    reply belongs to the thread of what it answers: `root` is the first message of that chain,
    which counts its replies. `carries` names what an app above lends to it; an OUTCOME is the note
    that this has ended, about the message it answers.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField(editable=False)
    change = models.PositiveBigIntegerField(editable=False)
    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.TEXT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="chat_messages"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    carries = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    link = models.CharField(max_length=200, blank=True, editable=False)  # first own address in it
    reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", db_index=False
    )
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    is_forwarded = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_message_per_client_id"),
            # a window of the conversation, in both directions
            models.UniqueConstraint("conversation", "seq", name="one_message_per_number"),
        ]
        indexes = [
            # what happened after a cursor
            models.Index(fields=["conversation", "change"], name="messages_by_change"),
            # jump to a day
            models.Index(fields=["conversation", "created_at"], name="messages_by_day"),
            # a thread; most messages are no replies
            models.Index(
                fields=["root", "seq"], name="messages_of_thread", condition=Q(root__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"  # no text: this ends up in logs and in the administration

    @property
    def quoted(self) -> "Message | None":
        """What a reply shows of the message it answers: nothing to a reader of `as_rows` for whom
        that message lies before the time of joining."""
        hidden = self.reply_to and self.reply_to.seq <= self.my_from_seq  # type: ignore[attr-defined]
        return None if hidden else self.reply_to

    def readers(self) -> UserQuerySet:
        """The reading rule the other way round: the people this message is visible to."""
        later = Participant.objects.filter(
            conversation=self.conversation_id, user=OuterRef("pk"), from_seq__gte=self.seq
        )
        return self.conversation.readers().filter(~Exists(later))

    def get_absolute_url(self) -> str:
        """The conversation, opened at this message."""
        return reverse("message", args=[self.conversation_id, self.seq])


class MessageReaction(ReactionBase):
    """A reaction to a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")

    class Meta:
        constraints = [models.UniqueConstraint("message", "user", name="one_reaction_per_message")]
        indexes = [models.Index(fields=["message", "-id"], name="reactions_of_message")]


def thread_unread(user: User | AnonymousUser) -> Coalesce:
    """Replies in the thread of a message after both positions of `user`, the own ones apart."""
    thread = ThreadPosition.objects.filter(root=OuterRef("root"), user=user.pk)
    mine = Participant.objects.filter(conversation=OuterRef("conversation"), user=user.pk)
    seen = Greatest(
        Coalesce(Subquery(thread.values("read_seq")[:1]), 0),
        Coalesce(Subquery(mine.values("read_seq")[:1]), 0),
    )
    replies = Message.objects.filter(root=OuterRef("pk"), deleted_at=None).exclude(author=user.pk)
    fresh = replies.alias(seen=seen).filter(seq__gt=F("seen")).order_by().values("root")
    return Coalesce(Subquery(fresh.annotate(n=Count("pk")).values("n")), Value(0))
