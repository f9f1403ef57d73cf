"""What of conversations may be uploaded in parts."""

from accounts.authentication import writing
from accounts.models import ApiToken
from chat.actions import upload_file
from kit.files.upload_kinds import UploadKind

UPLOADS = [UploadKind("messages", upload_file, writing(ApiToken.Scope.CHAT_WRITE))]
