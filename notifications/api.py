"""Notifications over REST: the own ones, and marking them read."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from accounts.serializers import PersonRef
from kit.api.views import Viewset
from notifications import actions
from notifications.lines import Line, lines_of
from notifications.models import Notification


class NotificationRow(serializers.Serializer[Line]):
    """A notification. `text` is the sentence of the page, `excerpt` what it is about."""

    id = serializers.IntegerField(source="row.pk", read_only=True)
    kind = serializers.ChoiceField(Notification.Kind.choices, source="row.kind", read_only=True)
    text = serializers.CharField(read_only=True)
    excerpt = serializers.CharField(source="look.words", read_only=True)
    url = serializers.CharField(source="look.url", read_only=True)
    actor = PersonRef(source="row.actor", read_only=True)
    actor_count = serializers.IntegerField(source="row.actor_count", read_only=True)
    bumped_at = serializers.DateTimeField(source="row.bumped_at", read_only=True)
    read_at = serializers.DateTimeField(source="row.read_at", read_only=True, allow_null=True)


class NotificationView(Viewset):
    """What every view of notifications needs."""

    model = Notification
    serializer_class = NotificationRow
    ordering = ("-bumped_at", "-id")
    required_scopes = {"PUT": ApiToken.Scope.PROFILE_WRITE}

    def get_queryset(self) -> QuerySet[Notification]:
        """The own ones, with who did it."""
        return super().get_queryset().in_bell().as_lines()

    def lines(self, rows: Any) -> Any:
        """The rows in JSON."""
        return self.get_serializer(lines_of(self.request.user, rows), many=True).data


class Notifications(NotificationView):
    """What the person is told."""

    def list(self, request: Request) -> Response:
        """The own notifications, last bumped first; unread ones have no `read_at`."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.lines(rows))


class Read(NotificationView):
    """That a notification was read."""

    @extend_schema(request=None, responses={204: None})
    def update(self, request: Request, pk: int) -> Response:
        """Mark one read, on all devices."""
        actions.mark_read(by=request.user, notification=self.get_object())
        return Response(status=204)


class AllRead(NotificationView):
    """That everything was read."""

    @extend_schema(request=None, responses={204: None})
    def update(self, request: Request) -> Response:
        """Mark all read, on all devices."""
        actions.mark_all_read(by=request.user)
        return Response(status=204)
