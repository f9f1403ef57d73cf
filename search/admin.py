"""What administrators see of the index: how full it is, when it was checked, what is being built.

Entries are not shown: they hold what people wrote to each other.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from search.index.rebuilding import request_rebuild
from search.models import IndexedSource, Rebuild
from search.sources import sources


@admin.register(IndexedSource)
class IndexedSourceAdmin(admin.ModelAdmin):
    """Each kind of things that can be found; nothing here is written by hand."""

    list_display = ("label", "source", "entries", "built_at", "checked_at", "differed", "progress")
    list_display_links = None
    ordering = ("source",)
    actions = ("build_anew",)

    @admin.display(description=_("kind"))
    def label(self, row: IndexedSource) -> str:
        """What people call the kind; the name of one whose app is gone."""
        source = sources().get(row.source)
        return str(source.label) if source else row.source

    @admin.display(description=_("being built"))
    def progress(self, row: IndexedSource) -> str:
        """How far building anew has come."""
        begun = Rebuild.objects.filter(source=row.source).values_list("done", flat=True).first()
        if begun is None:
            return ""
        return ngettext("%(count)d done", "%(count)d done", begun) % {"count": begun}

    @admin.action(description=_("Build anew"))
    def build_anew(self, request: HttpRequest, queryset: QuerySet[IndexedSource]) -> None:
        """Ask for the chosen kinds; the clock builds them while people work."""
        names = list(queryset.values_list("source", flat=True))
        request_rebuild(names)
        words = ngettext(
            "%(count)d kind will be built anew within minutes.",
            "%(count)d kinds will be built anew within minutes.",
            len(names),
        )
        self.message_user(request, words % {"count": len(names)})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from building."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: IndexedSource | None = None) -> bool:
        """Rows can be read, and built anew."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IndexedSource | None = None) -> bool:
        """A row says what is there, deleting it would change nothing."""
        return False
