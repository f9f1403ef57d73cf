"""The end of a survey: the box is emptied, counted and destroyed. By the clock, by nobody."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kit.jobs.for_each import for_each
from kit.jobs.outbox import Event, publish
from surveys import ballot_box, disclosure, tally
from surveys.events import SurveyCounted, SurveyOpened, SurveyReminderDue
from surveys.models import Ballot, FreeTextAnswer, Participation, SpentToken, Survey
from surveys.models.surveys import FEWEST, SurveyQuerySet

REMIND_BEFORE = timedelta(days=2)
BATCH = 500


def close_due() -> int:
    """Count every survey whose time is over; returns how many. Running twice counts once."""
    return sum(for_each(Survey.objects.to_count().values_list("pk", flat=True), _close))


def open_due() -> int:
    """Say once of every published survey that it has begun. Returns how many were told of."""
    return _say_once(Survey.objects.running(), "announced_at", SurveyOpened)


def remind_due() -> int:
    """Two days before the end, say once that a survey may remind. The event names nobody."""
    now = timezone.now()
    soon = Survey.objects.running().filter(
        ends_at__lte=now + REMIND_BEFORE,
        opens_at__lte=F("ends_at") - REMIND_BEFORE - timedelta(days=1),
    )
    return _say_once(soon, "reminded_at", SurveyReminderDue)


def _say_once(surveys: SurveyQuerySet, mark: str, event: Callable[..., Event]) -> int:
    """Publish the event of every survey that does not carry the mark yet; how many those are."""

    @transaction.atomic
    def say(pk: int) -> int:
        marked = Survey.objects.filter(pk=pk, **{mark: None}).update(**{mark: timezone.now()})
        if marked:
            publish(event(survey_id=pk))
        return marked

    return sum(for_each(surveys.filter(**{mark: None}).values_list("pk", flat=True), say))


@transaction.atomic
def _close(pk: int) -> int:
    survey = Survey.objects.select_for_update().get(pk=pk)
    if survey.closed_at:
        return 0
    survey.closed_at = timezone.now()
    survey.tally = _counted(survey) if survey.anonymous else _counted_named(survey)
    survey.save(update_fields=["closed_at", "tally"])
    publish(SurveyCounted(survey_id=survey.pk))
    return 1


def _counted(survey: Survey) -> dict[str, object]:
    """Empty the box and destroy it with its keys. Fewer than five ballots are never written."""
    known = set(survey.ballot_box.group_keys.values_list("group", flat=True))
    ballots = ballot_box.drain(survey.ballot_box)
    for ballot in ballots:
        ballot.group = ballot.group if ballot.group in known else tally.EVERYBODY
    kept = ballots if len(ballots) >= FEWEST else []
    _write(survey, kept)
    survey.ballot_box.delete()
    SpentToken.objects.filter(survey=survey).delete()
    Participation.objects.filter(survey=survey).update(receipt="")
    counted = disclosure.guarded(survey.asked, [(one.answers, one.group) for one in kept])
    return {"ballots": len(kept), "questions": counted}


def _write(survey: Survey, ballots: list[ballot_box.SealedBallot]) -> None:
    """Write ballots and texts, each shuffled on its own, all in this one transaction."""
    texts = {question.key for question in survey.asked if question.is_text}
    rows = [
        Ballot(
            survey=survey,
            answers={key: value for key, value in one.answers.items() if key not in texts},
        )
        for one in ballots
    ]
    remarks = [
        FreeTextAnswer(survey=survey, question=key, text=words)
        for key in texts
        if len(written := [one.answers[key] for one in ballots if one.answers.get(key)]) >= FEWEST
        for words in written
    ]
    ballot_box.chance.shuffle(rows)
    ballot_box.chance.shuffle(remarks)
    Ballot.objects.bulk_create(rows, batch_size=BATCH)
    FreeTextAnswer.objects.bulk_create(remarks, batch_size=BATCH)


def _counted_named(survey: Survey) -> dict[str, object]:
    finished = survey.responses.filter(finished_at__isnull=False).select_related("user")
    rows = [(one.answers, survey.group_of(one.user)) for one in finished]
    return {"ballots": len(rows), "questions": tally.count(survey.asked, rows)}
