"""Passwords: setting one, and asking for a link to do so."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audit, policy
from accounts.actions.sessions import end_sessions
from accounts.events import PasswordResetAsked
from accounts.models import User
from kit.database import server_time
from kit.jobs.outbox import publish


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    """Write into the audit log that somebody with more rights than others has signed in.

    When everybody else comes and goes is nobody's business.
    """
    if user.role != User.Role.MEMBER:
        audit.note(by=user, action="accounts.auth_views", about=user)


def note_failed_sign_in(*, user: User | None) -> None:
    """Write into the audit log that a try failed; number 0 stands for a name that nobody has."""
    audit.note(by=None, action="accounts.fail_to_sign_in", about=user or User(pk=0))


@transaction.atomic
def set_password(*, by: User | None, user: User, password: str | None) -> None:
    """Give `user` a new password and sign the person out everywhere.

    The page where people change their own keeps its session by writing it anew. Without a
    password nobody can sign in until a link from a mail was used. Bots never get one.
    """
    if user.is_bot or (by != user and not policy.may_manage_people(by)):
        raise PermissionDenied
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    audit.note(by=by, action="accounts.set_password", about=user)


@transaction.atomic
def ask_for_password(*, user: User | None, by: User | None = None) -> None:
    """Have a link to set a password sent to `user`; nobody gets one, at the same cost."""
    if by and user:
        audit.note(by=by, action="accounts.send_password_link", about=user)
    asked_at = int(server_time.now().timestamp())
    name = uuid.uuid4().hex
    publish(PasswordResetAsked(user.pk if user else 0, request_id=name, asked_at=asked_at))
