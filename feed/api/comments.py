"""Comments below a post, over REST. A comment is always looked up through its post."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feed import actions, policy, timeline
from feed.api import serializers as shapes
from feed.api.posts import WRITES
from feed.models import Comment, Post
from kit.api.serializers import ReactionChoice
from kit.api.views import Viewset, page_size
from kit.http.exceptions import Conflict
from kit.http.throttling import WRITE, spend


class CommentView(Viewset):
    """What every view of a comment needs."""

    model = Comment
    serializer_class = shapes.CommentRow
    required_scopes = WRITES

    @cached_property
    def post_above(self) -> Post:
        """The post in the address, as far as the person may read it."""
        readable = Post.objects.visible_to(self.request.user)
        return get_object_or_404(readable, pk=self.kwargs["post_pk"])

    def get_queryset(self) -> QuerySet[Comment]:
        """Living comments below this post."""
        return super().get_queryset().living().filter(post=self.kwargs["post_pk"])

    def answer(self, pk: int, status: int = 200) -> Response:
        """The fresh comment, as the person who asked sees it."""
        row = self.get_queryset().as_rows(self.request.user).filter(pk=pk).first()
        if row is None:
            raise Conflict("deleted")
        context = self.get_serializer_context()
        return Response(shapes.CommentRow(row, context=context).data, status=status)


class Comments(CommentView):
    """The thread of a post."""

    def list(self, request: Request, post_pk: int) -> Response:
        """The newest comments in order of reading; `next` leads to earlier ones."""
        after, size = request.query_params.get("after") or None, page_size(request)
        page = timeline.thread(request.user, self.post_above, before=after, size=size)
        rows = shapes.CommentRow(page.items, many=True, context=self.get_serializer_context())
        return Response({"results": rows.data, "next": page.next})

    @extend_schema(
        request=shapes.NewComment, responses={201: shapes.CommentRow, 200: shapes.CommentRow}
    )
    def create(self, request: Request, post_pk: int) -> Response:
        """Write a comment. The same `client_id` again answers 200 with the first one."""
        post = self.post_above
        spend(request.user, WRITE)
        sent = self.read()
        if parent := sent.pop("parent", None):
            sent["parent"] = get_object_or_404(self.get_queryset(), pk=parent)
        comment = actions.write_comment(by=request.user, post=post, **sent)
        return self.answer(comment.pk, status=200 if comment.repeated else 201)

    def retrieve(self, request: Request, post_pk: int, pk: int) -> Response:
        """One comment."""
        return self.answer(self.get_object().pk)

    @extend_schema(request=shapes.CommentChange)
    def partial_update(self, request: Request, post_pk: int, pk: int) -> Response:
        """Change the text of an own comment. An outdated `version` is 409."""
        comment = self.get_object()
        if not policy.can_edit_comment(request.user, comment):
            self.permission_denied(request)
        actions.edit_comment(by=request.user, comment=comment, **self.read())
        return self.answer(comment.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, post_pk: int, pk: int) -> Response:
        """Delete a comment; its answers keep a placeholder above them."""
        actions.delete_comment(by=request.user, comment=self.get_object())
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        sent = {"create": shapes.NewComment, "partial_update": shapes.CommentChange}
        return sent.get(self.action, shapes.CommentRow)


class CommentReaction(CommentView):
    """The own reaction to a comment."""

    serializer_class = ReactionChoice

    @extend_schema(responses=shapes.CommentRow)
    def update(self, request: Request, post_pk: int, pk: int) -> Response:
        """React; one reaction per person, another kind replaces the first."""
        comment = self.get_object()
        actions.react_to_comment(by=request.user, comment=comment, **self.read())
        return self.answer(comment.pk)

    @extend_schema(responses=shapes.CommentRow)
    def destroy(self, request: Request, post_pk: int, pk: int) -> Response:
        """Take the own reaction back."""
        comment = self.get_object()
        actions.take_back_comment_reaction(by=request.user, comment=comment)
        return self.answer(comment.pk)
