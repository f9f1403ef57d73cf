"""Calling people in their quiet time."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.availability.policy import may_send_urgently
from accounts.availability.urgent_calls import REASON_LENGTH, UrgentCall, name_of
from accounts.events import UrgentlyCalled
from accounts.models import User
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish


@transaction.atomic
def call_urgently(*, by: User, about: Model, reason: str) -> UrgentCall:
    """Have all readers of `about` reached now, in quiet time too; a second time changes nothing.

    Who may call about a thing, its app has asked before. The reason stays for administrators.
    """
    if not may_send_urgently(by):
        raise PermissionDenied
    reason = " ".join(reason.split())
    if not reason:
        raise Problem("no_reason", _("Explain why it cannot wait."), field="reason")
    if len(reason) > REASON_LENGTH:
        detail = _("This is too long. At most %(limit)d characters.") % {"limit": REASON_LENGTH}
        raise Problem("too_long", detail, field="reason", limit=REASON_LENGTH)
    call, made = UrgentCall.objects.get_or_create(
        about=name_of(about), defaults={"by": by, "reason": reason}
    )
    if made:
        audit.note(by=by, action="accounts.call_urgently", about=about)
        publish(UrgentlyCalled(call_id=call.pk))
    return call
