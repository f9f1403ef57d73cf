"""Is this process alive, and is everything it needs there?

Both answers are for machines and tell the public nothing but yes or no; an administrator who is
signed in sees which part is away.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from kit.database import server_time
from kit.database.outages import is_busy
from kit.jobs import outbox
from kit.jobs.heartbeats import CLOCK, CLOCK_AGE, beat, silent_for

Check = Callable[[], None]

PART_SECONDS = 1.0  # a part that takes longer counts as away
OUTBOX_AGE = timedelta(minutes=10)  # five times what a sweep may leave lying
REMEMBERED_SECONDS = 15  # writing is asked for this seldom: it costs more than a question
STORED_BYTES = 64 * 1024  # more than fits beside the name of a file
# A sort that does not fit into memory writes a file beside the tables, and leaves nothing behind.
SPACE_TEST_POSTGRESQL = (
    "SET LOCAL work_mem = '64kB'",
    "SELECT count(*) FROM (SELECT md5(n::text) AS a FROM generate_series(1, 6000) AS n"
    " ORDER BY a OFFSET 1) AS sorted",
)
# New pages, given back at once.
SPACE_TEST_SQLITE = (
    "CREATE TABLE kit_disk_test (bytes BLOB)",
    "INSERT INTO kit_disk_test VALUES (zeroblob(65536))",
)
_threads = ThreadPoolExecutor(4, thread_name_prefix="health")
_yes: dict[str, float] = {}  # when a part was last found to take what is written
_started = time.monotonic()


class PartAway(Exception):
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
    checks: dict[str, Check] = {
        "database": database,
        "clock": clock_beats,
        "outbox": outbox_age,
        "storage": storage,
    }
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
    """The database answers a question, and takes a row; that it does is remembered for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    remembered("database", _write)


def _write() -> None:
    """Write where room is needed: a small row alone finds some in a file that is there already."""
    statements = SPACE_TEST_POSTGRESQL if connection.vendor == "postgresql" else SPACE_TEST_SQLITE
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            transaction.set_rollback(True)
        beat("write")
    except DatabaseError as error:
        if not is_busy(error):  # somebody is writing: then it can be written
            raise


def clock_beats() -> None:
    """Somebody sends what is due by itself; whoever has just started is given time to."""
    silent = silent_for(CLOCK)
    up = timedelta(seconds=time.monotonic() - _started)
    if up > CLOCK_AGE and (silent is None or silent > CLOCK_AGE):
        raise PartAway


def outbox_age() -> None:
    """Somebody takes what the outbox holds."""
    since = outbox.oldest_due()
    if since and server_time.now() - since > OUTBOX_AGE:
        raise PartAway


def redis_answers() -> None:
    """Redis answers."""
    import redis  # here: an installation without it does not load its client
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    patience = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    client = redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **patience)
    with client:
        client.ping()


def storage() -> None:
    """Files can be written and removed; the answer is remembered for a moment."""
    remembered("storage", _store)


def _store() -> None:
    name = f"health/{get_random_string(16)}"
    default_storage.delete(default_storage.save(name, ContentFile(os.urandom(STORED_BYTES))))


def remembered(name: str, ask: Check) -> None:
    """Ask, unless the answer was yes a moment ago. A no is asked anew every time."""
    if time.monotonic() - _yes.get(name, -REMEMBERED_SECONDS) < REMEMBERED_SECONDS:
        return
    _yes.pop(name, None)
    ask()
    _yes[name] = time.monotonic()
