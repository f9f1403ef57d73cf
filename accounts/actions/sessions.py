"""The places where a person is signed in, and ending them."""

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.sessions import Session
from kit.jobs.retention import delete_in_batches, forget_old
from kit.live.hints import access_changed


@transaction.atomic
def end_session(*, by: User, session: UserSession) -> None:
    """Sign `by` out on one device: pages with the next request, sockets within two seconds."""
    if session.user_id != by.pk:
        raise PermissionDenied
    _delete_sessions([session.session_key])
    access_changed([by.pk])


@transaction.atomic
def end_other_sessions(*, by: User, keep: str | None) -> None:
    """Sign `by` out everywhere but in the session with the key `keep`."""
    others = UserSession.objects.filter(user=by).exclude(session_key=keep)
    _delete_sessions(list(others.values_list("session_key", flat=True)))
    access_changed([by.pk])


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Sign `user` out everywhere, sessions nobody listed included.

    The round is part of every session's checksum, so a session that another request writes back
    at this moment is dead all the same.
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    Session.objects.filter(person=user).delete()
    UserSession.objects.filter(user=user).delete()
    access_changed([user.pk])


def forget_session(*, session_key: str) -> None:
    """Forget the device of a session that ended by signing out."""
    UserSession.objects.filter(session_key=session_key).delete()


def forget_old_sessions() -> int:
    """Remove sessions that ended by themselves, and what was noted about their devices."""
    forget_old(Session)
    living = Session.objects.values("session_key")
    return delete_in_batches(UserSession.objects.exclude(session_key__in=living))


def _delete_sessions(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
