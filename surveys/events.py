"""What others may hear about surveys. Never who took part, never an answer."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class SurveyChanged(Event):
    """A survey was published, asks something else than before, or was taken away."""

    survey_id: int


@dataclass(frozen=True)
class SurveyOpened(Event):
    """The time of a published survey has come: its audience can take part. Said once."""

    changes_facts = True
    survey_id: int


@dataclass(frozen=True)
class SurveyReminderDue(Event):
    """Who has not taken part may be reminded; ask `Survey.still_open_for` when sending."""

    survey_id: int


@dataclass(frozen=True)
class SurveyCounted(Event):
    """A survey has ended and its results stand."""

    changes_facts = True
    survey_id: int
