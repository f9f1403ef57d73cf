"""What posts, comments and photos look like in JSON. No rules live here."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.serializers import PersonRef
from feed import policy
from feed.limits import COMMENT_LENGTH, POST_LENGTH
from feed.models import Comment, Photo, Post
from kit.api.serializers import (
    Allowed,
    Excerpt,
    IsSet,
    Keys,
    Named,
    PhotosToCome,
    PictureSources,
    Reference,
    Repeatable,
)
from reactions.serializers import Reacted
from spaces.models import Space
from spaces.serializers import SpaceRef


class PhotoRow(serializers.ModelSerializer[Photo]):
    """A picture with the addresses of its sizes; they ask for the reader's right each time."""

    sources = PictureSources()

    class Meta:
        model = Photo
        fields = ["key", "width", "height", "colour", "description", "sources"]
        read_only_fields = ["key", "width", "height", "colour"]


class AttachedFile(serializers.ModelSerializer[Photo]):
    """A file that is no picture, with its address; it asks for the reader's right each time."""

    url = serializers.CharField(source="download")

    class Meta:
        model = Photo
        fields = read_only_fields = ["key", "name", "size", "content_type", "url"]


class SharedPost(serializers.ModelSerializer[Post]):
    """The post a share refers to, as far as the reader may see it."""

    author = PersonRef()
    excerpt = Excerpt(source="body")

    class Meta:
        model = Post
        fields = read_only_fields = ["id", "author", "excerpt", "published_at"]


class PostRow(Reacted, serializers.ModelSerializer[Post]):
    """A post as its reader sees it."""

    author = PersonRef()
    spaces = SpaceRef(many=True)
    photos = PhotoRow(many=True, source="pictures")
    files = AttachedFile(many=True)
    shared = SharedPost(allow_null=True)
    is_share = IsSet(source="shared_id")
    html = serializers.CharField(source="body_html")
    is_saved = serializers.BooleanField()
    can_edit = Allowed(policy.can_edit_post)
    can_delete = Allowed(policy.can_delete_post)

    class Meta:
        model = Post
        fields = read_only_fields = [
            "id", "author", "spaces", "body", "html", "photos", "files", "is_share", "shared",
            "published_at", "edited_at", "version", "reactions", "my_reaction",
            "comment_count", "share_count", "is_saved", "can_edit", "can_delete",
        ]  # fmt: skip


class CommentRow(Reacted, serializers.ModelSerializer[Comment]):
    """A comment as its reader sees it; a deleted one has an empty text and no author."""

    author = serializers.SerializerMethodField()
    photos = PhotoRow(many=True, source="pictures")
    files = AttachedFile(many=True)
    html = serializers.CharField(source="body_html")
    is_deleted = IsSet(source="deleted_at")
    can_edit = Allowed(policy.can_edit_comment)
    can_delete = Allowed(policy.can_delete_comment)

    class Meta:
        model = Comment
        fields = read_only_fields = [
            "id", "parent", "author", "body", "html", "photos", "files", "created_at",
            "edited_at", "version", "reactions", "my_reaction", "is_deleted",
            "can_edit", "can_delete",
        ]  # fmt: skip

    @extend_schema_field(PersonRef(allow_null=True))
    def get_author(self, comment: Comment) -> dict[str, Any] | None:
        """Who wrote it, while it stands."""
        return None if comment.deleted_at else PersonRef(comment.author, context=self.context).data


# --- what programs send --------------------------------------------------------------------------
class Spaces(Named):
    """Spaces by slug."""

    model = Space
    child = serializers.SlugField(max_length=100)
    unknown = ("unknown_space", _("One of these spaces does not exist."))


class NewShare(Repeatable):
    """Own words above a reference."""

    body = serializers.CharField(allow_blank=True, default="", max_length=POST_LENGTH)
    spaces = Spaces()


class NewPost(NewShare):
    """A post to publish."""

    photos = Keys(help_text=_("Keys of uploaded photos and files, in order; at most ten."))
    photos_to_come = PhotosToCome()


class NewComment(Repeatable):
    """A comment, or with `parent` a reply."""

    body = serializers.CharField(allow_blank=True, default="", max_length=COMMENT_LENGTH)
    photos = Keys(help_text=_("Keys of uploaded photos and files, in order; at most ten."))
    photos_to_come = PhotosToCome()
    parent = Reference(
        lambda view, pk: get_object_or_404(view.get_queryset(), pk=pk),
        required=False,
        allow_null=True,
    )


def text_change(limit: int) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """A new text for what was read as `version`; photos and files that come and go."""
    return {
        "body": serializers.CharField(allow_blank=True, max_length=limit),
        "version": serializers.IntegerField(required=False),
        "added": Keys(help_text=_("Keys of uploaded photos and files to attach.")),
        "dropped": Keys(help_text=_("Keys of attached photos and files to remove.")),
    }
