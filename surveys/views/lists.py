"""The list of surveys, and the page that says what one asks and promises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit.database import keyset
from surveys import policy
from surveys.models import Survey
from surveys.views.cards import found, rights

SURVEY = "surveys/survey.html"
WAITING = 50
ORDER = ("-ends_at", "-pk")


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """What waits for my answer first, then everything else, last end first."""
    rows = Survey.objects.visible_to(request.user).with_membership_of(request.user)
    rows = rows.select_related("author")
    page = keyset.page(rows, order=ORDER, after=request.GET.get("after"))
    for survey in page.items:
        survey.shows_results = policy.can_see_results(request.user, survey)
        survey.waits = waits(survey)
    context = {"page": page, "waiting": [one for one in page.items if one.waits]}
    context |= {"others": [one for one in page.items if not one.waits]}
    if request.htmx and "after" in request.GET:
        return render(request, "surveys/_rows.html", {**context, "rows": page.items})
    return render(
        request, "surveys/surveys.html", {**context, "may_ask": policy.can_ask(request.user)}
    )


def waits(survey: Survey) -> bool:
    """Whether the person the row was read for may still answer."""
    return survey.is_open and survey.asks_me and not survey.took_part


@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the first question: whether it is anonymous, who sees what, until when."""
    asked = found(request.user, pk)
    context = rights(request.user, asked)
    context |= {
        "spaces": asked.spaces.visible_to(request.user).by_name(),
        "reach": asked.audience().count(),
    }
    return render(request, SURVEY, context)
