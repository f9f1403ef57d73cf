"""Mails in the administration: what became of them, never what they say."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications.mail.models import Mail, RefusedAddress
from notifications.mail.queue import send_again
from notifications.operations.figures import figures

FIELDS = ("kind", "user", "state", "attempts", "problem", "created_at", "due_at", "done_at")


class WrittenElsewhere(admin.ModelAdmin):
    """Rows that nobody writes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They can be read, not edited."""
        return False


@admin.register(Mail)
class MailAdmin(WrittenElsewhere):
    """Mails with their end; failed ones can be sent again. Operations stand beside them."""

    list_display = FIELDS
    fields = readonly_fields = FIELDS
    list_filter = ("state", "kind")
    list_select_related = ("user",)
    ordering = ("-created_at", "-pk")
    actions = ("again",)
    show_full_result_count = False
    change_list_template = "notifications/admin_mails.html"

    @admin.action(description=_("Send again"))
    def again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Send the chosen failed mails again, word for word."""
        count = send_again(queryset)
        words = ngettext(
            "%(count)d e-mail is being sent again.",
            "%(count)d e-mails are being sent again.",
            count,
        )
        self.message_user(request, words % {"count": count})

    def get_urls(self) -> list[URLPattern]:
        """With the page of operations."""
        view = self.admin_site.admin_view(self.operations)
        return [path("operations/", view, name="operations"), *super().get_urls()]

    def operations(self, request: HttpRequest) -> HttpResponse:
        """How the work behind the scenes goes."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Operations"),
            "figures": figures(),
            "has_no_server": not settings.SMTP_HOST and not settings.LOCAL_MAILBOX,
        }
        return render(request, "notifications/admin_operations.html", context)

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        """The nights delete what is old."""
        return False


@admin.register(RefusedAddress)
class RefusedAddressAdmin(WrittenElsewhere):
    """Addresses that take no mail. Deleting a row lets mails go there again."""

    list_display = ("address", "count", "problem", "refused_at")
    fields = readonly_fields = ("address", "count", "problem", "refused_at")
    ordering = ("-refused_at",)
    search_fields = ("address",)
