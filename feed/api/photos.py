"""Photos and files over REST: uploaded first, attached by key when something is written."""

from accounts.authentication import writing
from accounts.models import ApiToken, User
from feed import actions
from feed.api import serializers as shapes
from feed.models import Photo
from kit.api.methods import call, upload
from kit.api.serializers import DESCRIPTION
from kit.api.views import Viewset


def is_waiting(user: User, photo: Photo) -> bool:
    """Whether it is an own photo or file that is not attached yet."""
    return photo.uploader_id == user.pk and not photo.post_id and not photo.comment_id


class Photos(Viewset):
    """Pictures you may see; an own one can be changed until it is attached."""

    serializer_class = shapes.PhotoRow
    required_scopes = writing(ApiToken.Scope.FEED_WRITE)
    lookup_field = "key"

    add = upload(
        actions.upload_photo, "Upload one picture. It waits 24 hours; only you know of it."
    )
    describe = call(
        actions.describe_photo, "Describe an own picture that waits.", DESCRIPTION, may=is_waiting
    )
    discard = call(
        actions.discard_photo, "Throw away an own one that waits.", may=is_waiting, answers=None
    )


class Files(Photos):
    """Files you may see: name, size and address."""

    serializer_class = shapes.AttachedFile
    add = upload(actions.upload_file, "Upload one file. It waits 24 hours; only you know of it.")
