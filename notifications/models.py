"""What people are told, and what caused it.

A notification is one row for a person, a kind and a thread ("post:7"). Everything that happens
there adds a cause and bumps the row: "Anna and 4 others". Things of other apps are named by
`target` and `target_id`, without a foreign key, because no app may depend on being told about.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, ExpressionWrapper, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.jobs.retention import kept_for
from notifications import targets
from notifications.delivery.models import Delivery
from notifications.digest.models import Digest, DigestPlan, ToldMessages
from notifications.mail.models import Mail, RefusedAddress
from notifications.preferences.models import Choice, CompanyRule, PlaceLevel, Preferences
from notifications.webpush.models import PushDevice, PushKey

__all__ = [
    "Cause",
    "Choice",
    "CompanyRule",
    "Delivery",
    "Digest",
    "DigestPlan",
    "Mail",
    "Notification",
    "PlaceLevel",
    "Preferences",
    "PushDevice",
    "PushKey",
    "RefusedAddress",
    "ToldMessages",
]


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions about notifications."""

    def visible_to(
        self, user: User | AnonymousUser, among: Q | None = None
    ) -> "NotificationQuerySet":
        """What `user` was told, as far as the thing still exists and may be read now.

        Rows that are not `among` those wanted are left out before that is asked: PostgreSQL asks
        in an order of its own, and there may be thousands.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        readable: Any = targets.readable_by(user)
        if among is not None:
            then = ExpressionWrapper(readable, models.BooleanField())
            readable = Case(When(among, then=then), default=Value(False))
        return self.filter(readable, recipient=user)

    def as_lines(self) -> "NotificationQuerySet":
        """With the two who did it last."""
        others = Cause.objects.filter(notification=OuterRef("pk")).exclude(actor=OuterRef("actor"))
        names = others.order_by("-happened_at", "-pk").values("actor__first_name")
        return self.select_related("actor").annotate(second_name=Subquery(names[:1]))

    def in_bell(self) -> "NotificationQuerySet":
        """What its recipient wants to find in the bell."""
        return self.filter(bell=True)

    def unread(self) -> "NotificationQuerySet":
        """What was not opened since it was last bumped, neither here nor where it leads to."""
        return self.filter(~targets.seen(), read_at=None)


def was_read() -> Q:
    """That a notification was opened, or marked."""
    return Q(read_at__isnull=False) | targets.seen()


@kept_for(days=90, since="bumped_at")
class Notification(models.Model):
    """Something a person is told. `target` is what the row leads to, the newest of its causes.

    `bell` and `digest` say where the person wanted it when it was last bumped. A row that is not
    for the bell is neither listed nor counted there. `told_in` is the digest that told it since.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=20)  # a name of notifications.kinds
    thread = models.CharField(max_length=40)
    target = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    actor_count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    bumped_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    bell = models.BooleanField(default=True)
    digest = models.BooleanField(default=True)
    told_in = models.ForeignKey(
        Digest, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    second_name: str | None = None  # of `as_lines`

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint("recipient", "kind", "thread", name="one_row_per_thread")
        ]
        indexes = [
            # the page, newest first
            models.Index(fields=["recipient", "-bumped_at", "-id"], name="notifications_of_person"),
            # the number in the bell, and the first lines of what is new
            models.Index(
                fields=["recipient", "-bumped_at", "-id"],
                name="new_notifications",
                condition=Q(read_at=None, bell=True),
            ),
            # what waits for a digest, and what one tells
            models.Index(
                fields=["recipient", "told_in", "-bumped_at", "-id"],
                name="notifications_for_summary",
                condition=Q(read_at=None, digest=True),
            ),
            # what the nights forget
            models.Index(fields=["bumped_at"], name="notifications_by_age"),
        ]

    def __str__(self) -> str:
        return f"Notification {self.pk}"  # whom it tells of what is nobody else's business


# a row that is bumped for ever would keep a cause for every message of its conversation
@kept_for(days=90, since="happened_at")
class Cause(models.Model):
    """That somebody did something a notification tells of. A repeated event finds it there."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="causes")
    target = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "notification", "target", "target_id", "actor", name="caused_once"
            )
        ]
        # what has to go with a deleted thing
        indexes = [models.Index(fields=["target", "target_id"], name="causes_of_target")]

    def __str__(self) -> str:
        return f"Cause {self.pk}"
