"""Who belongs to the company, and what a person may do in it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, directory, policy
from accounts.actions.sessions import end_sessions
from accounts.events import PersonDeactivated, PersonReactivated, RoleChanged
from accounts.models import User
from kit.http.exceptions import Conflict
from kit.jobs.outbox import publish


@transaction.atomic
def deactivate_person(*, by: User | None, user: User) -> None:
    """Close the account of `user` at once: sessions, sockets, keys and links in mails.

    What the person wrote stays, and so does the claim on name and address.
    """
    refuse_manager(by)
    refuse_last_administrator(user)
    user.is_active, user.deactivated_at = False, timezone.now()
    user.save(update_fields=["is_active", "deactivated_at"])
    user.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    end_sessions(user=user)
    audit.note(by=by, action="accounts.deactivate_person", about=user)
    directory.outdate_facets()
    publish(PersonDeactivated(user_id=user.pk))


@transaction.atomic
def reactivate_person(*, by: User | None, user: User) -> None:
    """Let `user` sign in again. Old sessions and keys stay dead."""
    refuse_manager(by)
    user.is_active, user.deactivated_at = True, None
    user.save(update_fields=["is_active", "deactivated_at"])
    audit.note(by=by, action="accounts.reactivate_person", about=user)
    publish(PersonReactivated(user_id=user.pk))


@transaction.atomic
def change_role(*, by: User | None, user: User, role: str) -> None:
    """Give `user` another role. The person signs in anew, so no session outlives its rights."""
    if user.is_bot or not policy.may_grant(by, role):
        raise PermissionDenied
    if role == user.role:
        return
    if role != User.Role.ADMINISTRATOR:
        refuse_last_administrator(user)
    user.role = role
    user.is_staff = user.is_superuser = role == User.Role.ADMINISTRATOR
    user.save(update_fields=["role", "is_staff", "is_superuser"])
    end_sessions(user=user)
    audit.note(by=by, action=f"accounts.make_{role}", about=user)
    publish(RoleChanged(user_id=user.pk))


def refuse_manager(by: User | None) -> None:
    """Only administrators manage people."""
    if not policy.may_manage_people(by):
        raise PermissionDenied


def refuse_last_administrator(user: User) -> None:
    """Somebody must be left who can open the administration."""
    administrators = User.objects.active().filter(role=User.Role.ADMINISTRATOR)
    # Locked in one order, so that two administrators cannot remove each other at once.
    ids = set(administrators.select_for_update().order_by("pk").values_list("pk", flat=True))
    if ids == {user.pk}:
        raise Conflict("last_administrator", _("This is the last administrator."))
