"""Sending stored files: through the proxy, by an address of the object storage, or directly."""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.utils.http import content_disposition_header, parse_etags

from kit.files.storage import StoredFile

SIGNED_SECONDS = 60


def serve(request: HttpRequest, stored: StoredFile, variant: str = "file") -> HttpResponseBase:
    """The bytes of `stored`, which the caller found through its `visible_to`.

    Browsers keep the response but ask each time, so who loses the right loses the file. Only
    pictures that we wrote ourselves are shown; everything else is saved.
    """
    name, tag = _choose(stored, variant)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return _guarded(HttpResponseNotModified(), tag)
    return _guarded(_bytes(stored, name), tag)


def _choose(stored: StoredFile, variant: str) -> tuple[str, str]:
    """The stored name of `variant` and its ETag. A size that was not made: the next larger."""
    if variant == "file":
        return str(stored.file.name), f'"{stored.checksum[:32]}"'
    if not stored.variants or not (variant.isascii() and variant.isdigit() and len(variant) < 6):
        raise Http404
    larger = [item for item in stored.variants if item["size"] >= int(variant)]
    chosen = (larger or stored.variants[-1:])[0]
    return chosen["file"], f'"{stored.checksum[:32]}-{chosen["size"]}"'


def _bytes(stored: StoredFile, name: str) -> HttpResponseBase:
    shown = content_disposition_header(not stored.is_picture, stored.name) or "attachment"
    if hasattr(default_storage, "querystring_expire"):
        return HttpResponseRedirect(_signed(stored, name, shown))
    if folder := getattr(settings, "INTERNAL_FILES", ""):
        return HttpResponse(
            content_type=stored.content_type,
            headers={"Content-Disposition": shown, "X-Accel-Redirect": folder + name},
        )
    try:
        content = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=not stored.is_picture,
        filename=stored.name,
        content_type=stored.content_type,
    )


def _signed(stored: StoredFile, name: str, shown: str) -> str:
    """An address of the object storage that opens this one file for a minute."""
    parameters: dict[str, Any] = {
        "ResponseContentType": stored.content_type,
        "ResponseContentDisposition": shown,
        "ResponseCacheControl": "private, no-cache",
    }
    return default_storage.url(name, parameters=parameters, expire=SIGNED_SECONDS)  # type: ignore[call-arg]


def _guarded(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
