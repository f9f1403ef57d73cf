"""The organisation: departments as a tree, and the people of one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import directory, drawings
from accounts.directory import DirectorySearch
from accounts.views.people import next_address
from kit.database import keyset
from spaces.organisation import Unit, every
from spaces.organisation import organisation as tree_of


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """All departments; with `department` that one, and everybody in it and below it."""
    units, name = tree_of(request.user), request.GET.get("department", "")
    if not name:
        return render(request, "spaces/organisation.html", {"units": units})
    unit = next((unit for unit in every(units) if unit.name == name), None)
    if unit is None:
        raise Http404
    context = _people(request, unit)
    is_more = request.htmx and "rows" in request.GET
    page = "accounts/_people_rows.html" if is_more else "spaces/department.html"
    return render(request, page, context)


def _people(request: HttpRequest, unit: Unit) -> dict[str, object]:
    reachable = request.GET.get("now") == "1"
    found = DirectorySearch(departments=unit.departments, reachable=reachable).narrow(request.user)
    page = keyset.page(found, after=request.GET.get("after"), order=directory.ORDER, size=30)
    return {
        "unit": unit,
        "reachable": reachable,
        "cards": drawings.drawn(request.user, page.items),
        "more": next_address(request, page.next),
    }
