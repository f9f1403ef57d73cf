"""Polls over REST: asking, reading, voting, ending, and the answers to choose from."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import audit
from accounts.models import ApiToken
from kit.api.views import Viewset, number, page_size
from kit.database import keyset
from kit.http.throttling import WRITE, spend
from polls import actions, policy, results
from polls.api import serializers as shapes
from polls.models import Poll

WRITES = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), ApiToken.Scope.FEED_WRITE)
PLACES = {"post": "post", "conversation": "message__conversation", "seq": "message__seq"}
NARROWED = [
    OpenApiParameter("post", int, description="The poll of this post."),
    OpenApiParameter("conversation", int, description="Polls of this conversation."),
    OpenApiParameter("seq", int, description="With it: the poll of the message of this number."),
]


class PollView(Viewset):
    """What every view of one poll needs."""

    model = Poll
    serializer_class = shapes.PollRow
    required_scopes = WRITES
    lookup_value_converter = "int"

    def answer(self, pk: int, status: int = 200) -> Response:
        """The poll as the person who asked sees it now."""
        return Response(shapes.PollRow(results.of_poll(self.request.user, pk)).data, status=status)

    def get_queryset(self) -> Any:
        """Polls this person may read, with what decides about rights."""
        return super().get_queryset().with_holder()


class Polls(PollView):
    """Reading polls, and asking."""

    @extend_schema(parameters=NARROWED)
    def list(self, request: Request) -> Response:
        """Polls you may read, newest first."""
        after, size = request.query_params.get("after") or None, page_size(request)
        wanted = {path: number(request, name) for name, path in PLACES.items()}
        polls = self.get_queryset().filter(**{p: n for p, n in wanted.items() if n is not None})
        listed = keyset.page(polls, order=("-pk",), after=after, size=size)
        rows = results.of_polls(request.user, listed.items)
        return Response({"results": shapes.PollRow(rows, many=True).data, "next": listed.next})

    @extend_schema(request=shapes.NewPoll, responses={201: shapes.PollRow, 200: shapes.PollRow})
    def create(self, request: Request) -> Response:
        """Publish a post with a poll. The same `client_id` again answers 200 with the first."""
        spend(request.user, WRITE)
        poll = actions.create_poll(by=request.user, **self.read())
        repeated = poll.post.repeated  # type: ignore[union-attr]
        return self.answer(poll.pk, status=200 if repeated else 201)

    def retrieve(self, request: Request, pk: int) -> Response:
        """One poll."""
        return self.answer(pk)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        return shapes.NewPoll if self.action == "create" else shapes.PollRow


class PollVote(PollView):
    """The own vote."""

    serializer_class = shapes.NewVote

    @extend_schema(responses=shapes.PollRow)
    def update(self, request: Request, pk: int) -> Response:
        """Vote, or change the vote. In an anonymous poll a second vote is 409."""
        self.get_object()
        sent = self.read()
        actions.vote(by=request.user, poll_id=pk, option_ids=sent["options"])
        return self.answer(pk)

    @extend_schema(request=None, responses=shapes.PollRow)
    def destroy(self, request: Request, pk: int) -> Response:
        """Withdraw the vote. In an anonymous poll this is 409."""
        actions.withdraw_vote(by=request.user, poll_id=pk)
        return self.answer(pk)


class PollClosed(PollView):
    """That a poll has ended."""

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """End the poll now, for good. Twice is once."""
        actions.close_poll(by=request.user, poll=self.get_object())
        return self.answer(pk)


class PollOptions(PollView):
    """The answers of a poll."""

    serializer_class = shapes.NewOption

    @extend_schema(responses={201: shapes.PollRow, 200: shapes.PollRow})
    def create(self, request: Request, pk: int) -> Response:
        """Add an answer, where voters may. The same text again answers 200."""
        self.get_object()
        spend(request.user, WRITE)
        _option, is_new = actions.add_option(by=request.user, poll_id=pk, **self.read())
        return self.answer(pk, status=201 if is_new else 200)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: int, option_pk: int) -> Response:
        """Take an answer away that nobody has chosen."""
        actions.remove_option(by=request.user, poll_id=pk, option_id=option_pk)
        return Response(status=204)


class PollVotes(PollView):
    """Who voted for what, for the author of a poll that announced it."""

    serializer_class = shapes.VoteRow

    def list(self, request: Request, pk: int) -> Response:
        """Votes, newest first."""
        poll = self.get_object()
        if not policy.can_list_votes(request.user, poll):
            raise PermissionDenied
        if "after" not in request.query_params:
            audit.note(by=request.user, deed="polls.open_names", about=poll)
        rows = poll.votes().select_related("user")
        after, size = request.query_params.get("after") or None, page_size(request)
        listed = keyset.page(rows, order=("-pk",), after=after, size=size)
        return Response(
            {"results": shapes.VoteRow(listed.items, many=True).data, "next": listed.next}
        )
