"""Posts, their reactions, shares and saving, over REST."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken, User
from accounts.serializers import ReactionRow
from feed import actions, policy, timeline
from feed.api import serializers as shapes
from feed.models import Post, Reaction, Topic
from kit.api.serializers import ReactionChoice
from kit.api.views import Viewset, page_size
from kit.database import keyset
from kit.http.exceptions import Conflict
from kit.http.throttling import WRITE, spend
from spaces.models import Space

WRITES = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), ApiToken.Scope.FEED_WRITE)
FILTERS = [
    OpenApiParameter("show", str, enum=["all", "groups"], description="groups: own spaces only"),
    OpenApiParameter("space", str, description="Slug of one space."),
    OpenApiParameter("topic", str, description="Name of one topic, without #."),
    OpenApiParameter("author", str, description="Handle of one person."),
]


class PostView(Viewset):
    """What every view of one post needs."""

    model = Post
    serializer_class = shapes.PostRow
    required_scopes = WRITES
    lookup_value_converter = "int"

    def answer(self, pk: int, status: int = 200) -> Response:
        """The fresh post, as the person who asked sees it."""
        found = timeline.cards(self.request.user, [pk])
        if not found:  # made once and deleted since: repeating does not revive it
            raise Conflict("deleted")
        context = self.get_serializer_context()
        return Response(shapes.PostRow(found[0], context=context).data, status=status)

    def page(self, page: keyset.Page, serializer: type[Any]) -> Response:
        """One page of a list."""
        rows = serializer(page.items, many=True, context=self.get_serializer_context())
        return Response({"results": rows.data, "next": page.next})


class Posts(PostView):
    """The feed: reading, publishing, changing, deleting."""

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Posts you may read, newest first."""
        after, size = request.query_params.get("after") or None, page_size(request)
        return self.page(self._listed(request.user, request, after, size), shapes.PostRow)

    def _listed(self, user: User, request: Request, after: str | None, size: int) -> keyset.Page:
        wanted = request.query_params
        if slug := wanted.get("space"):
            space = get_object_or_404(Space.objects.visible_to(user), slug=slug)
            return timeline.of_space(user, space, after=after, size=size)
        if name := wanted.get("topic"):
            topic = Topic.objects.filter(name=name.casefold()).first()
            if topic is None:  # like one that is used only where this person may not read
                return keyset.Page([], None)
            return timeline.of_topic(user, topic, after=after, size=size)
        if handle := wanted.get("author"):
            person = get_object_or_404(User.objects.visible_to(user), handle=handle)
            return timeline.of_person(user, person, after=after, size=size)
        return timeline.feed(user, show=wanted.get("show", "all"), after=after, size=size)

    @extend_schema(request=shapes.NewPost, responses={201: shapes.PostRow, 200: shapes.PostRow})
    def create(self, request: Request) -> Response:
        """Publish a post. The same `client_id` again answers 200 with the first post."""
        spend(request.user, WRITE)
        post = actions.create_post(by=request.user, **self.read())
        return self.answer(post.pk, status=200 if post.repeated else 201)

    def retrieve(self, request: Request, pk: int) -> Response:
        """One post."""
        return self.answer(self.get_object().pk)

    @extend_schema(request=shapes.PostChange)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change the text of an own post. An outdated `version` is 409."""
        post = self.get_object()
        if not policy.can_edit_post(request.user, post):
            self.permission_denied(request)
        actions.edit_post(by=request.user, post=post, **self.read())
        return self.answer(post.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take a post down."""
        actions.delete_post(by=request.user, post=self.get_object())
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        sent = {"create": shapes.NewPost, "partial_update": shapes.PostChange}
        return sent.get(self.action, shapes.PostRow)


class PostReaction(PostView):
    """The own reaction to a post."""

    serializer_class = ReactionChoice

    @extend_schema(responses=shapes.PostRow)
    def update(self, request: Request, pk: int) -> Response:
        """React; one reaction per person, another kind replaces the first."""
        post = self.get_object()
        actions.react_to_post(by=request.user, post=post, **self.read())
        return self.answer(post.pk)

    @extend_schema(responses=shapes.PostRow)
    def destroy(self, request: Request, pk: int) -> Response:
        """Take the own reaction back."""
        post = self.get_object()
        actions.take_back_reaction(by=request.user, post=post)
        return self.answer(post.pk)


class PostReactions(PostView):
    """Everybody's reactions to a post."""

    serializer_class = ReactionRow

    def list(self, request: Request, pk: int) -> Response:
        """Who reacted how, newest first."""
        given = Reaction.objects.filter(post=self.get_object()).select_related("user")
        after, size = request.query_params.get("after") or None, page_size(request)
        return self.page(keyset.page(given, order=("-id",), after=after, size=size), ReactionRow)


class PostShare(PostView):
    """Sharing: a post of one's own that refers to another."""

    serializer_class = shapes.NewShare

    @extend_schema(responses={201: shapes.PostRow, 200: shapes.PostRow})
    def create(self, request: Request, pk: int) -> Response:
        """Share a post into spaces whose people may all see it."""
        source = self.get_object()
        spend(request.user, WRITE)
        share = actions.create_post(by=request.user, shared=source, **self.read())
        return self.answer(share.pk, status=200 if share.repeated else 201)


class PostSaved(PostView):
    """Keeping a post for later."""

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Keep the post."""
        post = self.get_object()
        actions.save_post(by=request.user, post=post)
        return self.answer(post.pk)

    def destroy(self, request: Request, pk: int) -> Response:
        """Forget the post."""
        post = self.get_object()
        actions.unsave_post(by=request.user, post=post)
        return self.answer(post.pk)


class SavedPosts(PostView):
    """What the person keeps."""

    def list(self, request: Request) -> Response:
        """Saved posts, last saved first. Nobody else sees this list."""
        after, size = request.query_params.get("after") or None, page_size(request)
        return self.page(timeline.saved(request.user, after=after, size=size), shapes.PostRow)
