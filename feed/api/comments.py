"""Comments below a post, over REST. A comment is always looked up through its post."""

from typing import Any

from django.db.models import QuerySet

from accounts.authentication import writing
from accounts.models import ApiToken
from feed import actions, policy, timeline
from feed.api import serializers as shapes
from feed.limits import COMMENT_LENGTH
from feed.models import Comment, Post
from kit.api.methods import call, create, lists
from kit.api.serializers import PHOTOS
from kit.api.views import Viewset, in_address
from kit.database import keyset
from kit.http.exceptions import Conflict
from kit.http.throttling import WRITE
from reactions.serializers import REACTION


class Comments(Viewset):
    """The thread of a post."""

    serializer_class = shapes.CommentRow
    required_scopes = writing(ApiToken.Scope.FEED_WRITE)

    post_above = in_address(Post, pk="post_pk")

    def get_queryset(self) -> QuerySet[Comment]:
        """Living comments below this post."""
        return super().get_queryset().living().filter(post=self.kwargs["post_pk"])

    def found(self, name: str) -> Any:
        """The comment, or the post above it."""
        return self.post_above if name == "post" else super().found(name)

    def fresh(self, comment: Comment) -> Comment:
        """The row, as the person who asks sees it."""
        row = self.get_queryset().as_rows(self.request.user).filter(pk=comment.pk).first()
        if row is None:
            raise Conflict("deleted")
        return row

    @lists(shapes.CommentRow)
    def list(self) -> keyset.Page:
        """The newest comments in order of reading; `next` leads to earlier ones."""
        cursor = self.cursor
        post, before, size = self.post_above, cursor["after"], cursor["size"]
        return timeline.thread(self.request.user, post, before=before, size=size)

    write = create(
        actions.write_comment, "Write a comment.", shapes.NewComment, within="post", rate=WRITE
    )
    change = call(
        actions.edit_comment,
        "Change the text of an own comment. An outdated `version` is 409.",
        shapes.text_change(COMMENT_LENGTH),
        may=policy.can_edit_comment,
    )
    bring = call(actions.bring_comment_photos, body=PHOTOS, may=policy.is_author)
    unpromise = call(actions.take_back_comment_promise, may=policy.is_author)
    destroy = call(
        actions.delete_comment,
        "Delete a comment; its replies keep a placeholder above them.",
        answers=None,
    )
    react = call(actions.react_to_comment, "React; another kind replaces the first.", REACTION)
    unreact = call(actions.take_back_comment_reaction, "Take the own reaction back.")
