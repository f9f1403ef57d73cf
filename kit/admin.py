"""What administrators see of the toolbox: background work that was given up."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.jobs import outbox
from kit.models import OutboxEntry
from kit.read_only import ReadOnlyAdmin


@admin.register(OutboxEntry)
class OutboxAdmin(ReadOnlyAdmin):
    """Failed background work, to be read and started anew; nothing here is written by hand."""

    list_display = ("event", "payload", "attempts", "created_at", "failed_at", "problem")
    list_filter = ("event",)
    ordering = ("-failed_at",)
    actions = ("start_anew",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxEntry]:
        """Only what was given up: everything else takes care of itself."""
        return super().get_queryset(request).filter(failed_at__isnull=False)

    @admin.action(description=_("Try again"))
    def start_anew(self, request: HttpRequest, queryset: QuerySet[OutboxEntry]) -> None:
        """Start the chosen rows anew."""
        count = outbox.retry(OutboxEntry.objects.filter(pk__in=queryset.values("pk")))
        words = ngettext(
            "%(count)d task was started again.", "%(count)d tasks were started again.", count
        )
        self.message_user(request, words % {"count": count})
