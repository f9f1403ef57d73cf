"""Where bots are told that they were mentioned. Only administrators decide that."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from accounts.policy import may_manage_people
from chat.events import WebhookTested
from chat.models import Webhook
from chat.models.bots import new_secret
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish
from kit.outbound.ssrf import FetchError, refuse_literal


@transaction.atomic
def set_webhook(*, by: User | None, bot: User, url: str, is_active: bool = True) -> Webhook:
    """Let `bot` be told at `url`, or no more for now. Failures of the past are forgotten.

    Raises Problem for an address that will never be called; what its name leads to is asked with
    every call.
    """
    _refuse_stranger(by)
    if not bot.is_bot:
        raise Problem("invalid_choice", _("Choose a bot."), field="bot")
    _refuse_address(url)
    fresh = {"url": url, "is_active": is_active, "failing_since": None, "failures": 0}
    webhook = Webhook.objects.update_or_create(bot=bot, defaults=fresh)[0]
    audit.note(by=by, action="chat.set_webhook", about=webhook)
    return webhook


@transaction.atomic
def renew_webhook_secret(*, by: User | None, webhook: Webhook) -> str:
    """Another secret for the signatures; calls from now on carry it."""
    _refuse_stranger(by)
    webhook.secret = new_secret()
    webhook.save(update_fields=["secret"])
    audit.note(by=by, action="chat.renew_webhook_secret", about=webhook)
    return webhook.secret


@transaction.atomic
def try_webhook(*, by: User | None, webhook: Webhook) -> None:
    """Have the bot called once, with nothing to do; how that went is seen at the webhook."""
    _refuse_stranger(by)
    rows = Webhook.objects.filter(pk=webhook.pk)
    rows.update(failing_since=None, failures=0)  # somebody is looking at it: call at once
    publish(WebhookTested(webhook.pk, call_id=str(uuid.uuid4())))


def _refuse_stranger(by: User | None) -> None:
    if not may_manage_people(by):
        raise PermissionDenied


def _refuse_address(url: str) -> None:
    limit = Webhook._meta.get_field("url").max_length or 0
    if len(url) > limit:
        detail = _("This address is too long; at most %(limit)d characters fit.")
        raise Problem("too_long", detail % {"limit": limit}, field="url", limit=limit)
    try:
        refuse_literal(url)
    except FetchError as error:
        if error.reason == "port":
            detail = _("Bots cannot be called on this port.")
        else:
            detail = _("Bots are called at addresses like https://bot.example/mentions.")
        raise Problem("invalid", detail, field="url") from error
