"""The archive, one announcement, and what was corrected in it."""

from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from announcements import actions, diff, policy
from announcements.actions.writing import KIND
from announcements.models import Announcement, Category
from feed.forms import CommentForm
from feed.views.cards import one_card
from feed.views.comments import thread_of
from kit.database import keyset
from kit.database.prepared import prepared
from kit.limits import PAGE_SIZE
from kit.text.rendering import clean

OPEN_SHOWN = 20
YEARS = 30
NOT_NARROWED = {"category": "", "year": "", "show": ""}


def visible(user: User, pk: int) -> Announcement:
    """An announcement `user` may read, with everything the page shows; else 404."""
    readable = Announcement.objects.visible_to(user).as_seen_by(user)
    return get_object_or_404(readable, pk=pk)


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """What the company says, newest first, by category and year; above it what is still open."""
    narrowed = {name: clean(request.GET.get(name, "")[:60]) for name in NOT_NARROWED}
    page = _page(request.user, narrowed, request.GET.get("before") or None)
    more = "".join(f"{name}={value}&" for name, value in narrowed.items() if value)
    context = {"page": page, "narrowed": narrowed, "more": more}
    if request.htmx and "before" in request.GET:
        return render(request, "announcements/_rows.html", context)
    is_first = "before" not in request.GET
    return render(
        request,
        "announcements/announcements.html",
        {
            **context,
            "categories": list(Category.objects.all()),
            "years": _years(request.user),
            "waiting": _waiting(request.user) if is_first and not more else [],
            "is_editor": policy.is_editor(request.user),
        },
    )


def _page(user: User, narrowed: dict[str, str], after: str | None) -> keyset.Page:
    if not after and not any(narrowed.values()):  # what nearly everybody asks
        return keyset.page_of_rows(_newest(user), order=Announcement.NEWEST_FIRST)
    rows = _narrow(Announcement.objects.visible_to(user), user, narrowed)
    return keyset.page(rows, order=Announcement.NEWEST_FIRST, after=after)


@prepared
def _newest(user: User) -> QuerySet[Announcement]:
    rows = _narrow(Announcement.objects.visible_to(user), user, NOT_NARROWED)
    return rows.order_by(*Announcement.NEWEST_FIRST)[: PAGE_SIZE + 1]


def _narrow(
    found: QuerySet[Announcement], user: User, narrowed: dict[str, str]
) -> QuerySet[Announcement]:
    rows = found.as_seen_by(user)  # type: ignore[attr-defined]
    if not any(narrowed.values()):  # stands above the list already
        waiting = Announcement.objects.visible_to(user).open_for(user.pk)
        rows = rows.exclude(pk__in=waiting.order_by().values("pk"))
    if narrowed["category"]:
        rows = rows.filter(category__slug=narrowed["category"])
    if narrowed["year"].isdecimal():
        rows = rows.filter(published_at__year=min(int(narrowed["year"]), 9998))
    if narrowed["show"] == "open":
        waiting = Announcement.objects.visible_to(user).open_for(user.pk)
        rows = rows.filter(pk__in=waiting.order_by().values("pk"))
    return rows.with_photos()


@prepared
def _waiting(user: User) -> QuerySet[Announcement]:
    """What this person still has to confirm, the soonest due first."""
    waiting = Announcement.objects.visible_to(user).open_for(user.pk)
    return waiting.as_seen_by(user)[:OPEN_SHOWN]


def _years(user: User) -> list[int]:
    """The years in which something was published for this person, the newest first."""
    return [day.year for day in _first_days(user)]


@prepared
def _first_days(user: User) -> QuerySet[Any, Any]:
    found = Announcement.objects.visible_to(user)
    return found.dates("published_at", "year", order="DESC")[:YEARS]


@require_http_methods(["GET", "HEAD", "DELETE"])
def announcement(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """The announcement with its thread, under its proper address; DELETE takes it away."""
    if request.method == "DELETE":
        return _delete(request, pk)
    try:
        card = one_card(request.user, pk)
    except Http404:  # an editor who is not in the audience sees it as it is
        listed = get_object_or_404(Announcement.objects.listed_to(request.user), pk=pk)
        return redirect("announcement-preview", listed.pk)
    if card.kind != KIND:
        raise Http404
    if request.path != (address := card.embed.get_absolute_url()):
        return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}".rstrip("?"))
    context = reading_context(request, card.embed)
    form = CommentForm(user=request.user)
    return thread_of(request, card, form, "announcements/announcement.html", **context)


def reading_context(request: HttpRequest, found: Announcement) -> dict[str, Any]:
    """What the page of an announcement shows beside its thread."""
    texts = found.current.all_texts  # type: ignore[union-attr]
    wanted = request.GET.get("language")
    text = next((one for one in texts if one.language == wanted), found.shown)
    return {
        "announcement": found,
        "text": text,
        "others": [one for one in texts if one != text],
        "files": list(found.files.all()),
        "is_editor": policy.is_editor(request.user),
        "report_names": found.report_names and policy.may_show_names(),
    }


def _delete(request: HttpRequest, pk: int) -> HttpResponse:
    listed = Announcement.objects.listed_to(request.user)
    actions.delete_announcement(by=request.user, announcement=get_object_or_404(listed, pk=pk))
    return HttpResponseRedirect(reverse("announcements"))


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version that was published, newest first, each as a difference to the one before."""
    found = visible(request.user, pk)
    said = found.versions.filter(said_at__isnull=False).select_related("by")
    rows = list(said.prefetch_related("texts").order_by("-number"))
    steps = [{"version": new, "changes": diff.changes(old, new)} for new, old in pairwise(rows)]
    context = {"announcement": found, "steps": steps, "first": rows[-1] if rows else None}
    return render(request, "announcements/versions.html", context)
