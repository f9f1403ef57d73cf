"""Passwords: setting one, and asking for a link to do so."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import policy
from accounts.actions.sessions import end_sessions
from accounts.events import PasswordResetAsked
from accounts.models import User
from kit.outbox import publish


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


@transaction.atomic
def ask_for_password(*, user: User | None) -> None:
    """Have a link to set a password sent to `user`; nobody gets one, at the same cost."""
    publish(PasswordResetAsked(user_id=user.pk if user else 0, request_id=uuid.uuid4().hex))
