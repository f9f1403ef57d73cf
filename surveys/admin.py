"""Surveys in the administration: that they exist, never what was answered or by whom."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kit.read_only import ReadOnlyAdmin
from spaces.models import is_open_to_all
from surveys.models import Survey


@admin.register(Survey)
class SurveyAdmin(ReadOnlyAdmin):
    """Lists surveys. Answers, ballots and participation are not registered at all."""

    list_display = (
        "__str__",
        "public_title",
        "author",
        "anonymous",
        "opens_at",
        "ends_at",
        "closed_at",
    )
    list_filter = ("anonymous", "ends_at")
    search_fields = ("=id", "author__last_name", "author__staff_number")
    list_select_related = ("author",)
    fields = readonly_fields = (
        "public_title",
        "author",
        "anonymous",
        "by_department",
        "shown_to",
        "opens_at",
        "ends_at",
        "published_at",
        "closed_at",
    )
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Survey]:
        """With the spaces that decide what may be told."""
        return super().get_queryset(request).prefetch_related("spaces")

    @admin.display(description=_("title (open spaces only)"))
    def public_title(self, survey: Survey) -> str:
        """The title of what an open space is asked, or nothing: being administrator opens none."""
        is_open = is_open_to_all(survey.spaces.all())
        return survey.title if is_open and survey.published_at else "–"

    def has_view_permission(self, request: HttpRequest, obj: Survey | None = None) -> bool:
        """Administrators see the list."""
        return request.user.is_staff
