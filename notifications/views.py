"""The bell: new and earlier notifications, opening one, marking all.

Opening the list changes nothing. An unread line is a button that marks it read and leads on, so
that it works without script and no GET changes anything.
"""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from kit.database import keyset
from kit.database.prepared import prepared
from kit.limits import PAGE_SIZE
from kit.text.humanize import spoken_day
from notifications import actions
from notifications.models import Notification, NotificationQuerySet, was_read
from notifications.navigation import badge_of
from notifications.rendering import NotificationLine, lines_of

ORDER = ("-bumped_at", "-pk")
PAGES = {
    "new": "notifications/_new_page.html",
    "earlier": "notifications/_earlier_page.html",
}
GLANCE = 6  # lines the bell opens without leaving the page


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What is new and what was read before; with `show`, more of one of the two."""
    show = request.GET.get("show", "")
    after = request.GET.get("after") or None if show else None
    new = _page(request.user, "new", after) if show != "earlier" else None
    read = _page(request.user, "earlier", after) if show != "new" else None
    context = _drawn(request, new.items if new else [], read.items if read else [])
    context |= {"new_next": new and new.next, "earlier_next": read and read.next}
    is_part = request.htmx and show in PAGES
    return render(request, PAGES[show] if is_part else "notifications/notifications.html", context)


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest lines, for the bell of a desk to open beside the page."""
    new = first_new(request.user)[:GLANCE]
    earlier = _first_earlier(request.user)[: GLANCE - len(new)] if len(new) < GLANCE else []
    return render(request, "notifications/_newest.html", _drawn(request, new, earlier))


def _page(user: User, which: str, after: str | None) -> keyset.Page:
    if not after:  # what nearly everybody asks
        first = first_new(user) if which == "new" else _first_earlier(user)
        return keyset.page_of_rows(first, order=ORDER)
    rows = _new(user) if which == "new" else _earlier(user)
    return keyset.page(rows, order=ORDER, after=after)


def _new(user: User) -> NotificationQuerySet:
    return Notification.objects.visible_to(user).in_bell().as_lines().unread()


def _earlier(user: User) -> NotificationQuerySet:
    return Notification.objects.visible_to(user, among=was_read()).in_bell().as_lines()


@prepared
def first_new(user: User) -> NotificationQuerySet:
    """What is new to `user`, newest first: a page of it and one more."""
    return _new(user).order_by(*ORDER)[: PAGE_SIZE + 1]


@prepared
def _first_earlier(user: User) -> NotificationQuerySet:
    return _earlier(user).order_by(*ORDER)[: PAGE_SIZE + 1]


def _drawn(request: HttpRequest, new: list[Any], earlier: list[Any]) -> dict[str, Any]:
    """The lines of both lists, in one set of questions; the earlier ones by day."""
    lines = lines_of(request.user, [*new, *earlier])
    unread = {row.pk for row in new}
    rest = [line for line in lines if line.row.pk not in unread]
    return {
        "new": [line for line in lines if line.row.pk in unread],
        "earlier": [(spoken_day(day), list(some)) for day, some in groupby(rest, _day)],
    }


def _day(line: NotificationLine) -> Any:
    return timezone.localdate(line.row.bumped_at)


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """The number in the bell, for a swap."""
    return render(request, "notifications/_count.html", {"count": badge_of(request.user)})


@require_http_methods(["PUT"])
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read, and open what it tells of; devices also show what the bell does not."""
    mine = Notification.objects.visible_to(request.user).as_lines()
    found = get_object_or_404(mine, pk=pk)
    actions.mark_read(by=request.user, notification=found)
    if request.htmx:
        return HttpResponse(status=204)
    lines = lines_of(request.user, [found])
    return redirect(lines[0].preview.url if lines else "notifications")


@require_http_methods(["PUT"])
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark all read."""
    actions.mark_all_read(by=request.user)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("notifications")
