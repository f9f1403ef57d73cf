"""What every test has: a database, an empty cache, cheap passwords, a counter of queries."""

import gc
import os
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.client import ClientMixin
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from intranet import databases
from tests import emptying, migrated, once, profile, signed_in
from tests.factories import make_user

hypothesis.settings.register_profile(
    "quick", max_examples=25, deadline=None, derandomize=True, database=None
)
hypothesis.settings.register_profile("thorough", max_examples=400, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# by whether the profile is "server"
PATIENT = {True: {"options": databases.FOR_COMMANDS.as_options}, False: {"timeout": 20}}


def pytest_configure(config: pytest.Config) -> None:
    """Settings that differ in tests: cheap passwords, static files without a build."""
    TransactionTestCase._fixture_teardown = emptying.empty  # type: ignore[method-assign]
    ClientMixin.force_login = signed_in.force_login  # type: ignore[method-assign]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    for database in settings.DATABASES.values():  # a busy machine is no fault of what is tested
        database["OPTIONS"] |= PATIENT[profile.IS_SERVER]
        if profile.IS_SERVER:
            database.setdefault("TEST", {})["TEMPLATE"] = "flurfunk"


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other profile; mark what the whole run does not repeat."""
    unwanted = "embedded" if profile.IS_SERVER else "server"
    for item in items:
        if once.is_once(item):
            item.add_marker("once")
        if item.get_closest_marker(unwanted):
            item.add_marker(pytest.mark.skip(reason=f"needs the {unwanted} profile"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays, so it is not looked through for garbage again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """On SQLite what is there is used: a copy that is migrated. PostgreSQL copies a template."""
    if profile.IS_SERVER:
        return django_db_keepdb
    migrated.copy_sqlite(Path(settings.DATABASES["default"]["TEST"]["NAME"]))
    return True


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test may ask the database."""


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees the limits or fragments of another one."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def _just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the tests run: nobody misses the clock that none of them has."""
    monkeypatch.setattr("kit.http.health._started", time.monotonic())


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """What Anna, Ben and Eve read: what the mark of the module says, or what the site speaks."""
    return "en" if request.node.get_closest_marker("english") else ""


@pytest.fixture
def anna(language: str) -> User:
    """Anna, who writes."""
    return make_user("anna", language=language)


@pytest.fixture
def ben(language: str) -> User:
    """Ben, who reads."""
    return make_user("ben", language=language)


@pytest.fixture
def eve(language: str) -> User:
    """Eve, who is outside."""
    return make_user("eve", language=language)


@pytest.fixture
def as_anna(client: Client, anna: User) -> Client:
    """The browser, or the program, of Anna."""
    client.force_login(anna)
    return client


@pytest.fixture
def as_ben(client: Client, ben: User) -> Client:
    """The browser of Ben."""
    client.force_login(ben)
    return client


@pytest.fixture
def count_queries() -> Callable[[Callable[[], Any]], int]:
    """`count_queries(lambda: client.get("/"))` is the number of statements that call needs."""

    def count(call: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture
async def live_transport(monkeypatch: pytest.MonkeyPatch, settings: Any) -> AsyncIterator[None]:
    """Hints go as in the profile: within the process, or through Redis."""
    from kit.live.redis_transport import RedisTransport
    from kit.live.transports import InProcess
    from tests.sockets import carried_by

    redis = settings.REDIS_URL
    carrier = RedisTransport(redis) if redis else InProcess()
    async with carried_by(carrier, monkeypatch, settings):
        yield


@pytest.fixture
def services() -> Iterator[Any]:
    """A PostgreSQL and a Redis of one's own, to stop and start at will."""
    from tests.services import Services

    running = Services().start()
    yield running
    running.stop()
