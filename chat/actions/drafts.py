"""Texts that were begun: kept on the server too, so that another device can go on."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.limits import MESSAGE_LENGTH
from chat.models import Conversation, Draft
from kit.http.exceptions import Problem
from kit.text.rendering import clean


@transaction.atomic
def keep_draft(*, by: User, conversation: Conversation, body: str) -> None:
    """Keep `body` as what `by` has begun to write here; an empty text ends the draft."""
    body = clean(body)
    if len(body) > MESSAGE_LENGTH:
        detail = _("This text is too long; at most %(limit)d characters fit.")
        limit = {"limit": MESSAGE_LENGTH}
        raise Problem("too_long", detail % limit, field="body", limit=MESSAGE_LENGTH)
    rows = Draft.objects.filter(author=by, conversation=conversation)
    if not body.strip():
        rows.delete()
    else:
        Draft.objects.update_or_create(
            author=by, conversation=conversation, defaults={"body": body}
        )
