"""What administrators decide about notifications: suggestions and limits for everybody.

Rows of people are not shown: what somebody was told is nobody else's business.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from notifications.mail import admin as _mail  # noqa: F401 (registers itself)
from notifications.models import CompanyRule
from notifications.preferences import actions as deeds


@admin.register(CompanyRule)
class CompanyRuleAdmin(admin.ModelAdmin):
    """What is on or off unless people choose otherwise, or for everybody."""

    list_display = ["topic", "channel", "default", "locked"]
    list_filter = ["locked"]
    ordering = ["topic", "channel"]
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: CompanyRule | None = None) -> Any:
        """A rule stays in its cell."""
        return ["topic", "channel"] if obj else []

    def save_model(self, request: HttpRequest, obj: CompanyRule, form: Any, change: bool) -> None:
        """Through the action."""
        said: dict[str, Any] = {"default": obj.default, "locked": obj.locked}
        where: dict[str, Any] = {"topic": obj.topic, "channel": obj.channel}
        deeds.set_company_rule(by=request.user, **where, **said)
        obj.pk = CompanyRule.objects.get(**where).pk

    def delete_model(self, request: HttpRequest, obj: CompanyRule) -> None:
        """Through the action."""
        deeds.drop_company_rule(by=request.user, rule=obj)
