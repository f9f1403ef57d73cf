"""People who are signed in, many at once: without passwords, which are slow on purpose."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.hashers import make_password

from accounts.sessions import SessionStore

BACKEND = "accounts.authentication.PersonBackend"


def make_people(count: int, prefix: str) -> list[Any]:
    """`count` active people whose names begin with `prefix`; the same ones when asked again."""
    names = [f"{prefix}{number}" for number in range(count)]
    unusable, user = make_password(None), get_user_model()
    user.objects.bulk_create(
        [user(staff_number=name, handle=name, password=unusable) for name in names],
        ignore_conflicts=True,
    )
    return list(user.objects.filter(handle__in=names).order_by("pk"))


def session_of(user: Any) -> str:
    """A session key as sign-in would make it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    row = session.create_model_instance(session._session)
    row.save(force_insert=True)
    return str(row.session_key)


def force_login(client: Any, user: Any, backend: str = BACKEND) -> None:
    """`Client.force_login` in one statement instead of fifteen; half of all tests need it."""
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
