"""Writing a survey, publishing it, sharing what came out."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from feed.actions import create_post
from feed.models import Post
from kit import facts, limits
from kit.database.idempotency import create_once
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import publish
from kit.text import rendering
from spaces.models import Space
from surveys import ballot_box, disclosure, policy
from surveys.events import SurveyChanged
from surveys.models import Survey
from surveys.models.surveys import FEWEST
from surveys.question_reader import read_questions

SPACES = 20
INTRO = 2000
LONGEST = timedelta(days=365)
APART = timedelta(days=14)  # between surveys that ask the same of almost the same people
GROUPS = 50  # departments that are compared
SHARING = uuid.UUID("5f0c2cf2-93a5-4b0e-8f39-6c52f2d0d1b7")  # one shared post per survey
FIELDS = (
    "title",
    "intro",
    "spaces",
    "anonymous",
    "by_department",
    "shown_to",
    "opens_at",
    "ends_at",
    "questions",
)


def create_survey(
    *,
    by: User,
    title: str,
    spaces: Collection[Space],
    ends_at: datetime,
    client_id: uuid.UUID | str | None = None,
    **more: Any,
) -> Survey:
    """A draft that only `by` sees. The same `client_id` again returns the first one."""
    if not policy.can_ask(by):
        raise PermissionDenied
    fields = _checked(by, {"title": title, "spaces": spaces, "ends_at": ends_at, **more})
    asked = fields.pop("spaces")

    def make(**identity: Any) -> Survey:
        survey = Survey.objects.create(author=by, **fields, **identity)
        survey.spaces.set(asked)
        return survey

    content = {**fields, "spaces": asked}
    survey, _made = create_once(Survey, author=by, client_id=client_id, content=content, make=make)
    return survey


@transaction.atomic
def change_survey(
    *, by: User, survey: Survey, version: int | None = None, **changes: Any
) -> Survey:
    """Change a survey nobody has answered yet (G5). `version` is the one `by` saw."""
    survey = _own(by, survey)
    if survey.frozen:
        raise Conflict("frozen", _("Answers have come in, so nothing can be changed any more."))
    if version is not None and version != survey.version:
        raise Conflict("changed_meanwhile")
    fields = _checked(by, {name: changes[name] for name in FIELDS if name in changes}, survey)
    if "spaces" in fields:
        survey.spaces.set(fields.pop("spaces"))
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.version += 1
    survey.__dict__.pop("asked", None)
    survey.save()
    if survey.published_at:
        _set_up(survey)
        publish(SurveyChanged(survey_id=survey.pk))
    return survey


@transaction.atomic
def publish_survey(*, by: User, survey: Survey) -> Survey:
    """Ask the audience from `opens_at` on. Publishing twice is publishing once."""
    survey = _own(by, survey)
    if survey.published_at:
        return survey
    survey.published_at = timezone.now()
    survey.opens_at = max(survey.opens_at, survey.published_at)
    survey.save(update_fields=["published_at", "opens_at"])
    _set_up(survey)
    publish(SurveyChanged(survey_id=survey.pk))
    audit.note(by=by, action="surveys.publish", about=survey)
    return survey


@transaction.atomic
def delete_survey(*, by: User, survey: Survey) -> None:
    """Take a survey away that nobody has answered yet."""
    survey = _own(by, survey)
    if survey.frozen:
        raise Conflict("frozen", _("Answers have come in, so nothing can be changed any more."))
    pk = survey.pk
    survey.delete()
    publish(SurveyChanged(survey_id=pk))


def share_results(*, by: User, survey: Survey) -> Post:
    """Tell everyone who was asked what came out, as a post with a link. Twice is once."""
    if not policy.can_share_results(by, survey):
        raise PermissionDenied
    with translation.override(by.language or settings.LANGUAGE_CODE):
        address = f"{settings.BASE_URL}{survey.get_absolute_url()}results/"
        words = gettext("The results of “%(title)s” are here: %(address)s")
        body = words % {"title": survey.title, "address": address}
    identity = uuid.uuid5(SHARING, str(survey.pk))
    return create_post(by=by, spaces=list(survey.spaces.all()), body=body, client_id=identity)


def _own(by: User, survey: Survey) -> Survey:
    """The row, locked, to be changed; only who asks may do that."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not policy.can_change_survey(by, survey):
        raise PermissionDenied
    facts.outdate_everybody()  # how many wait for one
    return survey


def _set_up(survey: Survey) -> None:
    """Check what must hold for asking, and make box and groups anew: nobody has answered yet."""
    people = survey.audience().count()
    if not survey.questions:
        raise Problem("no_questions", _("Ask at least one question."), field="questions")
    _check_end(survey.ends_at, after=max(survey.opens_at, timezone.now()))
    if survey.anonymous and people < FEWEST:
        detail = _("An anonymous survey needs at least %(limit)d people to ask.")
        raise Problem("too_few_people", detail % {"limit": FEWEST}, field="spaces", limit=FEWEST)
    if survey.anonymous:
        _refuse_almost_equal(survey)
    survey.groups = _groups(survey) if survey.by_department else []
    survey.save(update_fields=["groups"])
    if hasattr(survey, "ballot_box"):
        survey.ballot_box.delete()
    if survey.anonymous:
        ballot_box.prepare(survey, people)


def _refuse_almost_equal(survey: Survey) -> None:
    """Two surveys at about the same time that ask the same of almost the same people would tell
    by their difference what the few have answered who are asked by one only."""
    near = Survey.objects.filter(
        published_at__isnull=False,
        anonymous=True,
        opens_at__lt=survey.ends_at + APART,
        ends_at__gt=survey.opens_at - APART,
    )
    alike = [
        other
        for other in near.exclude(pk=survey.pk)
        if disclosure.is_alike(survey.asked, other.asked)
    ]
    people = set(survey.audience().values_list("pk", flat=True)) if alike else set()
    for other in alike:
        if disclosure.differ_by_few(people, set(other.audience().values_list("pk", flat=True))):
            detail = _(
                "Another anonymous survey of these weeks asks one of these questions, and fewer "
                "than %(limit)d people are asked by only one of the two. Their answers could be "
                "worked out from both results. Ask exactly the same people, or later, or another "
                "question."
            )
            raise Problem("almost_equal", detail % {"limit": FEWEST}, field="spaces", limit=FEWEST)


def _groups(survey: Survey) -> list[str]:
    """Departments with at least five people who are asked; the others answer without one.

    In anonymous surveys each has a key of its own, so only the largest are compared.
    """
    counted = survey.audience().exclude(department="").values("department").annotate(n=Count("pk"))
    large = counted.filter(n__gte=FEWEST).order_by("-n", "department")
    return sorted(large.values_list("department", flat=True)[:GROUPS])


# --- checking -----------------------------------------------------------------------------------
def _checked(by: User, fields: dict[str, Any], survey: Survey | None = None) -> dict[str, Any]:
    """The given fields as they are stored; a Problem names the one that cannot be taken."""
    if "title" in fields:
        fields["title"] = _line(fields["title"])
    if "intro" in fields:
        fields["intro"] = rendering.accept(fields["intro"], limit=INTRO, field="intro")
    if "spaces" in fields:
        fields["spaces"] = _spaces(by, fields["spaces"])
    if "questions" in fields:
        fields["questions"] = [one.as_json() for one in read_questions(fields["questions"])]
    _check_times(fields, survey)
    return fields


def _line(title: str) -> str:
    title = " ".join(rendering.clean(title).split())
    if not title:
        raise Problem("empty", _("Give the survey a title."), field="title")
    if len(title) > limits.TITLE_LENGTH:
        detail = _("This text is too long; at most %(limit)d characters fit.")
        limit = limits.TITLE_LENGTH
        raise Problem("too_long", detail % {"limit": limit}, field="title", limit=limit)
    return title


def _spaces(by: User, spaces: Collection[Space]) -> list[Space]:
    chosen = sorted({space.pk: space for space in spaces}.values(), key=lambda space: space.pk)
    if not chosen:
        raise Problem("no_space", _("Choose at least one space."), field="spaces")
    if len(chosen) > SPACES:
        detail = _("At most %(limit)s spaces.") % {"limit": SPACES}
        raise Problem("too_many_spaces", detail, field="spaces", limit=SPACES)
    allowed = set(policy.spaces_to_ask(by).values_list("pk", flat=True))
    if not allowed.issuperset(space.pk for space in chosen):
        raise PermissionDenied
    return chosen


def _check_end(ends: datetime, *, after: datetime) -> None:
    if ends <= after:
        raise Problem(
            "ended", _("The end must be in the future and after the start."), field="ends_at"
        )


def _check_times(fields: dict[str, Any], survey: Survey | None) -> None:
    begins = fields.get("opens_at") or (survey.opens_at if survey else timezone.now())
    ends = fields.get("ends_at") or (survey.ends_at if survey else None)
    if not begins or not ends:
        return
    _check_end(ends, after=begins)
    if ends - begins > LONGEST:
        detail = _("A survey may run for at most %(limit)d days.") % {"limit": LONGEST.days}
        raise Problem("too_long", detail, field="ends_at", limit=LONGEST.days)
