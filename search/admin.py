"""What administrators see of the index: how full it is, when it was checked, what is being built.

Entries are not shown: they hold what people wrote to each other.
"""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.read_only import ReadOnlyAdmin
from search.index.rebuilding import request_rebuild
from search.models import IndexedSource, Rebuild
from search.sources import sources


@admin.register(IndexedSource)
class IndexedSourceAdmin(ReadOnlyAdmin):
    """Each kind of things that can be found; nothing here is written by hand."""

    list_display = ("label", "source", "entries", "built_at", "checked_at", "differed", "progress")
    list_display_links = None
    ordering = ("source",)
    actions = ("build_anew",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IndexedSource]:
        """With how many things building anew has done."""
        begun = Rebuild.objects.filter(source=OuterRef("source")).values("done")
        return super().get_queryset(request).annotate(begun=Subquery(begun))

    @admin.display(description=_("kind"))
    def label(self, row: IndexedSource) -> str:
        """What people call the kind; the name of one whose app is gone."""
        source = sources().get(row.source)
        return str(source.label) if source else row.source

    @admin.display(description=_("being built"))
    def progress(self, row: IndexedSource) -> str:
        """How far building anew has come."""
        begun: int | None = row.begun  # type: ignore[attr-defined]
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
