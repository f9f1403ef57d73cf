"""Small pages that scripts may also open as a dialog: one template in two frames."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_page_or_dialog(
    request: HttpRequest, template: str, context: dict[str, Any], **more: Any
) -> HttpResponse:
    """`template` (which extends `frame`) as a whole page, or as the inside of a dialog."""
    frame = "components/sheet.html" if request.headers.get("HX-Request") == "true" else "base.html"
    return render(request, template, {**context, "frame": frame}, **more)
