"""What single keys do on every page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kit.http.dialogs import page


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The list of keys, as a page or beside one."""
    return page(request, "keys.html", {})
