"""What a device gets of surveys: those that are open, each with its questions."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from kit.database.nested import Nested
from kit.device import LONGEST, Lent, LentKind, LentPage, Loan
from spaces.models import Membership, Space
from surveys.models import Response, Survey
from surveys.views.cards import rights
from surveys.views.lists import SURVEY, waits
from surveys.views.taking_part import QUESTIONS, questions_context

MOST = 10
KIND = LentKind("survey", gettext_lazy("Surveys"), "clipboard-list")
ASKED = "questions"


def things(user: User) -> list[Lent]:
    """Open surveys, the next to end first; of those that wait for an answer the questions, too."""
    found = list(_open(user))
    waiting = [Lent(ASKED, one.pk, _look(one), one) for one in found if waits(one)]
    return [*waiting, *(Lent(KIND.name, one.pk, _look(one), one) for one in found)]


def _open(user: User) -> Any:
    asked = Membership.objects.filter(space__surveys=OuterRef("pk"), user__is_active=True)
    people = asked.order_by().values("space__surveys").annotate(n=Count("user", distinct=True))
    kept = Response.objects.visible_to(user).filter(user=user.pk, survey=OuterRef("pk"))
    rows = Survey.objects.visible_to(user).running().with_membership_of(user)
    spaces = Space.objects.visible_to(user).filter(surveys=OuterRef("pk")).by_name()
    rows = rows.annotate(
        people=Subquery(people.values("n")),
        kept=Subquery(kept.values("answers")),
        places=Nested(spaces, "id", "name"),
    )
    return rows.select_related("author").order_by("ends_at", "pk")[:MOST]


def _look(survey: Any) -> object:
    spaces = [space["name"] for space in survey.places]
    said = (survey.version, survey.frozen, survey.title, survey.intro, survey.questions)
    own = (survey.took_part, survey.asks_me, survey.kept, survey.people, survey.author.name)
    return said, own, spaces, survey.ends_at


def pages(request: HttpRequest, wanted: list[Lent]) -> Iterator[LentPage]:
    """What each asks and promises, or its questions."""
    for lent in wanted:
        yield (_questions if lent.kind == ASKED else _survey)(request, lent)


def _survey(request: HttpRequest, lent: Lent) -> LentPage:
    survey = lent.thing
    return LentPage(
        lent=lent,
        address=survey.get_absolute_url(),
        title=survey.title,
        template=SURVEY,
        context={
            **rights(request.user, survey),
            "spaces": survey.places,
            "reach": survey.people or 0,
        },
        at=survey.opens_at,
        text=survey.intro[:LONGEST],
    )


def _questions(request: HttpRequest, lent: Lent) -> LentPage:
    survey = lent.thing
    kept = {} if survey.anonymous else survey.kept or {}
    return LentPage(
        lent=lent,
        address=reverse("survey-question", args=[survey.pk, 1]),
        title=f"{_('Questions')}: {survey.title}",
        template=QUESTIONS,
        context=questions_context(survey, 1, kept),
        at=survey.opens_at,
    )


LOANS = (Loan(lambda: [KIND], things, pages, order=30),)
