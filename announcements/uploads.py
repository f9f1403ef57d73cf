"""What of announcements may be uploaded in parts."""

from django.core.files.uploadedfile import UploadedFile

from accounts.authentication import writing
from accounts.models import ApiToken, User
from announcements.actions import upload_attachment
from announcements.models import Attachment
from announcements.policy import is_editor
from kit.files.upload_kinds import UploadKind


def take(*, by: User, upload: UploadedFile, description: str) -> Attachment:
    """An attachment shows by its name what it is."""
    return upload_attachment(by=by, upload=upload)


UPLOADS = [
    UploadKind("announcements", take, writing(ApiToken.Scope.ANNOUNCEMENTS_WRITE), may=is_editor)
]
