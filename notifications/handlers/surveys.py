"""What is told of surveys. Who is told is never shown: it would say who took part."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from kit.jobs.outbox import on
from notifications.kinds import Kind
from notifications.notify import NOBODY, Notice, notify
from notifications.targets.surveys import SURVEY, SURVEY_ENDING, SURVEY_RESULT
from surveys.events import SurveyCounted, SurveyOpened, SurveyReminderDue
from surveys.models import Survey


@on(SurveyOpened)
def tell_of_survey(event: SurveyOpened) -> None:
    """Ask the audience."""
    for survey in Survey.objects.filter(pk=event.survey_id):
        notice = _notice(survey, SURVEY, "survey", survey.opens_at)
        notify(notice, survey.audience(), exclude=survey.author_id)


@on(SurveyReminderDue)
def tell_of_end(event: SurveyReminderDue) -> None:
    """Tell those who have not taken part that it ends soon."""
    for survey in Survey.objects.filter(pk=event.survey_id):
        if survey.is_open and survey.reminded_at:
            notice = _notice(survey, SURVEY_ENDING, "survey", survey.reminded_at)
            notify(notice, survey.still_open_for(), exclude=NOBODY)


@on(SurveyCounted)
def tell_of_results(event: SurveyCounted) -> None:
    """Tell everybody who may see the results; the source keeps them from all others."""
    for survey in Survey.objects.filter(pk=event.survey_id, closed_at__isnull=False):
        shown = survey.shown_to == Survey.Shown.AUDIENCE
        author = User.objects.filter(pk=survey.author_id)
        people = survey.audience() | author if shown else author
        notice = _notice(survey, SURVEY_RESULT, "survey_result", survey.closed_at or timezone.now())
        notify(notice, people, exclude=NOBODY)


def _notice(survey: Survey, kind: Kind, target: str, at: datetime) -> Notice:
    places = tuple(f"space:{pk}" for pk in survey.spaces.values_list("pk", flat=True))
    return Notice(kind, f"survey:{survey.pk}", target, survey.pk, survey.author_id, at, places)
