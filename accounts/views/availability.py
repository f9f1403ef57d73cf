"""When it may ring for me: quiet time, the hours of each day, shifts, days off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.availability.forms import AbsenceForm, QuietForm, ShiftForm, SwitchForm, WeekForm
from accounts.availability.presentation import QuietHours, quiet_hours_of
from accounts.availability.queries import company_week, in_a_row
from accounts.models import Absence, Shift
from accounts.settings_registry import refused, saved, whole_page
from kit.database import keyset
from kit.http.exceptions import as_form_error


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Quiet time, and below it whatever else apps have to say about notifications."""
    return whole_page(request)


@require_http_methods(["PUT", "DELETE"])
def quiet_time(request: HttpRequest) -> HttpResponse:
    """PUT sets my quiet time, DELETE goes back to the company's."""
    if request.method == "DELETE":
        actions.follow_company_hours(by=request.user, user=request.user)
        return saved(request, "quiet")
    shown = quiet_hours_of(request.user)
    form: Any = QuietForm(request.POST) if shown.hours else SwitchForm(request.POST)
    if form.is_valid():
        with as_form_error(form):
            save_quiet_time(request.user, shown, form)
            return saved(request, "quiet")
    return refused(request, "quiet", form=form)


def save_quiet_time(user: Any, shown: QuietHours, form: Any) -> None:
    """Do what the form asks for. Hours like the company's are the company's, also in future."""
    is_on = form.cleaned_data["is_on"]
    actions.set_quiet_time(by=user, user=user, is_on=is_on)
    if not isinstance(form, QuietForm):
        return
    week = [(day, *form.hours) for day in form.cleaned_data["days"]]
    if shown.company.is_on and week == in_a_row(company_week(shown.company)):
        actions.follow_company_hours(by=user, user=user)
    elif week != in_a_row(shown.week) or (is_on and not shown.is_on):
        actions.set_working_hours(by=user, user=user, hours=week)


# --- the calendar ----------------------------------------------------------------------------
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The hours of each day, shifts and days off."""
    return calendar(request)


def calendar(request: HttpRequest, status: int = 200, **given: Any) -> HttpResponse:
    """The page; a form that was refused stands in it with what was typed."""
    shown = quiet_hours_of(request.user)
    context = {
        "quiet": shown,
        "week_form": WeekForm(initial=WeekForm.initial_of(shown.week)),
        "shift_form": ShiftForm(),
        "absence_form": AbsenceForm(),
        "shifts": coming_shifts(request),
        "absences": coming_absences(request),
        **given,
    }
    return render(request, "accounts/settings_availability.html", context, status=status)


def coming_shifts(request: HttpRequest) -> keyset.Page:
    """My shifts that are not over, the next first."""
    coming = Shift.objects.visible_to(request.user).filter(end__gt=timezone.now())
    return keyset.page(coming, order=("start", "pk"), after=request.GET.get("shifts") or None)


def coming_absences(request: HttpRequest) -> keyset.Page:
    """My days off that are not over, the next first."""
    coming = Absence.objects.visible_to(request.user).filter(last_day__gte=timezone.localdate())
    return keyset.page(coming, order=("first_day", "pk"), after=request.GET.get("absences") or None)


@require_http_methods(["PUT"])
def hours(request: HttpRequest) -> HttpResponse:
    """Set the hours of each day."""
    form = WeekForm(request.POST)
    if form.is_valid():
        with as_form_error(form):
            actions.set_working_hours(by=request.user, user=request.user, hours=form.hours)
            return done(request, _("Saved."))
    return calendar(request, status=400, week_form=form)


@require_POST
def shifts(request: HttpRequest) -> HttpResponse:
    """Enter a shift."""
    form = ShiftForm(request.POST)
    if form.is_valid():
        with as_form_error(form):
            actions.add_shift(by=request.user, user=request.user, **form.cleaned_data)
            return done(request, _("The shift was added."))
    return calendar(request, status=400, shift_form=form)


@require_http_methods(["DELETE"])
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift out."""
    found = get_object_or_404(Shift.objects.visible_to(request.user), pk=pk)
    actions.remove_shift(by=request.user, shift=found)
    return done(request, _("The shift was removed."))


@require_POST
def absences(request: HttpRequest) -> HttpResponse:
    """Enter days off."""
    form = AbsenceForm(request.POST)
    if form.is_valid():
        with as_form_error(form):
            actions.add_absence(by=request.user, user=request.user, **form.cleaned_data)
            return done(request, _("The days off were added."))
    return calendar(request, status=400, absence_form=form)


@require_http_methods(["DELETE"])
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take days off out."""
    found = get_object_or_404(Absence.objects.visible_to(request.user), pk=pk)
    actions.remove_absence(by=request.user, absence=found)
    return done(request, _("The days off were removed."))


def done(request: HttpRequest, words: str) -> HttpResponse:
    """Back to the calendar, with a word."""
    messages.success(request, words)
    return redirect("settings-availability")
