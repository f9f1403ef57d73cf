"""Is this process alive, and is everything it needs there?

Both answers are for machines and tell the public nothing but yes or no; an administrator who is
signed in sees which part is away.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import close_old_connections, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from kit import outbox

Check = Callable[[], None]

PART_SECONDS = 1.0  # a part that takes longer counts as away
OUTBOX_AGE = timedelta(minutes=10)  # five times what a sweep may leave lying
STORAGE_SECONDS = 15  # the storage is asked this seldom: writing a file costs more than a question
_threads = ThreadPoolExecutor(4, thread_name_prefix="health")
_storage: dict[str, float | bool] = {"asked": 0.0, "ok": False}


class Away(Exception):
    """A part does not do its work."""


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers. Asks nothing else, so that nobody restarts it for a dead database."""
    return JsonResponse({"ok": True})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything this process needs is there; 503 otherwise. Staff see the parts."""
    parts = {name: is_there(future) for name, future in asked().items()}
    ready = all(parts.values())
    answer: dict[str, object] = {"ready": ready}
    if parts["database"] and request.user.is_staff:  # without a database nobody is signed in
        answer["parts"] = parts
    response = JsonResponse(answer, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "5"
    return response


def asked() -> "dict[str, Future[None]]":
    """All checks at once, so that the slowest decides how long the answer takes."""
    checks: dict[str, Check] = {"database": database, "outbox": outbox_age, "storage": storage}
    if settings.REDIS_URL:
        checks["redis"] = redis_answers
    return {name: _threads.submit(partial(_with_connection, ask)) for name, ask in checks.items()}


def _with_connection(ask: Check) -> None:
    close_old_connections()
    try:
        ask()
    finally:
        connection.close()


def is_there(future: "Future[None]") -> bool:
    """Whether a check passed in time."""
    try:
        future.result(PART_SECONDS)
    except Exception:
        return False
    return True


def database() -> None:
    """The database answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def outbox_age() -> None:
    """Somebody takes what the outbox holds."""
    since = outbox.oldest_due()
    if since and timezone.now() - since > OUTBOX_AGE:
        raise Away


def redis_answers() -> None:
    """Redis answers."""
    patience = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    client = redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **patience)
    with client:
        client.ping()


def storage() -> None:
    """Files can be written and removed; the answer is remembered for a moment."""
    now = time.monotonic()
    if not _storage["ok"] or now - _storage["asked"] > STORAGE_SECONDS:
        _storage.update(asked=now, ok=False)
        name = default_storage.save(f"health/{get_random_string(16)}", ContentFile(b"ok"))
        default_storage.delete(name)
        _storage["ok"] = True
