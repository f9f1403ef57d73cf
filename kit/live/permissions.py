"""Whether a socket may open, who is behind it, and what that person may hear."""

import time
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from channels.db import DatabaseSyncToAsync
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.http.request import split_domain_port, validate_host
from django.utils.crypto import constant_time_compare

from kit.live.hints import CHANNELS, SILENT

SESSION_STARTED = "started_at"  # where the session says when its person signed in
Joined = tuple[str, int | str]
Stamp = tuple[Any, ...]  # what the checksum of a person's sessions rests on
THREADS = ThreadPoolExecutor(4, thread_name_prefix="socket-rights")


@dataclass(frozen=True)
class GrantedChannels:
    """What a valid session may hear: the channels of each topic."""

    topics: dict[Joined, list[str]]
    stamp: Stamp


def in_thread(question: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Ask the database in a small pool of threads, so that no socket waits behind all others."""
    return DatabaseSyncToAsync(question, thread_sensitive=False, executor=THREADS)


def is_own_origin(scope: dict[str, Any]) -> bool:
    """Whether the page that opens the socket is ours. A missing Origin is a foreign one."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    allowed = settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
    scheme = "https" if settings.HTTPS else "http"
    is_known = validate_host(split_domain_port(host)[0], allowed)
    return is_known and urlsplit(origin)[:2] == (scheme, host)


def person_of(session_key: str) -> Any | None:
    """The active person whose valid session this is; changes nothing, unlike a request would."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key or None)
    found = session.load() if session_key else {}
    if SESSION_KEY not in found:
        return None
    user = get_user_model()._default_manager.filter(pk=found[SESSION_KEY], is_active=True).first()
    return user if user and _is_current(user, found) else None


def living(session_keys: Collection[str], people: Collection[int]) -> set[str | tuple[Any, ...]]:
    """What of many sessions still stands, in two statements: their keys, and (person, stamp) of
    everybody who is active. A session lives while both are among them."""
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects
    known = sessions.filter(session_key__in=session_keys, expire_date__gt=Now())
    users = get_user_model()
    rows = users._default_manager.filter(pk__in=people, is_active=True)
    stamped = rows.values_list("pk", *users.SESSION_FIELDS)
    return {*known.values_list("session_key", flat=True), *((pk, tuple(s)) for pk, *s in stamped)}


def _is_current(user: Any, session: dict[str, Any]) -> bool:
    """Whether the session is young enough and was begun with the present password."""
    if time.time() - session.get(SESSION_STARTED, time.time()) > settings.SESSION_ABSOLUTE_AGE:
        return False
    known = session.get(HASH_SESSION_KEY, "")
    return any(
        constant_time_compare(known, expected)
        for expected in (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    )


def channels_of(session_key: str, person: int, topic: str, pk: int | str) -> list[str]:
    """The channels that joining `topic` opens to this person; none when it may not."""
    granted = topics_of(session_key, person, [(topic, pk)])
    return granted.topics[topic, pk] if granted else []


def topics_of(session_key: str, person: int | None, joined: list[Joined]) -> GrantedChannels | None:
    """What each topic opens at this moment; None when the session is not this person's any more."""
    user = person_of(session_key)
    if user is None or user.pk != person:
        return None
    topics = {(topic, pk): _ask(user, topic, pk) for topic, pk in joined}
    return GrantedChannels(topics, stamp_of(user))


def stamp_of(user: Any) -> Stamp:
    """What changes when all sessions of a person end."""
    return tuple(getattr(user, field) for field in user.SESSION_FIELDS)


def _ask(user: Any, topic: str, pk: int | str) -> list[str]:
    rule = CHANNELS.get(topic, SILENT).rule
    try:
        return rule(user, pk) if rule else []
    except (ValueError, TypeError, ValidationError):  # an id of the wrong kind is an unknown one
        return []
