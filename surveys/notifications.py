"""What people are told of surveys. Who is told is never shown: it would say who took part."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.database.expressions import among
from kit.jobs.outbox import on
from kit.text import humanize, rendering
from notifications import kinds, targets
from notifications.kinds import NotificationKind
from notifications.notify import NOBODY, Notice, notify
from notifications.preferences.topics import NotificationTopic
from notifications.targets import EXCERPT, Target, TargetPreview
from surveys.digest import SECTION
from surveys.events import SurveyCounted, SurveyOpened, SurveyReminderDue
from surveys.models import Participation, ResultVisibility, Survey

# --- the kinds
SECTIONS = [SECTION]
SURVEY = kinds.register(
    NotificationKind(
        name="survey",
        label=_("Survey"),
        topic=NotificationTopic.POLLS,
        icon="clipboard-list",
        sentence=_("%(who)s asks for your answers"),
        push_text=_("There is something new about a poll or survey."),
        section=SECTION,
    )
)
SURVEY_ENDING = kinds.register(
    NotificationKind(
        name="survey_ending",
        label=_("End of a survey"),
        topic=NotificationTopic.POLLS,
        icon="clipboard-list",
        sentence=_("A survey ends soon"),
        push_text=_("There is something new about a poll or survey."),
        replaces=("survey",),
        section=SECTION,
    )
)
SURVEY_RESULT = kinds.register(
    NotificationKind(
        name="survey_result",
        label=_("Result of a survey"),
        topic=NotificationTopic.POLLS,
        icon="clipboard-list",
        sentence=_("The results of a survey are in"),
        push_text=_("There is something new about a poll or survey."),
        replaces=("survey", "survey_ending"),
    )
)


# --- what they lead to
def surveys(user: User) -> Any:
    """Surveys that ask `user`, and the own ones."""
    return Survey.objects.visible_to(user)


def counted(user: User) -> Any:
    """Surveys whose results `user` may see."""
    shown = Q(shown_to=ResultVisibility.AUDIENCE) | Q(author=user)
    return surveys(user).filter(shown, closed_at__isnull=False)


def preview(survey: Survey) -> TargetPreview:
    """The title, and until when one may take part."""
    day = humanize.day(timezone.localtime(survey.ends_at))
    return TargetPreview(
        survey.get_absolute_url(),
        excerpt=rendering.excerpt(survey.title, EXCERPT),
        until=_("by %(day)s") % {"day": day} if survey.is_open else "",
    )


def results(survey: Survey) -> TargetPreview:
    """The title, leading to what came out."""
    address = reverse("survey-results", args=[survey.pk])
    return TargetPreview(address, excerpt=rendering.excerpt(survey.title, EXCERPT))


def answered_or_closed() -> Q:
    """That the recipient took part, or nobody can any more."""
    took = Participation.objects.filter(survey=OuterRef("pk"), user=OuterRef(OuterRef("recipient")))
    done = Q(ends_at__lte=Now()) | Q(Exists(took))
    return among(Survey.objects.filter(done), "target_id")


targets.register(Target("survey", surveys, surveys, preview, answered_or_closed))
targets.register(Target("survey_result", counted, surveys, results))


# --- who is told
@on(SurveyOpened)
def notify_survey(event: SurveyOpened) -> None:
    """Ask the audience."""
    for survey in Survey.objects.filter(pk=event.survey_id):
        notice = _notice(survey, SURVEY, "survey", survey.opens_at)
        notify(notice, survey.audience(), exclude=survey.author_id)


@on(SurveyReminderDue)
def notify_survey_ends_soon(event: SurveyReminderDue) -> None:
    """Tell those who have not taken part that it ends soon."""
    for survey in Survey.objects.filter(pk=event.survey_id):
        if survey.is_open and survey.reminded_at:
            notice = _notice(survey, SURVEY_ENDING, "survey", survey.reminded_at)
            notify(notice, survey.still_open_for(), exclude=NOBODY)


@on(SurveyCounted)
def notify_survey_results(event: SurveyCounted) -> None:
    """Tell everybody who may see the results; the source keeps them from all others."""
    for survey in Survey.objects.filter(pk=event.survey_id, closed_at__isnull=False):
        shown = survey.shown_to == ResultVisibility.AUDIENCE
        author = User.objects.filter(pk=survey.author_id)
        people = survey.audience() | author if shown else author
        notice = _notice(survey, SURVEY_RESULT, "survey_result", survey.closed_at or timezone.now())
        notify(notice, people, exclude=NOBODY)


def _notice(survey: Survey, kind: NotificationKind, target: str, at: datetime) -> Notice:
    places = tuple(f"space:{pk}" for pk in survey.spaces.values_list("pk", flat=True))
    return Notice(kind, f"survey:{survey.pk}", target, survey.pk, survey.author_id, at, places)
