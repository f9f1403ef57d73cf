"""Records in the administration: the audit log, and who called people urgently."""

from django.contrib import admin

from accounts.models import AuditEntry, UrgentCall
from kit.read_only import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """Rows that an action writes itself: nobody changes the past."""

    ordering = ["-at", "-id"]
    list_select_related = ["by"]
    show_full_result_count = False


@admin.register(UrgentCall)
class UrgentCallAdmin(RecordAdmin):
    """Who broke the quiet time of others, and why."""

    list_display = ["at", "by", "about", "reason"]
    search_fields = ["=about", "by__staff_number", "reason"]


@admin.register(AuditEntry)
class AuditAdmin(RecordAdmin):
    """Sensitive actions, to be read and nothing else."""

    list_display = ["at", "by", "action", "target"]
    list_filter = ["action"]
    search_fields = ["target", "by__staff_number"]
