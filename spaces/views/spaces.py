"""The list of spaces: mine, those I may discover, the departments; and founding one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kit import limits
from kit.database import keyset
from kit.http import throttling
from kit.http.exceptions import Problem, as_form_error
from spaces.actions import create_space
from spaces.forms import NewSpaceForm
from spaces.limits import FOUND_SPACE
from spaces.models import Space, SpaceKind, SpaceQuerySet
from spaces.tree import departments
from spaces.views.responses import sent

MINE = 100  # a person with more finds the rest by searching


@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """Every space I may know of: my own, invitations, those to discover, the departments."""
    wanted = request.GET.get("q", "").strip()[: limits.SEARCH_LENGTH]
    if wanted:
        throttling.consume(request.user, throttling.SEARCH)
    listed = Space.objects.listed_to(request.user).with_membership_of(request.user)
    found = listed.living().matching(wanted)
    page = keyset.page(
        found if wanted else found.filter(my_role=None),
        order=Space.BY_NAME,
        after=request.GET.get("after"),
    )
    context = {"wanted": wanted, "page": page}
    if request.htmx and "after" in request.GET:
        return render(request, "spaces/_rows.html", context)
    if not wanted:
        context |= {"mine": mine(listed), "invited": invited(listed), "tree": departments(listed)}
    return render(request, "spaces/spaces.html", context)


def mine(listed: SpaceQuerySet) -> list[Space]:
    """The spaces I belong to, archived ones too: they stay readable."""
    return list(listed.exclude(my_role=None).order_by("archived_at", *Space.BY_NAME)[:MINE])


def invited(listed: SpaceQuerySet) -> list[Space]:
    """The spaces that wait for my answer."""
    return list(listed.living().filter(is_invited=True).by_name()[:MINE])


@require_http_methods(["GET", "HEAD", "POST"])
@throttling.rate_limit(FOUND_SPACE)
def new(request: HttpRequest) -> HttpResponse:
    """Found a space; whoever does manages it."""
    start = {
        "access": Space.Access.OPEN,
        "icon": "users",
        "hue": 165,
        "kind": SpaceKind.COMMUNITY,
        "client_id": uuid.uuid4(),
    }
    form = NewSpaceForm(sent(request), by=request.user, initial=start)
    if form.is_valid():
        with as_form_error(form):
            space = create_space(by=request.user, **form.cleaned_data)
            messages.success(request, _("The space is created. Invite the first people."))
            return redirect("space-members", space.slug)
    status = Problem.status if form.is_bound else 200
    return render(request, "spaces/new.html", {"form": form}, status=status)
