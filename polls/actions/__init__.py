"""Every change of a poll: one verb each, for pages, API, admin and tasks alike."""

from polls.actions.options import add_option, remove_option
from polls.actions.polls import (
    EMBED,
    NewOption,
    Rules,
    begin_poll,
    check_poll,
    close_due_polls,
    close_poll,
    create_poll,
    drop_poll,
    new_poll,
    remind_of_ending_polls,
)
from polls.actions.votes import vote, withdraw_vote

__all__ = [
    "EMBED",
    "NewOption",
    "Rules",
    "add_option",
    "begin_poll",
    "check_poll",
    "close_due_polls",
    "close_poll",
    "create_poll",
    "drop_poll",
    "new_poll",
    "remind_of_ending_polls",
    "remove_option",
    "vote",
    "withdraw_vote",
]
