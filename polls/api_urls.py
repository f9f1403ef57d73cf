"""Addresses of polls below /api/v1/."""

from django.urls import path

from polls.api.polls import PollClosed, PollOptions, Polls, PollVote, PollVotes

ONE = "polls/<int:pk>/"

urlpatterns = [
    path("polls/", Polls.as_view({"get": "list", "post": "create"}), name="api-polls"),
    path(ONE, Polls.as_view({"get": "retrieve"}), name="api-poll"),
    path(
        f"{ONE}vote/",
        PollVote.as_view({"put": "update", "delete": "destroy"}),
        name="api-poll-vote",
    ),
    path(f"{ONE}closed/", PollClosed.as_view({"put": "update"}), name="api-poll-closed"),
    path(f"{ONE}options/", PollOptions.as_view({"post": "create"}), name="api-poll-options"),
    path(
        f"{ONE}options/<int:option_pk>/",
        PollOptions.as_view({"delete": "destroy"}),
        name="api-poll-option",
    ),
    path(f"{ONE}votes/", PollVotes.as_view({"get": "list"}), name="api-poll-votes"),
]
