"""The directory, profiles, portraits and the page "More"."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

import kit.files.serving
from accounts import directory, drawings
from accounts.availability.presentation import quiet_hours_of
from accounts.availability.texts import say_when_back
from accounts.forms import DirectoryForm
from accounts.models import Portrait, User
from kit.database import keyset


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The directory; a swap gets the list alone."""
    form = DirectoryForm(request.GET)
    question = form.question()
    found, after = question.narrow(request.user), request.GET.get("after")
    page = keyset.page(found, after=after, order=directory.ORDER, size=30)
    context = {"form": form, "page": page, "question": question, "facets": directory.facets()}
    context["more"] = next_address(request, page.next)
    context["cards"] = drawings.drawn(request.user, page.items)
    return render(request, directory_part(request), context)


def directory_part(request: HttpRequest) -> str:
    """How much of the directory is asked for: the page, the list, or only more rows of it."""
    if request.headers.get("HX-Request") != "true":
        return "accounts/people.html"
    return "accounts/_people_rows.html" if "rows" in request.GET else "accounts/_people.html"


def next_address(request: HttpRequest, cursor: str | None) -> str:
    """The query of the next page: the same question, further on."""
    if not cursor:
        return ""
    query = request.GET.copy()
    query["after"] = cursor
    query.pop("rows", None)
    return f"?{query.urlencode()}"


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """A profile."""
    found = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    return render(request, "accounts/person.html", {"person": say_when_back([found])[0]})


@require_safe
def portrait(request: HttpRequest, key: str, size: int) -> HttpResponseBase:
    """The picture of a person, for whoever may see the person."""
    found = get_object_or_404(Portrait.objects.visible_to(request.user), key=key)
    return kit.files.serving.serve(request, found, str(size))


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Everything that has no place of its own at the bottom of a phone."""
    return render(request, "accounts/me.html", {"quiet": quiet_hours_of(request.user)})
