"""People in the administration. Every change with consequences calls the action of the product."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import actions as change
from accounts import audit_admin as _records  # noqa: F401, registers the records
from accounts.admin_forms import ActionForm
from accounts.availability import admin as _plans  # noqa: F401, registers the plans
from accounts.models import Bot, User
from kit.http.exceptions import Problem

for model in (Group, EmailAddress, UserSession, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

ABOUT = ["staff_number", "email", "first_name", "last_name", "job_title", "department", "place"]
KNOWN = ["handle", "is_active", "last_login", "joined_at", "deactivated_at", "devices", "keys"]
SAID = ["status", "status_words", "status_until"]


class PersonForm(ActionForm):
    """The company's part of a profile."""

    class Meta:
        model = User
        fields = [*ABOUT, "phone", "spoken", "skills", "language", "role"]

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


class NewPersonForm(PersonForm):
    """The same for somebody new."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=8,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Leave empty and send a link by e-mail afterwards."),
    )


class PasswordForm(forms.Form):
    """A password handed over on paper."""

    password = forms.CharField(
        label=_("New password"),
        min_length=8,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class AccountAdmin(admin.ModelAdmin):
    """What people and bots have in common: nobody is deleted, actions do the work."""

    ordering = ["sort_name", "pk"]
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The form's action has written everything."""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are deactivated: their name and address stay theirs."""
        return False

    @admin.display(description=_("name"), ordering="sort_name")
    def name(self, person: User) -> str:
        """First and last name."""
        return person.name

    @admin.action(description=_("Deactivate: ends sessions and keys at once"))
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close the chosen accounts."""
        self.each(request, queryset, change.deactivate_person)

    @admin.action(description=_("Reactivate"))
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Open the chosen accounts again."""
        self.each(request, queryset, change.reactivate_person)

    def each(self, request: HttpRequest, chosen: QuerySet[User], act: Any) -> None:
        """Call an action for every account, and say for how many it worked."""
        done = 0
        for user in chosen:
            try:
                act(by=request.user, user=user)
                done += 1
            except Problem as problem:
                messages.error(request, f"{user}: {problem.detail}")
        words = ngettext("Done for %(count)d person.", "Done for %(count)d people.", done)
        messages.success(request, words % {"count": done})


@admin.register(User)
class PersonAdmin(AccountAdmin):
    """Everybody who belongs or belonged to the company. Nobody is ever deleted."""

    list_display = ["name", "staff_number", "email", "department", "place", "role", "is_active"]
    list_filter = ["is_active", "role", "department", "place"]
    search_fields = ["search_words", "staff_number", "email", "handle"]
    readonly_fields = [*KNOWN, *SAID]
    actions = ["deactivate", "reactivate", "send_link"]
    change_form_template = "accounts/admin_person.html"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What is asked about somebody new, and what is known about the others."""
        own = ["phone", "spoken", "skills", "language"]
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
        """Everybody but bots, which have their own list."""
        return super().get_queryset(request).filter(is_bot=False)

    @admin.display(description=_("devices signed in"))
    def devices(self, person: User) -> int:
        """How many sessions there are; which ones is the person's own business."""
        return UserSession.objects.filter(user=person).count()

    @admin.display(description=_("API keys"))
    def keys(self, person: User) -> int:
        """How many keys are not revoked."""
        return person.api_tokens.filter(revoked_at=None).count()

    @admin.action(description=_("Send a link to set a password"))
    def send_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """By mail, to those who have an address and may sign in."""
        chosen = queryset.filter(is_active=True).exclude(email="")
        self.each(request, chosen, change.ask_for_password)

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
        person = get_object_or_404(User.objects.without_bots(), pk=pk)
        form = PasswordForm(request.POST or None)
        if form.is_valid():
            change.set_password(by=request.user, user=person, **form.cleaned_data)
            messages.success(request, _("The password is set."))
            return redirect(reverse("admin:accounts_user_change", args=[pk]))
        context = {**self.admin_site.each_context(request), "form": form, "person": person}
        context |= {"opts": User._meta, "title": _("Set a password")}
        return render(request, "accounts/admin_password.html", context)


class BotForm(ActionForm):
    """What a bot is called and who answers for it."""

    key = ""  # of a new bot, for the one page that shows it

    class Meta:
        model = Bot
        fields = ["first_name", "handle", "responsible"]
        labels = {"first_name": _("name")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["responsible"].required = True
        if "handle" in self.fields:
            self.fields["handle"].required = False

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Create or change the bot."""
        name = cleaned.pop("first_name")
        if self.instance.pk:
            row = Bot.objects.get(pk=self.instance.pk)
            change.change_bot(by=self.by, bot=row, name=name, **cleaned)
        else:
            made, self.key = change.create_bot(by=self.by, name=name, **cleaned)
            row = Bot.objects.get(pk=made.pk)
        self.instance = row


@admin.register(Bot)
class BotAdmin(AccountAdmin):
    """Programs that take part in conversations. Their keys are shown once, when they are made."""

    form = BotForm
    list_display = ["name", "handle", "responsible", "key_used_at", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["responsible"]
    search_fields = ["search_words", "handle"]
    autocomplete_fields = ["responsible"]
    actions = ["deactivate", "reactivate"]
    change_form_template = "accounts/admin_bot.html"

    def get_fields(self, request: HttpRequest, obj: Bot | None = None) -> Any:
        """What is asked about a new bot, and what is known about the others."""
        asked = ["first_name", "handle", "responsible"]
        return [*asked, "is_active", "key_used_at"] if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Bot | None = None) -> list[str]:
        """A handle stays: people have learned it, and texts name it."""
        return ["handle", "is_active", "key_used_at"] if obj else []

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, knowing who changes."""
        form = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bot]:
        """With the time of the last call."""
        bots = super().get_queryset(request)
        return bots.annotate(key_used_at=Max("api_tokens__last_used_at"))

    @admin.display(description=_("key last used"))
    def key_used_at(self, bot: Bot) -> Any:
        """When the bot last wrote, as far as its keys tell."""
        return bot.key_used_at

    def save_form(self, request: Any, form: Any, change: bool) -> Bot:
        """Keep the key of a new bot for the response."""
        request.bot_key = form.key
        return super().save_form(request, form, change)

    def response_add(
        self, request: HttpRequest, obj: Bot, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The page with the key."""
        return self.show_key(request, obj, request.bot_key)

    def get_urls(self) -> list[Any]:
        """One page more than usual."""
        page = self.admin_site.admin_view(self.renew)
        return [path("<int:pk>/key/", page, name="accounts_bot_key"), *super().get_urls()]

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then make a new key and show it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        bot = get_object_or_404(Bot.objects.active(), pk=pk)
        key = change.renew_bot_key(by=request.user, bot=bot) if request.method == "POST" else ""
        return self.show_key(request, bot, key)

    def show_key(self, request: HttpRequest, bot: Bot, key: str) -> HttpResponse:
        """The key in this one response; without a key the question."""
        title = _("Key of %(name)s") % {"name": bot.name}
        hint = _("The bot’s current keys stop working at once.")
        return key_page(request, bot, key=key, title=title, hint=hint)


def key_page(request: HttpRequest, row: Model, *, key: str, **words: Any) -> HttpResponse:
    """A key of `row` in the one response that shows it; without one the question for a new key."""
    back = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    context = {**admin.site.each_context(request), "opts": row._meta, "key": key, "back": back}
    response = render(request, "accounts/admin_key.html", context | words)
    add_never_cache_headers(response)
    return response
