"""People in the administration. Every change with consequences calls the action of the product."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import actions as change
from accounts.models import User
from kit.errors import Problem, shown_in

for model in (Group, EmailAddress, UserSession, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

ABOUT = ["staff_number", "email", "first_name", "last_name", "job_title", "department", "place"]
KNOWN = ["handle", "is_active", "last_login", "joined_at", "deactivated_at", "devices", "keys"]
SAID = ["status", "status_words", "status_until"]


class PersonForm(forms.ModelForm):
    """The company's part of a profile. The action decides; its refusal is shown at the field."""

    class Meta:
        model = User
        fields = [*ABOUT, "phone", "spoken", "language", "role"]

    by: User

    def clean(self) -> dict[str, Any]:
        """Try the change; what the action refuses becomes an error of the form."""
        cleaned = super().clean() or {}
        if not self.errors:
            with shown_in(self), transaction.atomic():
                self.apply(cleaned)
        return cleaned

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Create or change the person."""
        role = cleaned.pop("role")
        if self.instance.pk:
            row = User.objects.get(pk=self.instance.pk)
            change.change_profile(by=self.by, user=row, **cleaned)
            change.change_role(by=self.by, user=row, role=role)
        else:
            password = cleaned.pop("password", "") or None
            row = change.create_person(by=self.by, role=role, password=password, **cleaned)
        self.instance = row

    def _post_clean(self) -> None:
        """The action has written the row already; nothing is copied into it again."""

    def save(self, commit: bool = True) -> User:
        """The row as the action left it."""
        return self.instance

    def save_m2m(self) -> None:
        """There is nothing to many."""


class NewPersonForm(PersonForm):
    """The same for somebody new."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=8,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Leave empty and send a link by mail afterwards."),
    )


class PasswordForm(forms.Form):
    """A password handed over on paper."""

    password = forms.CharField(
        label=_("New password"),
        min_length=8,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    """Everybody who belongs or belonged to the company. Nobody is ever deleted."""

    list_display = ["name", "staff_number", "email", "department", "place", "role", "is_active"]
    list_filter = ["is_active", "role", "department", "place"]
    search_fields = ["search_words", "staff_number", "email", "handle"]
    ordering = ["sort_name", "pk"]
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = [*KNOWN, *SAID]
    actions = ["deactivate", "reactivate", "send_link"]
    change_form_template = "accounts/admin_person.html"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What is asked about somebody new, and what is known about the others."""
        own = ["phone", "spoken", "language"]
        if obj is None:
            return [(None, {"fields": [*ABOUT, *own, "role", "password"]})]
        known = (_("Account"), {"fields": [*KNOWN, *SAID]})
        return [(None, {"fields": [*ABOUT, *own, "role"]}), known]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, knowing who changes."""
        options["form"] = PersonForm if obj else NewPersonForm
        form = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the numbers of sessions and keys, counted apart from each other."""
        sessions = UserSession.objects.filter(user=OuterRef("pk")).values("user")
        counted = sessions.annotate(n=Count("pk")).values("n")
        people = super().get_queryset(request)
        return people.annotate(
            devices=Coalesce(Subquery(counted), 0),
            keys=Count("api_tokens", filter=Q(api_tokens__revoked_at=None)),
        )

    @admin.display(description=_("name"), ordering="sort_name")
    def name(self, person: User) -> str:
        """First and last name."""
        return person.name

    @admin.display(description=_("devices signed in"))
    def devices(self, person: User) -> int:
        """How many sessions there are; which ones is the person's own business."""
        return person.devices  # type: ignore[attr-defined]

    @admin.display(description=_("keys for programs"))
    def keys(self, person: User) -> int:
        """How many keys are not revoked."""
        return person.keys  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The form's action has written everything."""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are deactivated: their name and address stay theirs."""
        return False

    # --- actions -----------------------------------------------------------------------------
    @admin.action(description=_("Deactivate: ends sessions and keys at once"))
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close the chosen accounts."""
        self.each(request, queryset, change.deactivate_person)

    @admin.action(description=_("Reactivate"))
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Open the chosen accounts again."""
        self.each(request, queryset, change.reactivate_person)

    @admin.action(description=_("Send a link to set a password"))
    def send_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """By mail, to those who have an address and may sign in."""
        chosen = queryset.filter(is_active=True).exclude(email="")
        self.each(request, chosen, lambda by, user: change.ask_for_password(user=user))

    def each(self, request: HttpRequest, chosen: QuerySet[User], act: Any) -> None:
        """Call an action for every person, and say for how many it worked."""
        done = 0
        for user in chosen:
            try:
                act(by=request.user, user=user)
                done += 1
            except Problem as problem:
                messages.error(request, f"{user}: {problem.detail}")
        words = ngettext("Done for %(count)d person.", "Done for %(count)d people.", done)
        messages.success(request, words % {"count": done})

    # --- the page to set a password ----------------------------------------------------------
    def get_urls(self) -> list[Any]:
        """One page more than usual."""
        page = self.admin_site.admin_view(self.password)
        return [
            path("<int:pk>/password/", page, name="accounts_user_password"),
            *super().get_urls(),
        ]

    def password(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set a password for somebody, who is signed out everywhere by it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        person = get_object_or_404(User, pk=pk)
        form = PasswordForm(request.POST or None)
        if form.is_valid():
            change.set_password(by=request.user, user=person, **form.cleaned_data)
            messages.success(request, _("The password is set."))
            return redirect(reverse("admin:accounts_user_change", args=[pk]))
        context = {**self.admin_site.each_context(request), "form": form, "person": person}
        context |= {"opts": User._meta, "title": _("Set a password")}
        return render(request, "accounts/admin_password.html", context)
