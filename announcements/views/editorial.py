"""The newsroom: writing, who would read it, preview, release, archive."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Window
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import kit.files.serving
from accounts.actions import call_urgently
from accounts.forms import UrgentForm
from announcements import actions, policy
from announcements.confirmations import people_of
from announcements.forms import AnnouncementForm, AudienceForm
from announcements.models import Announcement, Attachment, DraftPicture
from feed import embedding
from feed.forms import form_status
from kit.http import throttling
from kit.http.exceptions import Problem, as_form_error
from spaces.actions import rule_of
from spaces.models import Space
from spaces.rules import Rule

SHOWN = 100
SAMPLE = 5
BUSY = 3  # announcements on one day, from which on another one is warned of


def edited(request: HttpRequest, pk: int) -> Announcement:
    """An announcement that this editor works on: 404 for strangers, 403 for its readers."""
    found = get_object_or_404(
        Announcement.objects.listed_to(request.user).as_seen_by(request.user), pk=pk
    )
    if not policy.is_editor(request.user):
        raise PermissionDenied
    return found


def _require_editor(request: HttpRequest) -> None:
    if not policy.is_editor(request.user):
        raise PermissionDenied


# --- overview ------------------------------------------------------------------------------------
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Drafts, what waits for a second pair of eyes, and the calendar of what is planned."""
    _require_editor(request)
    listed = Announcement.objects.listed_to(request.user).as_seen_by(request.user)
    drafts = listed.filter(published_at=None).order_by("-pk")
    running = listed.in_force().filter(required__isnull=False).order_by("current__confirm_by")
    planned = list(_planned(listed)[:SHOWN])
    context = {
        "drafts": list(drafts[:SHOWN]),
        "days": calendar(planned),
        "running": list(running[:SHOWN]),
    }
    return render(request, "announcements/desk.html", context)


def _planned(listed: QuerySet[Announcement]) -> QuerySet[Announcement]:
    return listed.filter(published_at__gt=timezone.now()).order_by("published_at", "pk")


def calendar(planned: list[Announcement]) -> list[dict[str, Any]]:
    """The days on which something comes out, with what, and whether that is much for one day."""
    days: dict[date, list[Announcement]] = {}
    for one in planned:
        days.setdefault(timezone.localdate(one.published_at), []).append(one)
    return [{"day": day, "rows": rows, "is_busy": len(rows) >= BUSY} for day, rows in days.items()]


def crowd(request: HttpRequest, found: Announcement) -> int:
    """How many others come out on the day of this one, if that is many; else 0."""
    starts = found.current.starts_at or timezone.now()  # type: ignore[union-attr]
    day = timezone.localtime(starts).replace(hour=0, minute=0, second=0, microsecond=0)
    listed = Announcement.objects.listed_to(request.user).exclude(pk=found.pk)
    listed = listed.filter(published_at__gte=day, published_at__lt=day + timedelta(days=1))
    count = listed.count()
    return count if count >= BUSY else 0


# --- writing -------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an announcement; it is a draft until it is released."""
    _require_editor(request)
    form = _filled(request)
    if form.is_valid():
        with as_form_error(form):
            throttling.consume(request.user, throttling.WRITE)
            made = actions.write_announcement(
                by=request.user,
                plan=form.plan(),
                client_id=form.cleaned_data["client_id"],
                embed=form.new_embed(request.user),
            )
            return redirect("announcement-preview", made.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rewrite a draft, or correct what has been published."""
    found = edited(request, pk)
    form = _filled(request, found)
    if form.is_valid():
        with as_form_error(form):
            actions.change_announcement(
                by=request.user,
                announcement=found,
                plan=form.plan(),
                version=form.cleaned_data["version"],
                is_material=form.cleaned_data.get("is_material", False),
                embed=form.new_embed(request.user),
            )
            return redirect("announcement-preview", found.pk)
    return _form_page(request, form)


def _filled(request: HttpRequest, found: Announcement | None = None) -> AnnouncementForm:
    """The form with what was sent; its files are kept whatever else is wrong with it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AnnouncementForm(*sent, user=request.user, announcement=found)
    if form.is_bound:
        with as_form_error(form):
            form.take_in()
    return form


def _form_page(request: HttpRequest, form: AnnouncementForm) -> HttpResponse:
    if form.is_bound:
        chosen = _chosen(AudienceForm(form.data, user=request.user))
    else:
        chosen = _meant([space for space in form.places if space.is_chosen], form.rule)
    context = {"form": form, "announcement": form.announcement, **chosen}
    return render(request, "announcements/form.html", context, status=form_status(form))


@require_safe
def audience(request: HttpRequest) -> HttpResponse:
    """How many people would read it, and some of their names, while the form is filled in."""
    _require_editor(request)
    context = _chosen(AudienceForm(request.GET, user=request.user))
    return render(request, "announcements/_audience.html", context)


def _chosen(form: AudienceForm) -> dict[str, Any]:
    """Number and sample of the people whom the form means; nobody while it is not valid."""
    if not form.is_valid():
        return {"reach": 0, "sample": []}
    try:
        return _meant(list(form.cleaned_data["spaces"]), form.rule)
    except Problem as problem:
        return {"reach": 0, "sample": [], "refusal": problem.detail}


def _meant(spaces: list[Space], rule: Rule | None) -> dict[str, Any]:
    people = people_of(spaces, rule)
    counted = people.annotate(everybody=Window(Count("pk")))
    sample = list(counted.by_name()[:SAMPLE])
    reach = sample[0].everybody if sample else 0
    return {"reach": reach, "sample": sample, "sentence": in_words(spaces, rule)}


def in_words(spaces: list[Space], rule: Rule | None) -> str:
    """An audience as a sentence: "Members of Fleet and people of Sales or Ulm, but not Trainee"."""
    parts = []
    if spaces:
        names = [space.name for space in spaces]
        parts.append(_("members of %(names)s") % {"names": _joined(names, _("and"))})
    if rule:
        wanted = [value for _field, value in rule.any_of]
        people = _("people of %(names)s") % {"names": _joined(wanted, _("or"))}
        if unwanted := [value for _field, value in rule.none_of]:
            people += ", " + _("but not %(names)s") % {"names": _joined(unwanted, _("or"))}
        parts.append(people)
    return capfirst(_joined(parts, _("and"))) if parts else ""


def _joined(words: list[str], last: str) -> str:
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


# --- from draft to archive -----------------------------------------------------------------------
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The announcement as its readers will see it, in every language, and the next step."""
    found = edited(request, pk)
    version, pictures = found.current, list(DraftPicture.objects.filter(post=found.pk))
    spaces = list(version.spaces.select_related("audience_rule"))  # type: ignore[union-attr]
    embedding.attach_carried(found.post, request.user, pictures)
    context = {
        "announcement": found,
        "texts": list(version.texts.all()),  # type: ignore[union-attr]
        "pictures": [picture for picture in pictures if not picture.lent],
        "files": list(found.files.all()),
        "spaces": spaces,
        "reach": _reach(spaces),
        "crowd": 0 if found.is_released else crowd(request, found),
        "needs_review": policy.wants_review(found.wants_review),
        "may_call": policy.may_call_urgently(request.user, found.is_out),
        "may_approve": policy.may_approve(request.user, version.by_id),  # type: ignore[union-attr]
    }
    return render(request, "announcements/preview.html", context)


def _reach(spaces: list[Space]) -> int:
    rules = [space for space in spaces if hasattr(space, "audience_rule")]
    rule = rule_of(rules[0].audience_rule) if rules else None
    return people_of([space for space in spaces if space not in rules], rule).count()


def _step(request: HttpRequest, pk: int, action: Callable[..., Announcement]) -> HttpResponse:
    """Take one step with an announcement and show how it stands now."""
    found = action(by=request.user, announcement=edited(request, pk))
    messages.success(request, said_about(found))
    return redirect("announcement-preview", pk)


def said_about(announcement: Announcement) -> str:
    """How an announcement stands after a step, in one sentence."""
    if not announcement.is_released:
        return _("The announcement waits for a second person to approve it.")
    if announcement.is_planned:
        return _("The announcement is planned and will be published by itself.")
    if announcement.is_expired:
        return _("The announcement is in the archive.")
    return _("The announcement is published.")


@require_http_methods(["PUT"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish now, or at the planned time, or ask for a second pair of eyes."""
    return _step(request, pk, actions.publish_announcement)


@require_http_methods(["PUT"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Let out what somebody else has written."""
    return _step(request, pk, actions.approve_announcement)


@require_http_methods(["PUT"])
def expiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into the archive now."""
    return _step(request, pk, actions.archive_announcement)


@require_http_methods(["GET", "HEAD", "PUT"])
def urgent(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the audience reached now, quiet time or not; asks for the reason."""
    found = edited(request, pk)
    if not policy.may_call_urgently(request.user, found.is_out):
        raise PermissionDenied
    form = UrgentForm(request.POST if request.method == "PUT" else None)
    if form.is_valid():
        with as_form_error(form):
            call_urgently(by=request.user, about=found, **form.cleaned_data)
            messages.success(request, _("Everyone is being notified now."))
            return redirect("announcement-preview", pk)
    context = {"announcement": found, "form": form}
    return render(request, "announcements/urgent.html", context, status=form_status(form))


@require_safe
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before deleting."""
    return render(request, "announcements/delete.html", {"announcement": edited(request, pk)})


@require_safe
def attachment(request: HttpRequest, key: str) -> HttpResponseBase:
    """A file of an announcement, for its readers and for the newsroom."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    return kit.files.serving.serve(request, found)


@require_safe
def picture(request: HttpRequest, pk: int, key: str, size: int) -> HttpResponseBase:
    """A picture of an announcement for the newsroom: a draft is read by nobody else yet."""
    found = DraftPicture.objects.filter(post=edited(request, pk).pk, key=key).first()
    if found is None:
        raise Http404
    return kit.files.serving.serve(request, found, str(size))
