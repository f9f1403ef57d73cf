"""Announcements in the administration: numbers and categories, no text and no reader."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import audit
from announcements.actions import delete_announcement
from announcements.models import Announcement, Category
from announcements.reports import SMALLEST

FIELDS = ("number", "author", "category", "published_at", "due", "opened", "confirmed")


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """What announcements may be about."""

    list_display = ["name", "name_en", "slug", "position"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: Any, obj: Category, form: Any, change: bool) -> None:
        """Store it, with a line in the audit log."""
        super().save_model(request, obj, form, change)
        audit.note(by=request.user, action="announcements.set_category", about=obj)

    def delete_model(self, request: Any, obj: Category) -> None:
        """Delete it, with a line in the audit log."""
        audit.note(by=request.user, action="announcements.delete_category", about=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: Any, queryset: QuerySet[Category]) -> None:
        """The chosen ones, one by one."""
        for category in queryset:
            self.delete_model(request, category)


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    """Aggregates; texts are read in the product, by those who may."""

    list_display = FIELDS
    list_filter = ["category", "published_at"]
    list_select_related = ["post__author", "category", "current"]
    fields = readonly_fields = FIELDS
    ordering = ["-published_at", "-pk"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Living announcements with the number of confirmations of the required version."""
        living = super().get_queryset(request).filter(post__deleted_at=None)
        return living.annotate(confirmations=Count("required__confirmations"))

    @admin.display(description=_("number"), ordering="post")
    def number(self, announcement: Announcement) -> int:
        """The number in its address."""
        return announcement.pk

    @admin.display(description=_("author"))
    def author(self, announcement: Announcement) -> str:
        """Who wrote it."""
        return announcement.post.author.name

    @admin.display(description=_("to be confirmed by"))
    def due(self, announcement: Announcement) -> Any:
        """Until when it asks for confirmation."""
        return announcement.current and announcement.current.confirm_by

    @admin.display(description=_("opened"))
    def opened(self, announcement: Announcement) -> str:
        """How many opened it, if that is about nobody in particular."""
        return shown(announcement.opened_count)

    @admin.display(description=_("confirmed"))
    def confirmed(self, announcement: Any) -> str:
        """How many have confirmed the required version."""
        return shown(announcement.confirmations)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Announcements are written in the product."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """And changed there."""
        return False

    def delete_model(self, request: HttpRequest, obj: Announcement) -> None:
        """Take one away by its action."""
        delete_announcement(by=request.user, announcement=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the chosen ones away by their action."""
        for announcement in queryset:
            delete_announcement(by=request.user, announcement=announcement)


def shown(count: int) -> str:
    """A number of people, unless it is about fewer than five."""
    return str(count) if count >= SMALLEST else f"< {SMALLEST}"
