"""A running site and browsers in front of it: phone and desktop, German and English."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from accounts.models import User
from chat.models import Conversation
from kit.design import assets
from kit.http.wsgi_to_asgi import Bridge
from kit.live import consumer
from spaces.models import Space
from tests.e2e.device import CONTROLLED
from tests.e2e.engines import kill, launched
from tests.e2e.line import Line, line_to
from tests.e2e.waiting import LIMIT_MS
from tests.factories import make_group, make_space, make_user
from tests.intranet.processes import free_port
from tests.services import wait_until

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver runs a loop in this thread

expect.set_options(timeout=LIMIT_MS)  # a newcomer's laptop is busy too

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Requests run in other threads, so what a test makes must really be in the database."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.django_db(transaction=True))


MOST_REPEATED = 2  # of 430, on two busy cores


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run when more tests were run again than a busy machine explains."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and len(reporter.stats.get("rerun", [])) > MOST_REPEATED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class Counted:
    """An application that knows how many requests and sockets it is busy with.

    The database is emptied between tests, which may not meet a request that is still writing.
    """

    busy = 0

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        Counted.busy += 1
        try:
            await self.application(scope, receive, send)
        finally:
            Counted.busy -= 1


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of the product: pages through the bridge, sockets through the hub."""
    from django.core.wsgi import get_wsgi_application

    address = f"http://127.0.0.1:{(port := free_port())}"
    settings.BASE_URL, settings.CSRF_TRUSTED_ORIGINS = address, [address]
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    assets.build(Path(settings.VAR_DIR) / "assets")
    call_command("compile_languages", verbosity=0)
    bridge = Bridge(get_wsgi_application())
    application = Counted(ProtocolTypeRouter({"websocket": consumer.application(), "http": bridge}))
    server = uvicorn.Server(
        uvicorn.Config(application, port=port, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the site")
    yield address
    server.should_exit = True
    thread.join(20)
    bridge.pool.shutdown()
    with django_db_blocker.unblock():
        _hang_up()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """The system's browser, without a window."""
    with driver.chromium.launch(**launched("chromium")) as browser:
        yield browser


@pytest.fixture(scope="session")
def firefox(driver: Playwright) -> Iterator[Browser]:
    """A second engine, for tests of `both_engines`."""
    with driver.firefox.launch(**launched("firefox")) as browser:
        yield browser


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Browser:
    """The browser of this test."""
    browser: Browser = request.getfixturevalue(getattr(request, "param", "chromium"))
    return browser


@pytest.fixture
def open_browser(site: str, engine: Browser) -> Iterator[Callable[..., Page]]:
    """`open_browser(anna, size="phone", language="de")` is a page with Anna signed in.

    Every call is a browser of its own. After the test no page may have reported an error of a
    script or a refusal of the content policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(
        person: User | None = None,
        *,
        size: str = "desktop",
        language: str = "en",
        provoked: str | tuple[str, ...] = (),  # errors that the test wants
        **more: Any,
    ) -> Page:
        options = {"locale": {"de": "de-DE", "en": "en-GB"}[language], "base_url": site}
        # What a device kept is shown while a busy server is still asked: tests of pages look at
        # what the server says, those of the device (test_device.py) and of push let the worker in.
        options["service_workers"] = "block"
        context = engine.new_context(**{**SIZES[size], **options, **more})
        context.set_default_timeout(LIMIT_MS)
        contexts.append(context)
        if person:
            User.objects.filter(pk=person.pk).update(language=language)
            context.add_cookies([{**_session(person), "url": site}])
        page = context.new_page()
        page.on("pageerror", lambda error: _blame(str(error), complaints))
        page.on("console", lambda said: _note(said, complaints, provoked))
        return page

    yield open_one
    for context in contexts:
        context.close()
    wait_until(lambda: Counted.busy == 0, "the last request")
    assert complaints == []


def _hang_up() -> None:
    """Nothing holds the test database any more, but us: threads keep a connection each."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _session(person: User) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value}


def _blame(error: str, complaints: list[str]) -> None:
    # no script of ours did it: that a page was left before it had faded in, or is one that does not
    # fade, as the door after signing out; that a line was cut (Firefox)
    if not error.startswith(("Transition was ", "Firefox can’t establish", "The connection to ws")):
        complaints.append(error)


def _note(said: Any, complaints: list[str], provoked: str | tuple[str, ...]) -> None:
    # what tests provoke and look at
    wanted = (provoked,) if isinstance(provoked, str) else provoked
    expected = (*wanted, "status of 4", "ERR_INTERNET_DISCONNECTED", "htmx:")
    if said.type == "error" and not any(words in said.text for words in expected):
        complaints.append(said.text)


@pytest.fixture
def ben() -> User:
    """Ben, who is out with a phone."""
    return make_user("ben")


@pytest.fixture
def space(anna: User, ben: User) -> Space:
    """Anna's, with Ben."""
    return make_space(anna, ben)


@pytest.fixture
def group(anna: User, ben: User) -> Conversation:
    """Of Ben and Anna."""
    return make_group(ben)


@pytest.fixture
def line(site: str) -> Iterator[Line]:
    """A line to the site that can be cut."""
    with line_to(site) as found:
        yield found


@pytest.fixture
def open_phone(open_browser: Callable[..., Page], line: Line) -> Callable[..., Page]:
    """`open_phone(anna)` is a phone at the start page (`path`), on a line that can be cut, with
    the worker before it."""

    def opened(person: User | None = None, path: str = "/", **more: Any) -> Page:
        ours = {"size": "phone", "base_url": line.address, "provoked": ("ERR_", "WebSocket")}
        page = open_browser(person, **{**ours, **more}, service_workers="allow")
        page.goto(path)
        page.wait_for_function(CONTROLLED)
        return page

    return opened


@pytest.fixture
def restarting_phone(engine: Browser, line: Line, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """`restarting_phone(ben)` starts the browser of one phone, whose profile outlives that it is
    killed before the next start; later ones need nobody."""
    profile, kind = tmp_path / "profile", engine.browser_type
    started: list[BrowserContext] = []

    def launch(**more: Any) -> BrowserContext:
        kept = {**launched(kind.name), **PHONE, "base_url": line.address, "locale": "en-GB"}
        context = kind.launch_persistent_context(profile, **{**kept, **more})
        context.set_default_timeout(LIMIT_MS)
        return context

    def start(person: User | None = None, **more: Any) -> Page:
        if person:  # browsers write cookies down at their leisure, so this start ends in peace
            with launch(**more) as context:
                context.add_cookies([{**_session(person), "url": line.address, "expires": 2e9}])
        for _one in started:
            kill(profile)
        started[:] = [launch(**more)]
        return started[0].pages[0]

    yield start
    for one in started:
        one.close()
