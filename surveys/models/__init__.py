"""What is asked, who took part, and what was answered; the last two never meet."""

from surveys.models.ballots import Ballot, Bundle, GroupKey, Remark, SpentToken, Urn
from surveys.models.participation import Participation, Response
from surveys.models.surveys import Survey

__all__ = [
    "Ballot",
    "Bundle",
    "GroupKey",
    "Participation",
    "Remark",
    "Response",
    "SpentToken",
    "Survey",
    "Urn",
]
