"""What is found of surveys: what they ask; never what was answered."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kit.search import Document, Source
from surveys.events import SurveyChanged, SurveyOpened
from surveys.models import Survey


def published() -> QuerySet[Survey]:
    """Surveys whose audience is asked, or will be by itself."""
    return Survey.objects.filter(published_at__isnull=False)


def surveys(ids: Collection[int]) -> Iterator[Document]:
    """Surveys as the index knows them."""
    for survey in published().filter(pk__in=ids).prefetch_related("spaces"):
        questions = (
            " ".join((one.section, one.text, one.hint, *one.options, *one.rows))
            for one in survey.asked
        )
        yield Document(
            id=survey.pk,
            title=survey.title,
            body=" ".join((survey.intro, *questions)),
            url=survey.get_absolute_url(),
            at=survey.opens_at,
            spaces=[space.pk for space in survey.spaces.all()],
            author=survey.author_id,
            expires_at=survey.ends_at,
        )


def _of_survey(event: Any) -> list[int]:
    return [event.survey_id]


SOURCES = (
    Source(
        name="survey",
        kind="survey",
        label=_("Surveys"),
        icon="clipboard-list",
        everything=published,
        visible_to=Survey.objects.visible_to,
        documents=surveys,
        changes={SurveyOpened: _of_survey},
        removals={SurveyChanged: _of_survey},
        entries=lambda user: Q(object_id__in=Survey.objects.visible_to(user).values("pk")),
        order=55,
    ),
)
