"""What single keys do on every page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kit.http.dialogs import render_page_or_dialog


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The list of keys, as a page or beside one."""
    return render_page_or_dialog(request, "keys.html", {})
