"""What a browser needs to install the site as an app: name, colour, icons, ways in."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from intranet.context_processors import brand
from intranet.device import icons, shell


def manifest() -> dict[str, Any]:
    """The company's name and look, in the language of the moment."""
    company = settings.COMPANY_NAME
    return {
        "id": "/",
        "name": company,
        "short_name": company,
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": icons.PAPER,
        "theme_color": brand(settings.BRAND_COLOUR).hex,
        "icons": [_told(one) for one in icons.ICONS if one.purpose != "apple"],
        "shortcuts": _shortcuts(),
        "share_target": {
            "action": reverse("share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                **{name: name for name in ("title", "text", "url")},
                "files": [{"name": "files", "accept": ["image/*", "application/pdf", "*/*"]}],
            },
        },
    }


def _told(icon: icons.Icon) -> dict[str, Any]:
    address = reverse("brand-icon", args=[icon.name])
    return {
        "src": f"{address}?v={shell.version()}",
        "sizes": f"{icon.size}x{icon.size}",
        "type": "image/png",
        "purpose": icon.purpose,
    }


def _shortcuts() -> list[dict[str, str]]:
    leading_to = (
        (_("Write a post"), "compose"),
        (pgettext("way in from the icon of the app", "Chat"), "chats"),
        (_("Call somebody"), "people"),
    )
    return [{"name": name, "url": reverse(route)} for name, route in leading_to]
