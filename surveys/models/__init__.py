"""What is asked, who took part, and what was answered; the last two never meet."""

from surveys.models.ballots import (
    Ballot,
    BallotBatch,
    BallotBox,
    FreeTextAnswer,
    GroupKey,
    SpentToken,
)
from surveys.models.participation import Participation, Response
from surveys.models.surveys import ResultVisibility, Survey

__all__ = [
    "Ballot",
    "BallotBatch",
    "BallotBox",
    "FreeTextAnswer",
    "GroupKey",
    "Participation",
    "Response",
    "ResultVisibility",
    "SpentToken",
    "Survey",
]
