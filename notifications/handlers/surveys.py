"""What is told of surveys. Who is told is never shown: it would say who took part."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from kit.jobs.outbox import on
from notifications.kinds import Kind
from notifications.telling import NOBODY, News, tell
from surveys.events import SurveyCounted, SurveyOpened, SurveyReminderDue
from surveys.models import Survey


@on(SurveyOpened)
def tell_of_survey(event: SurveyOpened) -> None:
    """Ask the audience."""
    for survey in Survey.objects.filter(pk=event.survey_id):
        news = _news(survey, Kind.SURVEY, "survey", survey.opens_at)
        tell(news, survey.audience(), but=survey.author_id)


@on(SurveyReminderDue)
def tell_of_end(event: SurveyReminderDue) -> None:
    """Tell those who have not taken part that it ends soon."""
    for survey in Survey.objects.filter(pk=event.survey_id):
        if survey.is_open and survey.reminded_at:
            news = _news(survey, Kind.SURVEY_ENDING, "survey", survey.reminded_at)
            tell(news, survey.still_open_for(), but=NOBODY)


@on(SurveyCounted)
def tell_of_results(event: SurveyCounted) -> None:
    """Tell everybody who may see the results; the source keeps them from all others."""
    for survey in Survey.objects.filter(pk=event.survey_id, closed_at__isnull=False):
        shown = survey.shown_to == Survey.Shown.AUDIENCE
        author = User.objects.filter(pk=survey.author_id)
        people = survey.audience() | author if shown else author
        news = _news(
            survey, Kind.SURVEY_RESULT, "survey_result", survey.closed_at or timezone.now()
        )
        tell(news, people, but=NOBODY)


def _news(survey: Survey, kind: Kind, target: str, at: datetime) -> News:
    places = tuple(f"space:{pk}" for pk in survey.spaces.values_list("pk", flat=True))
    return News(kind, f"survey:{survey.pk}", target, survey.pk, survey.author_id, at, places)
