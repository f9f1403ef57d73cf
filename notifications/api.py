"""Notifications over REST: the own ones, and marking them read."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.authentication import writing
from accounts.models import ApiToken
from accounts.serializers import PersonRef
from kit.api.methods import call, lists
from kit.api.views import Viewset
from kit.database import keyset
from notifications import actions, kinds
from notifications.models import Notification
from notifications.rendering import NotificationLine, lines_of


class NotificationRow(serializers.Serializer[NotificationLine]):
    """A notification. `text` is the sentence of the page, `excerpt` what it is about."""

    id = serializers.IntegerField(source="row.pk", read_only=True)
    kind = serializers.ChoiceField(kinds.choices(), source="row.kind", read_only=True)
    text = serializers.CharField(read_only=True)
    excerpt = serializers.CharField(source="preview.excerpt", read_only=True)
    url = serializers.CharField(source="preview.url", read_only=True)
    actor = PersonRef(source="row.actor", read_only=True)
    actor_count = serializers.IntegerField(source="row.actor_count", read_only=True)
    bumped_at = serializers.DateTimeField(source="row.bumped_at", read_only=True)
    read_at = serializers.DateTimeField(source="row.read_at", read_only=True, allow_null=True)


class Notifications(Viewset):
    """What the person is told."""

    model = Notification
    serializer_class = NotificationRow
    ordering = ("-bumped_at", "-id")
    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)

    def get_queryset(self) -> QuerySet[Notification]:
        """The own ones, with who did it."""
        return super().get_queryset().in_bell().as_lines()

    @lists(NotificationRow)
    def list(self) -> keyset.Page:
        """The own notifications, last bumped first; unread ones have no `read_at`."""
        page = keyset.page(self.get_queryset(), order=self.ordering, **self.cursor)
        return keyset.Page(lines_of(self.request.user, page.items), page.next)

    mark_read = call(actions.mark_read, "Mark one read, on all devices.", answers=None)
    mark_all_read = call(
        actions.mark_all_read, "Mark all read, on all devices.", on="", answers=None
    )
