"""Around every request of a person: age of the session, trace of the device, language."""

import time
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.authentication import at_hand
from kit.database.outages import outage_of

Responder = Callable[[HttpRequest], HttpResponse]

STARTED = "started_at"  # when the person signed in: the absolute age counts from here
TOUCHED = "touched_at"  # when the session's expiry was last moved on
TOUCH_SECONDS = 60 * 60
TRACE_SECONDS = 10 * 60
LANGUAGES = dict(settings.LANGUAGES)


class SessionAge:
    """Ends sessions that are too old; keeps those in use alive, writing at most once an hour."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, as nobody when the session is over."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            keep_or_end(request, now=int(time.time()))
        return self.get_response(request)


def keep_or_end(request: HttpRequest, *, now: int) -> None:
    """Sign out after the absolute age; otherwise move the idle expiry on when it is due.

    The expiry never lies behind the absolute end, so sockets, which do not pass here, end then too.
    """
    session = request.session
    left = settings.SESSION_ABSOLUTE_AGE - (now - session.setdefault(STARTED, now))
    if left < 0:
        logout(request)
    elif now - session.get(TOUCHED, 0) > TOUCH_SECONDS:
        session[TOUCHED] = now
        session.set_expiry(max(1, min(left, settings.SESSION_COOKIE_AGE)))


class PersonSessionMiddleware(SessionMiddleware):
    """Django's, but a page that only reads is shown although its session cannot be written."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write the session if it changed; without a place to write, reading goes on."""
        with only_noted(request):
            return super().process_response(request, response)
        return response


class Authentication(AuthenticationMiddleware):
    """Django's, with the person who came along with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the person of a session; without one Django looks when somebody asks.

        A page asks its person for 300 things; through a lazy object each costs a call in Python.
        """
        super().process_request(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.user = _person_of(request)


def _person_of(request: Any) -> Any:
    SESSION_KEY in request.session  # noqa: B015 (reading loads it)
    with at_hand(request.session.person):
        return get_user(request)


class DeviceTrace:
    """Notes when and with which device a session was used, at most every ten minutes.

    Without the pause every page would write; sign-in itself notes the device at once.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note the use when it is due."""
        key = request.session.session_key if request.user.is_authenticated else None
        if key and _is_due(f"trace:{key}"):
            with only_noted(request):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_due(name: str) -> bool:
    """Whether no process did this in the last ten minutes; one that did need not ask the others."""
    return all(caches[where].add(name, 1, TRACE_SECONDS) for where in ("process", "default"))


@contextmanager
def only_noted(request: HttpRequest) -> Iterator[None]:
    """Pass over that the database takes no writes now, where the request itself writes nothing."""
    try:
        yield
    except (DatabaseError, SessionInterrupted) as error:
        cause = cause_of(error)
        if not outage_of(cause):
            raise
        if request.method not in ("GET", "HEAD"):
            raise cause from cause.__cause__


def cause_of(error: BaseException) -> BaseException:
    """What the database said: Django calls a session that could not be written a deleted one."""
    while not isinstance(error, DatabaseError) and error.__context__:
        error = error.__context__
    return error


class PersonLocale:
    """Language and time zone: the person's, else the browser's, else the company's."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the right language, and say which one it is."""
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_of(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Accept-Language",))
        return response


def language_of(request: HttpRequest) -> str:
    """The language for this request; without a person the cookie of the switch counts first."""
    own = getattr(request.user, "language", "")
    return own if own in LANGUAGES else translation.get_language_from_request(request)


def zone_of(request: HttpRequest) -> zoneinfo.ZoneInfo:
    """The time zone for this request."""
    return request.user.zone if request.user.is_authenticated else timezone.get_default_timezone()
