"""Every change of a poll: one verb each, for pages, API, admin and tasks alike."""

from polls.actions.options import add_option, remove_option
from polls.actions.polls import (
    Answer,
    Rules,
    close_due_polls,
    close_poll,
    create_poll,
    poll_of,
    remind_of_ending_polls,
)
from polls.actions.votes import vote, withdraw_vote

__all__ = [
    "Answer",
    "Rules",
    "add_option",
    "close_due_polls",
    "close_poll",
    "create_poll",
    "poll_of",
    "remind_of_ending_polls",
    "remove_option",
    "vote",
    "withdraw_vote",
]
