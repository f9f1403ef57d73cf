"""Posts in the administration: taking them down, without reading what is not public."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feed import kinds
from feed.actions import delete_post
from feed.models import Post
from kit.database.server_time import NowAnywhere
from kit.text import rendering
from spaces.models import is_open_to_all


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """Lists posts. Only texts of open spaces are shown: being administrator opens no space."""

    list_display = ["id", "author", "published_at", "public_text", "comment_count", "share_count"]
    list_filter = ["published_at"]
    search_fields = ["=id", "author__first_name", "author__last_name", "author__staff_number"]
    list_select_related = ["author"]
    fields = readonly_fields = (
        "author",
        "published_at",
        "edited_at",
        "public_text",
        "comment_count",
        "share_count",
    )
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Living posts that are out; texts stay in the database unless a space is open."""
        out = {"deleted_at": None, "published_at__lte": NowAnywhere()}
        living = super().get_queryset(request).filter(**out)
        return living.exclude(kind__in=kinds.kinds()).prefetch_related("spaces")

    @admin.display(description=_("text (open spaces only)"))
    def public_text(self, post: Post) -> str:
        """The beginning of the text, or nothing."""
        is_open = is_open_to_all(post.spaces.all())
        return rendering.excerpt(post.body) if is_open else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Posts are written in the product."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Nobody changes another person's words."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """Administrators see the list."""
        return request.user.is_staff

    def delete_model(self, request: HttpRequest, obj: Post) -> None:
        """Take one post down."""
        delete_post(by=request.user, post=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the chosen posts down."""
        for post in queryset:
            delete_post(by=request.user, post=post)
