"""What of the feed may be uploaded in parts."""

from accounts.authentication import writing
from accounts.models import ApiToken
from feed.actions.photos import CALLED_PICTURES, upload_file, upload_photo
from kit import limits
from kit.files.upload_kinds import UploadKind

SCOPES = writing(ApiToken.Scope.FEED_WRITE)


def most(name: str) -> int:
    """What is called a picture is taken as one."""
    called = name.lower().endswith(CALLED_PICTURES)
    return limits.PICTURE_BYTES if called else limits.FILE_BYTES


UPLOADS = [
    UploadKind("files", upload_file, SCOPES, limit=most),
    UploadKind("photos", upload_photo, SCOPES, limit=lambda name: limits.PICTURE_BYTES),
]
