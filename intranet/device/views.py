"""What a device asks for: the worker, the manifest of the app, its icons."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import etag, require_safe
from rjsmin import jsmin

from intranet.context_processors import LentShell, tab_addresses
from intranet.device import icons, pages, shell
from intranet.device.manifest import manifest as manifest_of_company
from kit.design import assets
from kit.device import lent_kinds
from kit.discovery import files

HERE = Path(__file__).parent
DAY = "public, max-age=86400"
PARTS = ("worker.js", "device-store.js", "filling.js", "saving.js", "sending.js")  # one script
SHARED = ("device-rows.js", "outbox-request.js", "outbox-delivery.js")  # with pages


def _tag(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(script().encode()).hexdigest()[:16]}"'


@login_not_required
@require_safe
@etag(_tag)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that stands between pages and the line; it stands at the root, for all."""
    return HttpResponse(script(), content_type="text/javascript; charset=utf-8")


def script() -> str:
    """The worker, or, where the operator has it off, the one that takes it away again."""
    if not settings.DEVICE_WORKER:
        return (HERE / "removal.js").read_text(encoding="utf-8")
    told = {
        "version": shell.version(),
        "files": shell.addresses(),
        "parts": static("outbox-files.js"),
        "typeface": shell.typeface(),
        "tabs": [*tab_addresses(), reverse("me-status")],
        "languages": _languages(),
        "tap": {code: _tap_words(code) for code in _languages()},
    }
    return f'"use strict";\nconst SHELL = {json.dumps(told)};\n{_parts()}'


def _languages() -> list[str]:
    """Those of pages, the one of the company first."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return [settings.LANGUAGE_CODE, *others]


def _tap_words(language: str) -> str:
    """What stands in place of a picture that waits for a tap."""
    with translation.override(language):
        return gettext("Tap for picture")


@lru_cache(maxsize=1)
def _parts() -> str:
    """Ours, and those of apps, each in a block of its own, so that names do not meet."""
    shared = assets.joined(settings.BASE_DIR / "static" / "js" / name for name in SHARED)
    ours = "\n".join((HERE / name).read_text(encoding="utf-8") for name in PARTS)
    parts = [ours, *(path.read_text(encoding="utf-8") for path in files("worker.js"))]
    return shared + "".join(f"{{\n{jsmin(part)}\n}}\n" for part in parts)


@require_safe
def frame(request: HttpRequest) -> HttpResponse:
    """The page of this person around what the device was lent, with places for its parts."""
    return render(request, "device/frame.html", {"shell": LentShell(request, request.user)})


@require_safe
def this_device(request: HttpRequest) -> HttpResponse:
    """What this device keeps, how large it is, and how to empty it; the device itself knows."""
    return render(request, pages.TEMPLATE, {"kinds": lent_kinds()})


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to install the site as an app."""
    return JsonResponse(manifest_of_company(), content_type="application/manifest+json")


@login_not_required
@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """One of the icons of the app, as a system may show it before anybody signs in."""
    if name not in icons.BY_NAME:
        raise Http404
    found = icons.drawn(icons.BY_NAME[name])
    return HttpResponse(found, content_type="image/png", headers={"Cache-Control": DAY})
