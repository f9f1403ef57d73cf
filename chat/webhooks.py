"""Calling bots: what they are told, how it is signed, what follows from a failure.

Signatures, their headers and the outer shape of a call are those of the Standard Webhooks
specification, so that its libraries can check them (docs/bots.md).
"""

import base64
import hashlib
import hmac
import json
import logging
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from chat.models import Message, Webhook
from kit.outbound.fetch import fetch
from kit.outbound.ssrf import FetchError

log = logging.getLogger("chat.webhooks")


class NotDelivered(Exception):
    """The bot could not be told now; the outbox tries again."""


def mention(message: Message) -> dict[str, Any]:
    """What a bot is told of a message that names it."""
    author = message.author
    data = {
        "conversation": message.conversation_id,
        "message": {"id": message.pk, "seq": message.seq, "text": message.body},
        "author": {"handle": author.handle, "name": author.name},
    }
    return {"type": "message.mention", "timestamp": message.created_at.isoformat(), "data": data}


def trial() -> dict[str, Any]:
    """What a bot is told when somebody only wants to see whether it answers."""
    return {"type": "test", "timestamp": timezone.now().isoformat(), "data": {}}


def deliver(webhook: Webhook, call_id: str, content: dict[str, Any]) -> None:
    """Call the bot once. Raises NotDelivered unless it answered that all is well."""
    if webhook.is_resting(timezone.now()):
        raise NotDelivered
    if problem := _call(webhook, call_id, content):
        note_failure(webhook, problem)
        raise NotDelivered
    note_success(webhook)


def signature(key: bytes, call_id: str, moment: int, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body, as the header says it."""
    signed = f"{call_id}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def note_failure(webhook: Webhook, problem: str) -> None:
    """Count a failure; after days of them switch the webhook off until somebody looks at it."""
    now = timezone.now()
    rows = Webhook.objects.filter(pk=webhook.pk)
    rows.update(last_failure=problem, last_failure_at=now, failures=F("failures") + 1)
    rows.filter(failing_since=None).update(failing_since=now)
    _refresh(webhook)
    if webhook.is_hopeless(now):
        rows.update(is_active=False)
        log.warning("webhook switched off", extra={"webhook": webhook.pk, "reason": problem})


def note_success(webhook: Webhook) -> None:
    """Begin anew: the next failure is the first one."""
    rows = Webhook.objects.filter(pk=webhook.pk)
    rows.update(last_success_at=timezone.now(), failing_since=None, failures=0)
    _refresh(webhook)


def _call(webhook: Webhook, call_id: str, content: dict[str, Any]) -> str:
    """What went wrong, in one word or by its status; empty when the bot has taken it."""
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = _headers(webhook, call_id, timezone.now(), body)
    try:
        response = fetch(webhook.url, method="POST", body=body, headers=headers, redirects=0)
    except FetchError as error:
        return error.reason
    return "" if 200 <= response.status < 300 else f"status {response.status}"


def _headers(webhook: Webhook, call_id: str, now: datetime, body: bytes) -> dict[str, str]:
    moment = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": call_id,
        "webhook-id": call_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(webhook.key, call_id, moment, body),
    }


def _refresh(webhook: Webhook) -> None:
    webhook.refresh_from_db(fields=["failures", "failing_since", "last_failure_at"])
