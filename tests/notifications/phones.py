"""Phones for tests: they have keys of their own and open what their push service was handed."""

import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urldecode, b64urlencode

from accounts.models import User
from notifications.webpush.actions import add_device
from notifications.webpush.models import PushDevice
from tests.kit.outside import Machine, Names, running, say

HOST = "push.internal"
# the receiver of the example in RFC 8291
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94="


@contextmanager
def push_service(settings: Any, monkeypatch: Any) -> Iterator[Machine]:
    """A push service of one's own network; it takes whatever it is handed."""
    monkeypatch.setattr(socket, "getaddrinfo", Names(push_internal=[["127.0.0.1"]]))
    with running() as machine:
        settings.OUTGOING_PORTS = [machine.port]
        settings.OUTGOING_INTERNAL_HOSTS = [HOST]
        yield machine


class Phone:
    """A browser on a phone of `user` that the push service `machine` reaches at `name`."""

    def __init__(self, user: User, machine: Machine, name: str = "phone") -> None:
        self.user, self.machine, self.path = user, machine, f"/{name}"
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)

    @property
    def given(self) -> dict[str, str]:
        """What the browser tells the page that asks to be allowed."""
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        endpoint = self.machine.url(self.path, host=HOST)
        return {
            "endpoint": endpoint,
            "p256dh": b64urlencode(point),
            "auth": b64urlencode(self.secret),
        }

    def add(self, **more: Any) -> "Phone":
        """Let the person be reached here."""
        self.device = add_device(by=self.user, **self.given, **more)[0]
        return self

    @property
    def row(self) -> PushDevice | None:
        """What is stored of it now."""
        return PushDevice.objects.filter(pk=self.device.pk).first()

    def answers(self, status: int, **headers: str) -> None:
        """What the push service says from now on."""
        self.machine.answers[self.path] = say("", status=status, **headers)

    @property
    def asked(self) -> list[tuple[dict[str, str], bytes]]:
        """Headers and bodies of all requests, refused ones too."""
        return [
            (headers, body)
            for _method, path, headers, body in self.machine.requests
            if path == self.path
        ]

    @property
    def handed(self) -> list[dict[str, Any]]:
        """Everything it was sent, opened, as a browser gets it."""
        return [self.opened(body) for _headers, body in self.asked]

    @property
    def received(self) -> list[dict[str, Any]]:
        """The same in few words."""
        return [in_short(told) for told in self.handed]

    @property
    def texts(self) -> list[str]:
        """What it showed, without line breaks that are forbidden."""
        return [told["text"].replace("\xa0", " ") for told in self.received if "text" in told]

    def opened(self, body: bytes) -> dict[str, Any]:
        """A sealed message as only this phone can read it (RFC 8291)."""
        words = http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret)
        return json.loads(words)


def in_short(told: dict[str, Any]) -> dict[str, Any]:
    """What a message says, without the form of declarative messages."""
    short = {name: told[name] for name in ("close", "receipt") if name in told}
    if "app_badge" in told:
        short["badge"] = told["app_badge"]
    if shown := told.get("notification"):
        url = shown["navigate"].removeprefix(settings.BASE_URL)
        named = {"title": shown["title"], "text": shown["body"], "tag": shown["tag"]}
        short |= {**named, "url": url, "urgent": shown["renotify"], **shown["data"]}
    return short


def claims_of(headers: dict[str, str]) -> dict[str, Any]:
    """What a request says of its sender, after its signature was checked (RFC 8292)."""
    token, key = re.fullmatch(r"vapid t=([^,]+),k=(.+)", headers["authorization"]).groups()
    signed, signature = token.rsplit(".", 1)
    assert Vapid02.from_raw_public(key.encode()).verify_token(signed.encode(), signature)
    return {**json.loads(b64urldecode(signed.split(".")[1].encode())), "key": key}
