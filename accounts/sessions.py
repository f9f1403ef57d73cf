"""Where sessions are stored: Django's table, asked by a statement that is written once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Now

from kit.prepared import prepared


@prepared
def _living(session_key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=Now())


class SessionStore(DatabaseStore):
    """Django's store of sessions in the database; every request of a person asks it."""

    def _get_session_from_db(self) -> Session | None:
        if found := _living(self.session_key or ""):
            return found[0]
        self._session_key = None  # as Django does: nobody chooses the key of a new session
        return None
