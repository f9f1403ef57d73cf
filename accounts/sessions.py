"""Where sessions are stored: one row, which brings its person along.

Every request of a person asks for both, so they are one statement, written once.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Now

from kit.database.prepared import prepared
from kit.jobs.retention import kept_for


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about sessions."""

    def visible_to(self, user: Any) -> "SessionQuerySet":
        """One's own, and nobody else's."""
        return self.filter(person=user.pk)

    def living(self) -> "SessionQuerySet":
        """Sessions that still open something."""
        return self.filter(expire_date__gt=Now())


@kept_for(since="expire_date")
class Session(AbstractBaseSession):
    """A session of a browser; of nobody before the sign-in is complete."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[Any] = BaseSessionManager.from_queryset(SessionQuerySet)()

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        """Where its content is read."""
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's store of sessions in the database, with the person of each."""

    person: Any = None  # whose session was loaded, also one who may no longer sign in

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Where the rows are."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of this content."""
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Session | None:
        if found := _living(self.session_key or ""):
            self.person = found[0].person
            return found[0]
        self._session_key = None  # as Django does: nobody chooses the key of a new session
        return None


@prepared
def _living(session_key: str) -> models.QuerySet[Session]:
    return Session.objects.living().filter(session_key=session_key).select_related("person")
