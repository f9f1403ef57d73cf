"""Spaces in the administration: structure and membership, never what is written inside."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import HUE_STEP
from kit.http.exceptions import Problem, as_form_error
from spaces import actions as verbs
from spaces.actions.spaces import checked
from spaces.icons import MARKS
from spaces.models import Membership, Space, count_readers

INLINE_MEMBERS = 80  # a form has at most 500 fields
SECRET_FIELDS = ["name", "kind", "access", "member_count", "archived_at", "author"]
FIELDS = ["name", "description", "access", "kind", "parent", "icon", "hue"]


class SpaceAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    """The fields of a space with the checks of its actions."""

    icon = forms.ChoiceField(label=_("Icon"), choices=[(mark, mark) for mark in MARKS])
    hue = forms.TypedChoiceField(
        label=_("Colour"), coerce=int, choices=[(hue, hue) for hue in range(0, 360, HUE_STEP)]
    )

    class Meta:
        model = Space
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        """Refuse here what the action would refuse."""
        cleaned = super().clean() or {}
        with as_form_error(self):
            cleaned |= checked(**{key: cleaned[key] for key in FIELDS if key in cleaned})
        return cleaned


class MembershipInline(admin.TabularInline):
    """Who belongs to the space."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]
    fields = ["user", "role", "joined_at"]
    readonly_fields = ["joined_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With their names at once."""
        return super().get_queryset(request).select_related("user").order_by("pk")


class SpaceChangeList(ChangeList):
    """A page of spaces with the number of readers of each."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, counted together."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        count_readers(self.result_list)


@admin.register(Space)
class SpaceAdmin(admin.ModelAdmin):
    """Lists and changes spaces through the actions of the product.

    Of a secret space the administration shows the name and who belongs to it, nothing else, and
    changes nothing but members: making it readable is up to its managers.
    """

    form = SpaceAdminForm
    list_display = ["name", "kind", "access", "reader_count", "member_count", "archived_at"]
    list_filter = ["kind", "access", "archived_at"]
    search_fields = ["name", "slug"]
    readonly_fields = ["slug", "reader_count", "member_count", "archived_at", "author"]
    autocomplete_fields = ["parent"]
    show_full_result_count = False
    actions = ["archive", "reopen"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """A page of the list knows the numbers of readers."""
        return SpaceChangeList

    def get_object(self, *args: Any) -> Space | None:
        """The space with the number of its readers."""
        if found := super().get_object(*args):
            count_readers([found])
        return found

    def get_fields(self, request: HttpRequest, obj: Space | None = None) -> Any:
        """All of them, or what is no content."""
        if obj is None:
            return FIELDS
        return SECRET_FIELDS if _is_secret(obj) else [*FIELDS, *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Space | None = None) -> list[str]:
        """Nothing of a secret space is changed here, and nobody opens a closed one."""
        if _is_secret(obj):
            return SECRET_FIELDS
        is_closed = obj is not None and obj.access == Space.Access.CLOSED
        return ["access", *self.readonly_fields] if is_closed else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Space | None) -> list[Any]:
        """Members of small spaces; those of large ones have their own list."""
        return [MembershipInline] if obj and obj.member_count <= INLINE_MEMBERS else []

    @admin.display(description=_("readers"))
    def reader_count(self, space: Space) -> int:
        """How many people may read what is written there."""
        return space.reader_count

    def save_model(self, request: HttpRequest, obj: Space, form: Any, change: bool) -> None:
        """Found or change the space by its action; `obj` becomes the stored row."""
        content = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
        if not change:
            stored = verbs.create_space(by=request.user, **content)
        elif content:
            stored = verbs.change_space(by=request.user, space=obj, **content)
        else:
            return
        obj.__dict__.update(stored.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Change memberships by their actions."""
        formset.save(commit=False)
        for row in formset.new_objects:
            save_membership(request, row, is_new=True)
        for row, _fields in formset.changed_objects:
            save_membership(request, row, is_new=False)
        for row in formset.deleted_objects:
            end_membership(request, row)

    @admin.action(description=_("Archive the chosen spaces"))
    def archive(self, request: HttpRequest, queryset: QuerySet[Space]) -> None:
        """Close them for new posts."""
        for space in queryset:
            with problem_as_message(request):
                verbs.archive_space(by=request.user, space=space)

    @admin.action(description=_("Reopen the chosen spaces"))
    def reopen(self, request: HttpRequest, queryset: QuerySet[Space]) -> None:
        """Open them for new posts again."""
        for space in queryset:
            with problem_as_message(request):
                verbs.reopen_space(by=request.user, space=space)

    def has_delete_permission(self, request: HttpRequest, obj: Space | None = None) -> bool:
        """Spaces are archived, never deleted: what was written periods."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who belongs where, for spaces of any size."""

    list_display = ["user", "space", "role", "joined_at"]
    list_filter = ["role"]
    list_select_related = ["user", "space"]
    search_fields = ["user__first_name", "user__last_name", "user__staff_number", "space__name"]
    autocomplete_fields = ["user", "space"]
    fields = ["space", "user", "role"]
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A membership does not move to somebody else."""
        return ["space", "user"] if obj else []

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Add a member or change the role by the action."""
        save_membership(request, obj, is_new=not change)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """End a membership by the action."""
        end_membership(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """End the chosen memberships by the action."""
        for row in queryset.select_related("space", "user"):
            end_membership(request, row)


def save_membership(request: HttpRequest, row: Membership, *, is_new: bool) -> None:
    """What the action makes of `row`; a refusal is told to the administrator."""
    with problem_as_message(request):
        verb = verbs.add_member if is_new else verbs.change_member_role
        made = verb(by=request.user, space=row.space, user=row.user, role=row.role)
        row.pk = made.pk


def end_membership(request: HttpRequest, row: Membership) -> None:
    """Remove the member of `row`."""
    with problem_as_message(request):
        verbs.remove_member(by=request.user, space=row.space, user=row.user)


@contextmanager
def problem_as_message(request: HttpRequest) -> Iterator[None]:
    """Show a refusal as a message instead of an error page: the rest of the form was saved."""
    try:
        yield
    except Problem as problem:
        messages.error(request, str(problem.detail))
    except PermissionDenied:
        messages.error(request, _("You are not allowed to do this."))


def _is_secret(space: Space | None) -> bool:
    return space is not None and space.access == Space.Access.SECRET
