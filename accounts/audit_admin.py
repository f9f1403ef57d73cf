"""Records in the administration: the audit log, and who called people urgently."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import AuditEntry, UrgentCall


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that are written by a action and by nothing else."""

    ordering = ["-at", "-id"]
    list_select_related = ["by"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Entries are written by the action itself."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes the past."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody removes it either."""
        return False


@admin.register(UrgentCall)
class UrgentCallAdmin(ReadOnlyAdmin):
    """Who broke the quiet time of others, and why."""

    list_display = ["at", "by", "about", "reason"]
    search_fields = ["=about", "by__staff_number", "reason"]


@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin):
    """Sensitive actions, to be read and nothing else."""

    list_display = ["at", "by", "action", "target"]
    list_filter = ["action"]
    search_fields = ["target", "by__staff_number"]
