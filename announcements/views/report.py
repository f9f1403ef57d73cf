"""Who has confirmed: shares for editors, names where the company and the announcement say so."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import audit
from announcements import actions, confirmations
from announcements.course import course_of
from announcements.models import Announcement
from announcements.reports import Report, reach_of, report_of, rows_of
from announcements.views.editorial import edited
from kit.database import keyset
from kit.http.throttling import EXPORT, rate_limit
from kit.text.csv_export import csv_answer

PEOPLE = 50
SHOWS = ("open", "confirmed")


def _released(request: HttpRequest, pk: int) -> Announcement:
    """An announcement that people can have read, for its editors; else 404."""
    found = edited(request, pk)
    if not found.is_released:
        raise Http404
    prefetch_related_objects([found], "post__placements")  # every number asks whom it is for
    return found


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Reach; where confirmation is asked also shares, and names, whose opening is written down."""
    found = _released(request, pk)
    shares = report_of(found)
    show = request.GET.get("show", "")
    context = {
        "announcement": found,
        "report": shares,
        "reach": reach_of(found, shares.total),
        "reminded": found.reminders.order_by("-day").first(),
        "course": course_of(found, shares.total) if shares.is_shown else None,
        "show": show,
        "is_open": show == "open",
        "is_confirmed": show == "confirmed",
        "people": _people(request, found, shares, show),
    }
    return render(request, "announcements/report.html", context)


def _people(
    request: HttpRequest, found: Announcement, shares: Report, show: str
) -> keyset.Page | None:
    """A page of names, once somebody asks for them and where names may be shown at all."""
    if not shares.has_names or show not in SHOWS:
        return None
    audit.note(by=request.user, action="announcements.open_names", about=found)
    people = confirmations.with_confirmation(found).filter(has_confirmed=show == "confirmed")
    return keyset.page(
        people, order=("sort_name", "pk"), after=request.GET.get("after") or None, size=PEOPLE
    )


@require_safe
@rate_limit(EXPORT, "GET")
def table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report for a spreadsheet; taking it along is written down."""
    found = _released(request, pk)
    shares = report_of(found)
    audit.note(by=request.user, action="announcements.export_report", about=found)
    return csv_answer(f"announcement-{found.pk}.csv", rows_of(found, shares))


@require_http_methods(["PUT"])
def reminder(request: HttpRequest, pk: int) -> HttpResponse:
    """Have those reminded who have not confirmed yet."""
    actions.remind_readers(by=request.user, announcement=_released(request, pk))
    return redirect("announcement-report", pk)
