"""Posts over REST: reading, writing, reacting, sharing, saving."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter

from accounts.authentication import writing
from accounts.models import ApiToken, User
from accounts.serializers import ReactionRow
from feed import actions, policy, timeline
from feed.api import serializers as shapes
from feed.limits import POST_LENGTH
from feed.models import Post, Reaction, Topic
from kit.api.methods import call, create, lists
from kit.api.serializers import PHOTOS
from kit.api.views import Viewset
from kit.database import keyset
from kit.http.exceptions import Conflict
from kit.http.throttling import WRITE
from reactions.serializers import REACTION
from spaces.models import Space

FILTERS = (
    OpenApiParameter("show", str, enum=["all", "spaces"], description="spaces: own spaces only"),
    OpenApiParameter("space", str, description="Slug of one space."),
    OpenApiParameter("topic", str, description="Name of one topic, without #."),
    OpenApiParameter("author", str, description="Handle of one person."),
)


def share_post(*, post: Post, **sent: Any) -> Post:
    """Share a post into spaces whose people may all see it."""
    return actions.create_post(shared=post, **sent)


class Posts(Viewset):
    """Posts of all kinds, as cards show them."""

    serializer_class = shapes.PostRow
    required_scopes = writing(ApiToken.Scope.FEED_WRITE)

    def fresh(self, post: Post) -> Post:
        """The card, as the person who asks sees it."""
        found = timeline.cards(self.request.user, [post.pk])
        if not found:  # made once and deleted since: repeating does not revive it
            raise Conflict("deleted")
        return found[0]

    @lists(shapes.PostRow, *FILTERS)
    def list(self) -> keyset.Page:
        """Posts you may read, newest first."""
        user, asked = self.request.user, self.request.query_params
        if slug := asked.get("space"):
            space = get_object_or_404(Space.objects.visible_to(user), slug=slug)
            return timeline.of_space(user, space, **self.cursor)
        if name := asked.get("topic"):
            topic = Topic.objects.filter(name=name.casefold()).first()
            if topic is None:  # like one that is used only where this person may not read
                return keyset.Page([], None)
            return timeline.of_topic(user, topic, **self.cursor)
        if handle := asked.get("author"):
            person = get_object_or_404(User.objects.visible_to(user), handle=handle)
            return timeline.of_person(user, person, **self.cursor)
        return timeline.feed(user, show=asked.get("show", "all"), **self.cursor)

    @lists(shapes.PostRow)
    def saved(self) -> keyset.Page:
        """Saved posts, last saved first. Nobody else sees this list."""
        return timeline.saved(self.request.user, **self.cursor)

    @lists(ReactionRow)
    def reactions(self) -> Any:
        """Who reacted how, newest first."""
        return Reaction.objects.filter(post=self.get_object()).select_related("user")

    publish = create(actions.create_post, "Publish a post.", shapes.NewPost, rate=WRITE)
    change = call(
        actions.edit_post,
        "Change the text of an own post. An outdated `version` is 409.",
        shapes.text_change(POST_LENGTH),
        may=policy.can_edit_post,
    )
    destroy = call(actions.delete_post, answers=None)
    react = call(actions.react_to_post, "React; another kind replaces the first.", REACTION)
    unreact = call(actions.take_back_reaction, "Take the own reaction back.")
    bring = call(actions.bring_photos, body=PHOTOS, may=policy.is_author)
    unpromise = call(actions.take_back_promise, may=policy.is_author)
    share = create(
        share_post,
        body=shapes.NewShare,
        within="post",
        rate=WRITE,
    )
    save = call(actions.save_post)
    unsave = call(actions.unsave_post)
