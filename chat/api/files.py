"""Photos and files of messages over REST: uploaded first, attached by key when sending."""

from accounts.authentication import writing
from accounts.models import ApiToken, User
from chat import actions
from chat.api import serializers as shapes
from chat.models import ChatFile
from kit.api.methods import call, upload
from kit.api.serializers import DESCRIPTION
from kit.api.views import Viewset


def is_own(user: User, file: ChatFile) -> bool:
    """Whether `user` has uploaded it."""
    return file.uploader_id == user.pk


def is_waiting(user: User, file: ChatFile) -> bool:
    """Whether it is an own one that is neither sent nor planned."""
    return is_own(user, file) and not file.message_id and not file.planned_id


class Files(Viewset):
    """Photos and files you may see."""

    serializer_class = shapes.FileRow
    required_scopes = writing(ApiToken.Scope.CHAT_WRITE)
    lookup_field = "key"
    thing = "file"

    add = upload(
        actions.upload_file, "Upload a photo or file. It waits 24 hours; only you know of it."
    )
    describe = call(
        actions.describe_file,
        body=DESCRIPTION,
        may=is_own,
    )
    discard = call(
        actions.discard_file, "Throw an own file that waits away.", may=is_waiting, answers=None
    )
