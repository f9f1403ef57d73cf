"""Addresses of polls below /api/v1/, and the methods that answer there."""

from kit.api.views import at
from polls.api.polls import Polls

POLL = "polls/<int:pk>/"
OPTION = f"{POLL}options/<int:option_pk>/"

urlpatterns = [
    at("polls/", Polls, "api-polls", get="list", post="ask"),
    at(POLL, Polls, "api-poll", get="retrieve"),
    at(f"{POLL}vote/", Polls, "api-poll-vote", put="vote", delete="withdraw_vote"),
    at(f"{POLL}closed/", Polls, "api-poll-closed", put="close"),
    at(f"{POLL}options/", Polls, "api-poll-options", post="add_option"),
    at(OPTION, Polls, "api-poll-option", delete="remove_option"),
    at(f"{POLL}votes/", Polls, "api-poll-votes", get="votes"),
]
