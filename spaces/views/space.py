"""The pages of one space beside its posts: members, about, settings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Trim
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.directory import ORDER
from accounts.models import User, UserQuerySet
from kit import limits
from kit.database import keyset
from kit.http import throttling
from kit.http.exceptions import Problem, as_form_error
from spaces import policy
from spaces.actions import archive_space, change_space, mark_seen, reopen_space
from spaces.forms import SpaceForm
from spaces.models import Space
from spaces.view_helpers import header_context, listed_space, readable_space
from spaces.views.responses import back, sent

WAITING = 100
FOUND = 20


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs here; for managers also who asks, who is invited, and whom to invite."""
    space = readable_space(request.user, slug)
    page = keyset.page(
        people_of(space), order=ORDER, after=request.GET.get("after"), size=limits.PAGE_SIZE
    )
    context = {**header_context(request.user, space), "page": page}
    if request.htmx and "after" in request.GET:
        return render(request, "spaces/_people.html", context)
    context |= waiting_people(request, space) if context["can_manage"] else {}
    return render(request, "spaces/members.html", context)


def people_of(space: Space) -> UserQuerySet:
    """The active members, each with the own role here, and who put the person in from outside."""
    here = User.objects.active().filter(memberships__space=space)
    outsider = User.objects.filter(pk=OuterRef("memberships__added_by"))
    name = Trim(Concat("first_name", Value(" "), "last_name"))
    return here.annotate(
        space_role=F("memberships__role"),
        joined_space_at=F("memberships__joined_at"),
        added_by=Coalesce(Subquery(outsider.annotate(n=name).values("n")), Value("")),
    )


def waiting_people(request: HttpRequest, space: Space) -> dict[str, Any]:
    """Who waits on either side of the door, and who matches the search for people to invite."""
    wanted = request.GET.get("find", "").strip()[: limits.SEARCH_LENGTH]
    waiting = space.join_requests.select_related("user").order_by("pk")
    offered = space.invitations.select_related("user", "invited_by").order_by("pk")
    return {
        "requests": waiting.filter(user__is_active=True)[:WAITING],
        "invitations": offered.filter(user__is_active=True)[:WAITING],
        "find": wanted,
        "found": strangers(request.user, space, wanted) if wanted else [],
    }


def strangers(user: User, space: Space, wanted: str) -> UserQuerySet:
    """People outside the space that fit every word that is wanted."""
    people = User.objects.visible_to(user).exclude(memberships__space=space)
    people = people.exclude(space_invitations__space=space)
    return people.matching(wanted).by_name()[:FOUND]


@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What the space is for. Of a closed one, outsiders learn what its header says and no more."""
    space = listed_space(request.user, slug)
    above = space.parent_id and Space.objects.listed_to(request.user).filter(pk=space.parent_id)
    below = Space.objects.listed_to(request.user).living().filter(parent=space)
    context = {
        **header_context(request.user, space),
        "parent": above and above.first(),
        "children": below.by_name()[:WAITING],
    }
    return render(request, "spaces/about.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@throttling.rate_limit(throttling.WRITE)
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Change name, description, access and look."""
    space = managed_space(request.user, slug)
    fields = SpaceForm.base_fields
    form = SpaceForm(sent(request), initial={name: getattr(space, name) for name in fields})
    if form.is_valid():
        with as_form_error(form):
            changed = change_space(by=request.user, space=space, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("space-settings", changed.slug)
    context = {**header_context(request.user, space), "form": form}
    status = Problem.status if form.is_bound else 200
    return render(request, "spaces/settings.html", context, status=status)


def managed_space(user: User, slug: str) -> Space:
    """The space `user` may manage: 404 if it is none of the person's business, else 403."""
    space = listed_space(user, slug)
    if not policy.can_manage_space(user, space):
        raise PermissionDenied
    return space


@require_http_methods(["PUT", "DELETE"])
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """PUT closes the space for new posts, DELETE opens it again."""
    change = archive_space if request.method == "PUT" else reopen_space
    change(by=request.user, space=managed_space(request.user, slug))
    return back(request, slug)


@require_http_methods(["PUT"])
def seen(request: HttpRequest, slug: str) -> HttpResponse:
    """Note how far the person has seen the posts; the page says up to which number it knew."""
    upto = request.GET.get("upto", "")
    number = int(upto) if upto.isascii() and upto.isdigit() and len(upto) < 10 else None
    mark_seen(by=request.user, space=readable_space(request.user, slug), upto=number)
    return HttpResponse(status=204)
