"""Who asks: people by name and password, programs by key."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User

if TYPE_CHECKING:  # the framework imports this module while it loads its views
    from rest_framework.views import APIView

KEY_PREFIX = "ff_"
USE_NOTED_EVERY = timedelta(minutes=10)
AT_HAND: ContextVar[User | None] = ContextVar("at hand", default=None)


class PersonBackend(AuthenticationBackend):
    """Signs in by staff number or address with exactly one password check, known or unknown."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; none once deactivated. Every request asks."""
        if (person := AT_HAND.get()) and person.pk == int(user_id):
            return person if person.is_active else None
        return User.objects.active().filter(pk=user_id).first()

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        names = (credentials.get(key) for key in ("email", "username", User.USERNAME_FIELD))
        person = User.objects.signing_in_as(next(filter(None, names), ""))
        checked = self._check_password(person, credentials["password"])
        self.unstash_authenticated_user()  # the deactivated are told what a wrong password is told
        return checked


@contextmanager
def at_hand(person: User | None) -> Iterator[None]:
    """Let Django, which checks the session of `person`, not ask for them again meanwhile."""
    token = AT_HAND.set(person)
    try:
        yield
    finally:
        AT_HAND.reset(token)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer ff_…`: a program acts for the person who made the key."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the key, or nothing when no key is given. A wrong key is 401."""
        kind, _space, secret = get_authorization_header(request).partition(b" ")
        if kind.lower() != self.keyword:
            return None
        token = usable_token(secret.strip().decode("latin-1"))
        if not token:
            raise exceptions.AuthenticationFailed(_("This key is unknown, expired or revoked."))
        note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401 instead of a 403."""
        return 'Bearer realm="api"'


def usable_token(secret: str) -> ApiToken | None:
    """The living key of an active person for `secret`."""
    living = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    tokens = ApiToken.objects.select_related("user").filter(living, revoked_at=None)
    return tokens.filter(digest=ApiToken.digest_of(secret), user__is_active=True).first()


def note_use(token: ApiToken) -> None:
    """Remember that the key is in use, so that its owner can tell which ones are not."""
    now = timezone.now()
    if not token.last_used_at or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class HasScope(BasePermission):
    """Keys open only what their scopes say; signed-in people pass.

    A view lists `required_scopes = {"POST": "feed:write"}`; reading needs `read` everywhere, and a
    writing method that is not listed is closed to keys.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether the key's scopes contain the one this method needs."""
        if not isinstance(request.auth, ApiToken):
            return True
        return scope_needed(request.method or "", view) in request.auth.scopes


def scope_needed(method: str, view: "APIView") -> str | None:
    """The scope a key needs for `method` on `view`."""
    scopes = getattr(view, "required_scopes", {})
    return scopes.get(method, ApiToken.Scope.READ if method in SAFE_METHODS else "closed")


def writing(scope: str) -> dict[str, str]:
    """The `required_scopes` of a view whose every change needs `scope`."""
    return dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), scope)


# For views that no key may open: the scope does not exist.
SESSION_ONLY = dict.fromkeys(
    ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"], "session"
)
