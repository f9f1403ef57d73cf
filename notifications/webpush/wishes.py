"""Whether somebody wants to be reached on a browser: a note in its session, which ends with it.

The row of a device goes when its push service calls it gone; the wish stays, so the browser may
get a new address without a question. Only the person takes the wish back.
"""

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings

from notifications.webpush.models import PushDevice

WISH = "push"


def note(session: UserSession | None, *, is_wanted: bool) -> None:
    """Write the wish down, where the browser has a session."""
    if session is None:
        return
    store = import_module(settings.SESSION_ENGINE).SessionStore(session.session_key)
    if store.get(WISH) != is_wanted and store.exists(session.session_key):
        store[WISH] = is_wanted
        store.save()


def is_wanted(session: Any) -> bool:
    """What was wished for in the browser with this session of Django."""
    known = PushDevice.objects.filter(session__session_key=session.session_key)
    return bool(session.get(WISH, False)) or (WISH not in session and known.exists())
