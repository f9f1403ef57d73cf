"""The quiet time of the company, and who may break it. All of it is noted in the audit log."""

from datetime import time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, policy
from accounts.availability.models import CompanyHours, UrgentSender
from accounts.events import AvailabilityChanged
from accounts.models import User
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish

EVERYBODY = 0


@transaction.atomic
def change_company_hours(*, by: User | None, **fields: bool | str | time | None) -> CompanyHours:
    """Change when it is quiet for everybody who chose nothing, the limits, or the urgent role."""
    refuse_all_but_administrators(by)
    hours = CompanyHours.objects.select_for_update().first() or CompanyHours(pk=1)
    for name, value in fields.items():
        setattr(hours, name, value)
    refuse_impossible_limits(hours)
    hours.save()
    audit.note(by=by, action="accounts.change_company_hours", about=hours)
    publish(AvailabilityChanged(user_id=EVERYBODY))
    return hours


@transaction.atomic
def let_send_urgently(*, by: User | None, user: User) -> None:
    """Put `user` on the list of those who may send urgently. Twice is once."""
    refuse_all_but_administrators(by)
    if UrgentSender.objects.get_or_create(user=user)[1]:
        audit.note(by=by, action="accounts.let_send_urgently", about=user)


@transaction.atomic
def stop_sending_urgently(*, by: User | None, user: User) -> None:
    """Take `user` off the list. Twice is once."""
    refuse_all_but_administrators(by)
    if UrgentSender.objects.filter(user=user).delete()[0]:
        audit.note(by=by, action="accounts.stop_sending_urgently", about=user)


# --- parts -----------------------------------------------------------------------------------
def refuse_all_but_administrators(by: User | None) -> None:
    """What holds for everybody is the administrators' to say."""
    if not policy.may_manage_people(by):
        raise PermissionDenied


def refuse_impossible_limits(hours: CompanyHours) -> None:
    """A day on which it never rings would silence everybody."""
    if hours.quiet_from == hours.quiet_until:
        detail = _("The quiet time begins and ends at the same moment; switch it off instead.")
        raise Problem("invalid", detail, field="quiet_until")
    if hours.earliest and hours.latest and hours.earliest >= hours.latest:
        raise Problem("invalid", _("Choose a later time than the first."), field="latest")
    if hours.urgent_role not in CompanyHours.Urgent.values:
        raise Problem("invalid", _("Choose who may send urgently."), field="urgent_role")
