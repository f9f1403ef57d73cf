"""Mails: one frame for all of them, in the language of whoever reads them.

What a mail says stands in two templates, `<name>.html` and `<name>.txt`, which extend `mail/frame`
and say the same. Styles are written into the elements, because mail programs read little else.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from kit.design import brand_colour

if TYPE_CHECKING:
    from css_inline import CSSInliner

SUBJECT_LENGTH = 150
_BLANK = re.compile(r"\n[ \t]*\n\s*\n")


@dataclass(frozen=True)
class Content:
    """What a mail says: a subject, and the same text twice."""

    subject: str
    text: str
    html: str


def written(name: str, subject: str, context: dict[str, Any]) -> Content:
    """The mail of the templates `name`, in the current language."""
    known = {
        "company": settings.COMPANY_NAME,
        "base": settings.BASE_URL,
        "subject": subject,
        "language": translation.get_language(),
        "letter": settings.COMPANY_NAME[:1].upper(),
        **_colours(settings.BRAND_COLOUR),
        **context,
    }
    html = _inliner().inline(render_to_string(f"{name}.html", known))
    text = render_to_string(f"{name}.txt", known)
    one_line = " ".join(subject.split())[:SUBJECT_LENGTH]
    return Content(one_line, _BLANK.sub("\n\n", text).strip() + "\n", html)


class RepeatableEmail(EmailMultiAlternatives):
    """A mail that is the same to the letter however often it is made."""

    def message(self, **options: Any) -> Any:
        """The mail with a border between its parts that follows from its name."""
        made = super().message(**options)
        if made.is_multipart():
            name = hashlib.sha256(self.extra_headers["Message-ID"].encode()).hexdigest()
            made.set_boundary(f"={name[:40]}")
        return made


def email_message(
    content: Content, *, to: str, message_id: str, at: datetime, unsubscribe: str = ""
) -> RepeatableEmail:
    """The mail as it is handed over. `unsubscribe` takes one click of a mail program (RFC 8058)."""
    headers = {
        "Message-ID": message_id,
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
    }
    if unsubscribe:
        headers |= {
            "List-Id": f"{settings.COMPANY_NAME} <flurfunk.{host()}>",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = RepeatableEmail(content.subject, content.text, to=[to], headers=headers)
    if content.html:
        mail.attach_alternative(content.html, "text/html")
    return mail


class NoServer(BaseEmailBackend):
    """No mail server is named: mails wait, as they do while one is away."""

    def open(self) -> None:
        """Say why nothing goes out."""
        raise ConnectionError("no mail server: SMTP_HOST is not set")

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Take none."""
        self.open()
        return 0


def host() -> str:
    """The name of this installation among mails."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


@lru_cache(maxsize=1)
def _inliner() -> "CSSInliner":
    from css_inline import CSSInliner  # 2 MB that only those who send mails need

    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@lru_cache(maxsize=4)
def _colours(colour: str) -> dict[str, str]:
    """The brand in hex, for mail programs know no other colours; and the one for dark pages."""
    try:
        chosen = brand_colour.brand_of(colour)
    except ValueError:
        chosen = brand_colour.Brand(brand_colour.DEFAULT_HUE, 0.085)
    return {"brand": chosen.hex, "brand_dark": chosen.hex_on_dark}
