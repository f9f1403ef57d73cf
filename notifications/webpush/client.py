"""Handing a message to the push service of a device. Asks no database, so many run side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils import timezone
from py_vapid import Vapid02

from kit.outbound.fetch import FetchedResponse, fetch
from kit.outbound.ssrf import FetchError
from notifications.webpush.encryption import encrypt
from notifications.webpush.keys import proof
from notifications.webpush.models import PushDevice
from notifications.webpush.receipts import receipt_for

KEPT_SECONDS = 86_400  # how long a push service keeps what it cannot hand over
LONGEST_REST = timedelta(days=1)
GONE = (404, 410)
NOWHERE = ("address", "port", "forbidden_address")  # no push service will ever be there


@dataclass(frozen=True)
class PushMessage:
    """What a device is told. `topic` replaces at the push service what it did not hand over yet."""

    content: dict[str, Any]
    topic: str
    is_urgent: bool = False


@dataclass(frozen=True)
class PushOutcome:
    """How it went: taken, or the device is gone; otherwise later, after `rest` if that is known."""

    is_taken: bool = False
    is_gone: bool = False
    rest: timedelta | None = None


def send_message(key: Vapid02, device: PushDevice, message: PushMessage) -> PushOutcome:
    """Hand `message` over, once."""
    body = encrypt(with_receipt(message.content, device), device.p256dh, device.auth)
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": message.topic,
        "Urgency": "high" if message.is_urgent else "normal",
        **proof(key, device.endpoint),
    }
    try:
        return parse_response(
            fetch(device.endpoint, method="POST", body=body, headers=headers, redirects=0)
        )
    except FetchError as error:
        return PushOutcome(is_gone=error.reason in NOWHERE)


def with_receipt(content: dict[str, Any], device: PushDevice) -> dict[str, Any]:
    """The content with what the device sends back, where whoever shows it finds it."""
    receipt = {"receipt": receipt_for(device)}
    if told := content.get("notification"):
        return {**content, "notification": {**told, "data": {**told["data"], **receipt}}}
    return {**content, **receipt}


def parse_response(response: FetchedResponse) -> PushOutcome:
    """What a response of a push service means."""
    if 200 <= response.status < 300:
        return PushOutcome(is_taken=True)
    return PushOutcome(is_gone=response.status in GONE, rest=retry_after(response.headers))


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long we are asked to wait, at most a day; None where nothing readable is said."""
    said = headers.get("retry-after", "")
    try:
        rest = timedelta(seconds=int(said)) if said.isdecimal() else _until(said)
    except (ValueError, OverflowError, TypeError):
        return None
    return min(max(rest, timedelta()), LONGEST_REST)


def _until(moment: str) -> timedelta:
    said: datetime = parsedate_to_datetime(moment)
    return said.replace(tzinfo=said.tzinfo or UTC) - timezone.now()
