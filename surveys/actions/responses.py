"""Named answers: kept on every step, finished once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.live import hint_settled
from accounts.models import User
from kit.http.exceptions import Conflict, Problem
from surveys import policy
from surveys.answers import read_answers, read_some
from surveys.models import Participation, Response, Survey


@transaction.atomic
def keep_answers(*, by: User, survey: Survey, answers: Any) -> Response:
    """Keep answers given so far, beside earlier ones; nobody else sees them yet."""
    survey, response = _open(by, survey)
    response.answers |= read_some(survey.asked, answers)
    response.save(update_fields=["answers"])
    return response


@transaction.atomic
def finish_response(*, by: User, survey: Survey, answers: Any) -> Response:
    """Hand the answers in under the own name. The same again changes nothing."""
    survey, response = _open(by, survey, again=True)
    read = read_answers(survey.asked, response.answers | read_some(survey.asked, answers))
    if response.finished_at:
        if read == response.answers:
            return response
        raise Conflict("took_part", _("You have already handed in your answers."))
    response.answers, response.finished_at = read, timezone.now()
    response.save(update_fields=["answers", "finished_at"])
    Participation.objects.get_or_create(survey=survey, user=by)
    hint_settled(by.pk)
    Survey.objects.filter(pk=survey.pk, frozen=False).update(frozen=True)
    return response


def _open(by: User, survey: Survey, *, again: bool = False) -> tuple[Survey, Response]:
    """The survey and the own answers, both locked, as long as it takes answers."""
    if not policy.can_take_part(by, survey):
        raise PermissionDenied
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.anonymous:
        detail = _("This survey is anonymous: answers are handed in without a name.")
        raise Problem("anonymous", detail)
    if not survey.is_open:
        raise Problem("closed", _("This survey is not open at the moment."))
    response, _made = Response.objects.get_or_create(survey=survey, user=by)
    if response.finished_at and not again:
        raise Conflict("took_part", _("You have already handed in your answers."))
    return survey, response
