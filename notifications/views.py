"""The bell: new and earlier notifications, opening one, marking all.

Opening the list changes nothing. An unread line is a button that marks it read and leads on, so
that it works without script and no GET changes anything.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kit import keyset
from notifications import actions
from notifications.lines import lines_of
from notifications.models import Notification

ORDER = ("-bumped_at", "-pk")


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What is new and what was read before; with `show`, more of one of the two."""
    show = request.GET.get("show", "")
    new, earlier = show != "earlier", show != "new"
    mine = Notification.objects.visible_to(request.user).in_bell().as_lines()
    after = request.GET.get("after") or None if show else None
    pages = {
        "new": keyset.page(mine.unread(), order=ORDER, after=after) if new else None,
        "earlier": keyset.page(mine.read(), order=ORDER, after=after) if earlier else None,
    }
    return render(request, "notifications/notifications.html", _drawn(request, pages))


def _drawn(request: HttpRequest, pages: dict[str, keyset.Page | None]) -> dict[str, Any]:
    rows = [row for page in pages.values() if page for row in page.items]
    lines = lines_of(request.user, rows)
    return {
        **{f"{name}_next": page.next for name, page in pages.items() if page},
        "new": [line for line in lines if line.row.read_at is None],
        "earlier": [line for line in lines if line.row.read_at],
    }


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """The number in the bell, for a swap."""
    count = Notification.objects.visible_to(request.user).in_bell().unread().count()
    return render(request, "notifications/_count.html", {"count": count})


@require_http_methods(["PUT"])
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read, and open what it tells of."""
    mine = Notification.objects.visible_to(request.user).in_bell()
    found = get_object_or_404(mine, pk=pk)
    actions.mark_read(by=request.user, notification=found)
    if request.htmx:
        return HttpResponse(status=204)
    lines = lines_of(request.user, [found])
    return redirect(lines[0].look.url if lines else "notifications")


@require_http_methods(["PUT"])
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark all read."""
    actions.mark_all_read(by=request.user)
    return redirect("notifications")
