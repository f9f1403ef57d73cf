"""Every change of a survey: one verb each, for pages, API and the clock alike."""

from surveys.actions.ballots import hand_in, sign_token
from surveys.actions.closing import close_due, open_due, remind_due
from surveys.actions.responses import finish_response, keep_answers
from surveys.actions.surveys import (
    change_survey,
    create_survey,
    delete_survey,
    publish_survey,
    share_results,
)

__all__ = [
    "change_survey",
    "close_due",
    "create_survey",
    "delete_survey",
    "finish_response",
    "hand_in",
    "keep_answers",
    "open_due",
    "publish_survey",
    "remind_due",
    "share_results",
    "sign_token",
]
