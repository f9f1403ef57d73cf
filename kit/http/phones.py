"""Phones, as far as a server can tell."""

from django.http import HttpRequest


def is_phone(request: HttpRequest) -> bool:
    """Whether the browser says that it runs on a phone: by its hint (Chromium), else by the word
    "Mobi" in its name, as MDN recommends for all others."""
    hint = request.headers.get("Sec-CH-UA-Mobile")
    return hint == "?1" if hint else "Mobi" in request.headers.get("User-Agent", "")
