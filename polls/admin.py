"""Polls in the administration: what runs, and how many voted. Never who, never for what."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kit.read_only import ReadOnlyAdmin
from polls.models import Poll


@admin.register(Poll)
class PollAdmin(ReadOnlyAdmin):
    """Lists polls. Votes of people are no part of it, and nothing can be changed here."""

    list_display = ["id", "author", "ends_at", "closed_at", "is_anonymous", "voter_count"]
    list_filter = ["is_anonymous", "is_multiple", "closed_at"]
    search_fields = ["=pk", "post__author__last_name", "post__author__staff_number"]
    list_select_related = ["post__author"]
    ordering = ["-pk"]
    fields = readonly_fields = (
        "author",
        "is_multiple",
        "is_anonymous",
        "lists_voters",
        "allows_options",
        "results",
        "ends_at",
        "closed_at",
        "voter_count",
    )
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Poll]:
        """Polls of posts; what is asked in conversations stays there."""
        return super().get_queryset(request).filter(message=None)

    @admin.display(description=_("author"))
    def author(self, poll: Poll) -> str:
        """Who asked."""
        return poll.container.author.name

    def has_view_permission(self, request: HttpRequest, obj: Poll | None = None) -> bool:
        """Administrators see the list."""
        return request.user.is_staff
