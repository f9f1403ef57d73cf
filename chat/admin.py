"""Conversations and bots in the administration: how much there is, never what is written.

Of spaces it shows names, numbers and storage; of two people and of groups only how much all of
them take together.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.admin import ActionForm, key_page
from accounts.models import Bot
from chat import actions as verbs
from chat.models import ChatFile, Conversation, ConversationKind, Webhook
from kit.read_only import ReadOnlyAdmin


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Conversations of spaces by name and size. Nothing can be opened, nothing is changed here."""

    list_display = ["space_name", "message_count", "member_count", "storage"]
    list_display_links = None
    list_select_related = ["space"]
    search_fields = ["space__name"]
    ordering = ["space__sort_name", "pk"]
    show_full_result_count = False
    change_list_template = "chat/admin_conversations.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Those of spaces, with what their files take."""
        shown = super().get_queryset(request).filter(kind=ConversationKind.SPACE)
        files = ChatFile.objects.filter(conversation=OuterRef("pk")).order_by()
        summed = files.values("conversation").annotate(n=Sum("size"))
        return shown.annotate(bytes_now=Coalesce(Subquery(summed.values("n")), 0))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and below it one sentence about all other conversations together."""
        closed = {"closed": closed_totals()}
        return super().changelist_view(request, {**(extra_context or {}), **closed})

    @admin.display(description=_("space"), ordering="space__sort_name")
    def space_name(self, conversation: Conversation) -> str:
        """The name of the space."""
        return str(conversation.space)

    @admin.display(description=_("messages"), ordering="last_seq")
    def message_count(self, conversation: Conversation) -> int:
        """How many were ever written: its last number, so that nothing is counted."""
        return conversation.last_seq

    @admin.display(description=_("members"), ordering="space__member_count")
    def member_count(self, conversation: Conversation) -> int:
        """How many belong to the space."""
        return conversation.space.member_count if conversation.space else 0

    @admin.display(description=_("storage"), ordering="bytes_now")
    def storage(self, conversation: Conversation) -> str:
        """What the files take."""
        return filesizeformat(conversation.bytes_now)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators see the list and no single conversation."""
        return obj is None and request.user.is_staff


def closed_totals() -> dict[str, int]:
    """How many conversations of people and groups there are, and what their files take."""
    closed = Conversation.objects.exclude(kind=ConversationKind.SPACE)
    files = ChatFile.objects.filter(conversation__in=closed).order_by()
    return {"count": closed.count(), "storage": files.aggregate(n=Sum("size"))["n"] or 0}


class WebhookForm(ActionForm):
    """Where a bot is called."""

    url = forms.CharField(label=_("address"), max_length=500, widget=forms.TextInput({"size": 80}))

    class Meta:
        model = Webhook
        fields = ["bot", "url", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "bot" in self.fields:
            self.fields["bot"].queryset = Bot.objects.active().filter(webhook=None)

    def apply(self, cleaned: dict[str, Any]) -> None:
        """Set the address and the switch."""
        bot = cleaned.pop("bot", None) or self.instance.bot
        self.instance = verbs.set_webhook(by=self.by, bot=bot, **cleaned)


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):
    """Where bots are told that they were mentioned, and how the last calls went."""

    form = WebhookForm
    list_display = ["bot", "url", "is_active", "last_success_at", "last_failure_at", "last_failure"]
    list_filter = ["is_active"]
    list_select_related = ["bot"]
    ordering = ["is_active", "bot__sort_name"]
    show_full_result_count = False
    change_form_template = "chat/admin_webhook.html"

    KNOWN = ["last_success_at", "last_failure_at", "last_failure", "failing_since", "failures"]

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        """What is asked, and what is known about calls so far."""
        asked = ["bot", "url", "is_active"]
        return [*asked, *self.KNOWN] if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Webhook | None = None) -> list[str]:
        """A webhook does not move to another bot."""
        return ["bot", *self.KNOWN] if obj else []

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, knowing who changes."""
        form = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        """The form's action has written everything."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A webhook is switched off: what waits for it must know."""
        return False

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The page with the secret, the only time anybody sees it."""
        return self.show_secret(request, obj, obj.secret)

    def response_change(self, request: HttpRequest, obj: Webhook) -> HttpResponse:
        """Have the bot called when the button beside the usual ones was pressed."""
        if "_try" not in request.POST:
            return super().response_change(request, obj)
        verbs.try_webhook(by=request.user, webhook=obj)
        messages.info(request, _("The bot is being called. Reload to see how it went."))
        return redirect(request.path)

    def get_urls(self) -> list[Any]:
        """One page more than usual."""
        page = self.admin_site.admin_view(self.renew)
        return [path("<int:pk>/key/", page, name="chat_webhook_key"), *super().get_urls()]

    def renew(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then make another secret and show it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        webhook = get_object_or_404(Webhook.objects.select_related("bot"), pk=pk)
        secret = ""
        if request.method == "POST":
            secret = verbs.renew_webhook_secret(by=request.user, webhook=webhook)
        return self.show_secret(request, webhook, secret)

    def show_secret(self, request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
        """The secret in this one response; without one the question."""
        title = _("Secret of %(name)s") % {"name": webhook.bot.name}
        hint = _("Calls from now on carry the new signature.")
        return key_page(request, webhook, key=secret, title=title, hint=hint)
