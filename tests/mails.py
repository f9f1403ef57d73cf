"""A real mail server that keeps what it is given, on a port of its own."""

import logging
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from django.core.mail.backends.smtp import EmailBackend

from tests.intranet.processes import free_port

logging.getLogger("mail.log").setLevel(logging.ERROR)
Verdict = Callable[[str], str]  # an address: what the server says to it, "" to take the mail


class Killed(BaseException):
    """As if the process were gone."""


class DeadlyBackend(EmailBackend):
    """Hands mails over, and then there is no worker any more."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise Killed


class Postbox:
    """Takes every mail, unless `verdict` says otherwise."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.verdict: Verdict = lambda address: ""
        # called with the name of the sender for every mail, before the answer
        self.after: Callable[[str], object] = lambda name: None
        self.port = free_port()
        self.controller: Controller | None = None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ):
        if said := self.verdict(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.raw.append(envelope.content)
        self.after(session.host_name)
        return "250 taken"

    def open(self) -> "Postbox":
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def close(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]

    @property
    def names(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(mail["Message-ID"] for mail in self.mails)


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()
