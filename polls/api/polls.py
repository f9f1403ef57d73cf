"""Polls over REST: asking, reading, voting, ending, and the options to choose from."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import audit
from accounts.authentication import writing
from accounts.models import ApiToken
from kit import limits
from kit.api.framework import number
from kit.api.methods import call, create, lists
from kit.api.views import Viewset
from kit.database import keyset
from kit.http.throttling import WRITE
from polls import actions, policy, results
from polls.api import serializers as shapes
from polls.limits import MOST_OPTIONS, OPTION_LENGTH
from polls.models import Option, Poll

PLACES = {"post": "post", "conversation": "message__conversation", "seq": "message__seq"}
NARROWED = (
    OpenApiParameter("post", int, description="The poll of this post."),
    OpenApiParameter("conversation", int, description="Polls of this conversation."),
    OpenApiParameter("seq", int, description="With it: the poll of the message of this number."),
)


def create_poll(**sent: Any) -> Poll:
    """Publish a post with a poll."""
    poll = actions.create_poll(**sent)
    poll.repeated = poll.post.repeated  # type: ignore[union-attr]
    return poll


def add_option(**sent: Any) -> Option:
    """Add an option, where voters may."""
    option, is_new = actions.add_option(**sent)
    option.repeated = not is_new
    return option


class Polls(Viewset):
    """Polls of posts and messages, as the person who asks sees them."""

    model = Poll
    serializer_class = shapes.PollRow
    required_scopes = writing(ApiToken.Scope.FEED_WRITE)

    @property
    def poll_id(self) -> int:
        """The id in the address. Actions look it up; before a body is read it must be visible."""
        has_body = self.request.method in ("PUT", "POST")
        return self.get_object().pk if has_body else self.kwargs["pk"]

    @property
    def option_id(self) -> int:
        """The id of the option in the address."""
        return self.kwargs["option_pk"]

    def get_queryset(self) -> Any:
        """Polls this person may read, with what decides about rights."""
        return super().get_queryset().with_container()

    def fresh(self, poll: Any) -> Any:
        """The poll of the address, or the new one, as the person sees it now."""
        pk = self.kwargs.get("pk", getattr(poll, "pk", None))
        return results.of_poll(self.request.user, pk)

    @lists(shapes.PollRow, *NARROWED)
    def list(self) -> keyset.Page:
        """Polls you may read, newest first."""
        wanted = {path: number(self.request, name) for name, path in PLACES.items()}
        polls = self.get_queryset().filter(**{p: n for p, n in wanted.items() if n is not None})
        page = keyset.page(polls, order=self.ordering, **self.cursor)
        return keyset.Page(results.of_polls(self.request.user, page.items), page.next)

    @lists(shapes.VoteRow)
    def votes(self) -> QuerySet[Any]:
        """Who voted for what, newest first; for the author of a poll that announced it."""
        poll = self.get_object()
        if not policy.can_list_votes(self.request.user, poll):
            raise PermissionDenied
        if "after" not in self.request.query_params:
            audit.note(by=self.request.user, action="polls.open_names", about=poll)
        return poll.votes().select_related("user")

    def retrieve(self, request: Request, **address: int) -> Response:
        """One poll."""
        return self.shown(self.fresh(None))

    ask = create(create_poll, body=shapes.NewPoll, rate=WRITE)
    vote = call(
        actions.vote,
        "Vote, or change the vote. In an anonymous poll a second vote is 409.",
        {
            "options": serializers.ListField(
                source="option_ids",
                child=serializers.IntegerField(min_value=1, max_value=limits.BIGGEST_ID),
                max_length=MOST_OPTIONS,
            )
        },
        on="poll_id",
    )
    withdraw_vote = call(
        actions.withdraw_vote, "Withdraw the vote. In an anonymous poll this is 409.", on="poll_id"
    )
    close = call(actions.close_poll)
    add_option = create(
        add_option,
        body={"text": serializers.CharField(max_length=OPTION_LENGTH)},
        within="poll_id",
        rate=WRITE,
    )
    remove_option = call(
        actions.remove_option,
        on=("poll_id", "option_id"),
        answers=None,
    )
