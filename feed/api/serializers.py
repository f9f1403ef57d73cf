"""What posts, comments and photos look like in JSON. No rules live here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.serializers import PersonRef
from feed import policy
from feed.models import Comment, Photo, Post
from kit import limits
from kit.api.serializers import Reacted, Upload
from kit.http.exceptions import Problem
from kit.text import rendering
from spaces.models import Space
from spaces.serializers import SpaceRef


class PhotoRow(serializers.ModelSerializer[Photo]):
    """A picture with the addresses of its sizes; they ask for the reader's right each time."""

    sources = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = ["key", "width", "height", "colour", "description", "sources"]
        read_only_fields = ["key", "width", "height", "colour"]

    def get_sources(self, photo: Photo) -> dict[str, str]:
        """Width in pixels and address of every size."""
        return {str(row["width"]): photo.address(row["size"]) for row in photo.variants}


class AttachedFile(serializers.ModelSerializer[Photo]):
    """A file that is no picture, with its address; it asks for the reader's right each time."""

    url = serializers.CharField(source="download")

    class Meta:
        model = Photo
        fields = read_only_fields = ["key", "name", "size", "content_type", "url"]


class SharedPost(serializers.ModelSerializer[Post]):
    """The post a share refers to, as far as the reader may see it."""

    author = PersonRef()
    excerpt = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = read_only_fields = ["id", "author", "excerpt", "published_at"]

    def get_excerpt(self, post: Post) -> str:
        """The beginning of its text."""
        return rendering.excerpt(post.body)


class PostRow(Reacted, serializers.ModelSerializer[Post]):
    """A post as its reader sees it."""

    author = PersonRef()
    spaces = SpaceRef(many=True)
    photos = PhotoRow(many=True, source="pictures")
    files = AttachedFile(many=True)
    shared = SharedPost(allow_null=True)
    is_share = serializers.SerializerMethodField()
    html = serializers.CharField(source="body_html")
    is_saved = serializers.BooleanField()
    can_edit = serializers.SerializerMethodField()
    can_delete = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = read_only_fields = [
            "id", "author", "spaces", "body", "html", "photos", "files", "is_share", "shared",
            "published_at", "edited_at", "version", "reactions", "my_reaction",
            "comment_count", "share_count", "is_saved", "can_edit", "can_delete",
        ]  # fmt: skip

    def get_is_share(self, post: Post) -> bool:
        """Whether it refers to another post, be that visible or not."""
        return post.shared_id is not None

    def get_can_edit(self, post: Post) -> bool:
        """Whether the reader may change the text."""
        return policy.can_edit_post(self.asks(), post)

    def get_can_delete(self, post: Post) -> bool:
        """Whether the reader may take the post down."""
        return policy.can_delete_post(self.asks(), post)


class CommentRow(Reacted, serializers.ModelSerializer[Comment]):
    """A comment as its reader sees it; a deleted one has an empty text and no author."""

    author = serializers.SerializerMethodField()
    photos = PhotoRow(many=True, source="pictures")
    files = AttachedFile(many=True)
    html = serializers.CharField(source="body_html")
    is_deleted = serializers.SerializerMethodField()
    can_edit = serializers.SerializerMethodField()
    can_delete = serializers.SerializerMethodField()

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

    def get_is_deleted(self, comment: Comment) -> bool:
        """Whether only the place is left."""
        return comment.deleted_at is not None

    def get_can_edit(self, comment: Comment) -> bool:
        """Whether the reader may change the text."""
        return policy.can_edit_comment(self.asks(), comment)

    def get_can_delete(self, comment: Comment) -> bool:
        """Whether the reader may delete it."""
        return policy.can_delete_comment(self.asks(), comment)


# --- what programs send --------------------------------------------------------------------------
class Keys(serializers.ListField):
    """Keys of photos and files."""

    child = serializers.CharField(max_length=60)

    def __init__(self, **options: Any) -> None:
        super().__init__(default=list, max_length=limits.FILES_PER_POST, **options)


class Idempotent(serializers.Serializer[Any]):
    """Anything that may be sent twice."""

    client_id = serializers.UUIDField(required=False, help_text=_("Makes sending repeatable."))
    body = serializers.CharField(allow_blank=True, default="", max_length=limits.POST_LENGTH)
    photos = Keys(help_text=_("Keys of uploaded photos and files, in order; at most ten."))


class Spaces(serializers.ListField):
    """Spaces by slug, through the reader's own rule."""

    child = serializers.SlugField(max_length=100)

    def to_internal_value(self, data: Any) -> list[Space]:
        """The spaces, or a problem that tells nothing about hidden ones."""
        slugs = set(super().to_internal_value(data))
        found = list(Space.objects.visible_to(self.context["request"].user).filter(slug__in=slugs))
        if len(found) < len(slugs):
            raise Problem("unknown_space", _("One of these spaces does not exist."), field="spaces")
        return found


class NewPost(Idempotent):
    """A post to publish."""

    spaces = Spaces()


class NewShare(serializers.Serializer[Any]):
    """Own words above a reference."""

    client_id = serializers.UUIDField(required=False)
    body = serializers.CharField(allow_blank=True, default="", max_length=limits.POST_LENGTH)
    spaces = Spaces()


class NewComment(Idempotent):
    """A comment, or with `parent` an answer."""

    body = serializers.CharField(allow_blank=True, default="", max_length=limits.COMMENT_LENGTH)
    parent = serializers.IntegerField(required=False, allow_null=True)


class PostChange(serializers.Serializer[Any]):
    """A new text for what was read as `version`; photos and files that come and go."""

    body = serializers.CharField(allow_blank=True, max_length=limits.POST_LENGTH)
    version = serializers.IntegerField(required=False)
    added = Keys(help_text=_("Keys of uploaded photos and files to attach."))
    dropped = Keys(help_text=_("Keys of attached photos and files to remove."))


class CommentChange(PostChange):
    """A new text for a comment."""

    body = serializers.CharField(allow_blank=True, max_length=limits.COMMENT_LENGTH)


class NewPhoto(Upload):
    """A picture file."""
