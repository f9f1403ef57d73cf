"""What a phone on one bar of signal feels: 400 kbit/s, 400 ms there and back, a slow processor.

The pages of the demo company through a line that is as slow (`tests.e2e.line`: a browser's own
emulation leaves out the service worker; as a proxy, so that the browser knows what is connected),
photos left out, beside an empty page on the same line. "Painted" is the first contentful paint; a
page is usable when it is painted and the scripts that it begins with have run, so that no tap is
lost; complete when those have run that do what is tapped (`late.js`).
"""

import http.client
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench import site as server
from bench.report import Row, at_most, measurement
from tests.e2e.conftest import PHONE
from tests.e2e.device import ANDROID, CONTROLLED, INDEX
from tests.e2e.engines import launched
from tests.e2e.line import Line, line_to
from tests.e2e.waiting import until
from tests.intranet.processes import manage
from tests.intranet.sites import Site, running_embedded

BITS, ROUND_TRIP, SLOWER = 400_000, 0.4, 4
FAST = 1_000_000_000
TRIES = 3  # the middle one counts
PERSON = "meike-jansen"
COLD_BYTES, COLD_REQUESTS, TIMES_EMPTY = 150_000, 10, 3
QUIET_MS = 3_000
WARM_MS, STALLED_MS = 1_000, 2_000
FIRST_BYTES, FIRST_REQUESTS = 250_000, 8
DAY_BYTES, DAY_REQUESTS = 20_000, 1
FOUND = {
    "announcement": ("/announcements/", r"/announcements/\d+-[^/\"]+/"),
    "conversation": ("/chat/", r"/chat/\d+/"),
    "survey": ("/surveys/", r"/surveys/\d+/"),
}
COMPLETE = 'customElements.whenDefined("tool-bar").then(() => performance.mark("complete"));'
TIMES = """async () => {
  const modules = [...document.querySelectorAll("[data-module]")];
  await Promise.all(modules.map((one) => import(one.dataset.module)));
  if (document.querySelector("page-signals")) await customElements.whenDefined("tool-bar");
  const [{ startTime: complete = 0 } = {}] = performance.getEntriesByName("complete");
  const [{ domContentLoadedEventEnd: usable }] = performance.getEntriesByType("navigation");
  const paint = await new Promise((done) => new PerformanceObserver((list) =>
    list.getEntriesByName("first-contentful-paint").forEach(done)
  ).observe({ type: "paint", buffered: true }));
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const asked = files.filter((name) => !/\\/files\\/|^blob:/.test(name)).length + 1;
  return { painted: paint.startTime, usable: Math.max(paint.startTime, usable), complete, asked };
}"""
SENT = "void fetch('/', { method: 'POST' }).catch(() => null)"
FETCH_NOW = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  const { csrf, me } = document.body.dataset;
  active.postMessage({ fill: csrf, me, isNow: true });
}"""


@dataclass(frozen=True)
class Seen:
    """One page, as it was met."""

    painted: float  # milliseconds
    usable: float
    complete: float  # 0 where no scripts come late
    asked: int  # requests
    received: int  # bytes on the wire, until it was usable

    @classmethod
    def of(cls, page: Page, line: Line, address: str) -> "Seen":
        """Open `address` and look at the clock of the browser."""
        before = line.received
        page.goto(address)
        times = page.evaluate(TIMES)
        return cls(**times, received=line.received - before)


def rows() -> Iterator[Row]:
    """Cold, the first filling, a day later, warm, offline, stalled."""
    with _company() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launched("chromium"))
        cookie = {"name": "sessionid", "value": site.call("bench.phone.session", PERSON)}
        pages = {"Today": "/", "feed": "/?show=all", **_found(site, cookie["value"])}
        empty = _empty(browser)
        yield measurement("empty page, usable", empty.usable, "ms")
        with line_to(site.base) as line:
            line.slow_down(BITS, ROUND_TRIP)
            cookie["url"] = line.address
            for name, address in pages.items():
                seen = _middle(lambda: _once(browser, line, address, cookie))  # noqa: B023
                yield from _cold(name, seen, empty)
            page = _phone(browser, line, service_workers="allow")
            yield from _filled(page, line, cookie)
            yield from _a_day_later(page, line, site)
            yield from _kept(page, line, pages)


def session(handle: str) -> str:
    """Of this person; runs inside the installation."""
    from accounts.models import User
    from tests.signed_in import session_of

    return session_of(User.objects.get(handle=handle))


def a_day(handle: str) -> int:
    """What happens in a day for this person: who wrote lately writes again; runs inside the
    installation."""
    from accounts.models import User
    from chat.models import Conversation, Message
    from feed.models import Post
    from kit.jobs.outbox import drain
    from spaces.policy import can_post_in
    from tests.factories import make_message, make_post

    person = User.objects.get(handle=handle)
    posts = Post.objects.visible_to(person).exclude(author=person).order_by("-pk")[:50]
    places = [(post.author, space) for post in posts for space in post.spaces.all()]
    written = [one for one in places if can_post_in(*one)][:5]
    for author, space in written:
        make_post(author, space, "What happened today, and where to look")
    said = Message.objects.filter(conversation__in=Conversation.objects.visible_to(person))
    answered = list(said.exclude(author=person).exclude(author=None).order_by("-pk")[:20])
    for message in answered:
        make_message(message.conversation, message.author, "On my way, ten minutes")
    drain()
    return len(written) + len(answered)


# --- what is measured -------------------------------------------------------------------------
def _cold(name: str, seen: Seen, empty: Seen) -> Iterator[Row]:
    yield at_most(f"{name}, cold: requests", seen.asked, COLD_REQUESTS)
    yield at_most(f"{name}, cold: received", seen.received / 1000, COLD_BYTES / 1000, "KB")
    yield measurement(f"{name}, cold: painted", seen.painted, "ms")
    ratio = seen.usable / empty.usable
    yield at_most(f"{name}, cold: usable, in empty pages", ratio, TIMES_EMPTY)
    yield measurement(f"{name}, cold: complete, in empty pages", seen.complete / empty.usable)


def _filled(page: Page, line: Line, cookie: Any) -> Iterator[Row]:
    """From the first page until the device has everything but pictures and files; the shell is
    there since the page for signing in."""
    page.goto("/login/")
    page.wait_for_function(CONTROLLED)
    _rest(page, line)
    page.context.add_cookies([cookie])
    Seen.of(page, line, "/")
    before, asked = line.received, len(line.requests)
    until(page, lambda: page.evaluate(INDEX)["at"], "the device is filled")
    received, new = line.received - before, line.requests[asked:]
    filling = [one for one in new if not re.match(r"GET /(static|brand|offline|files)", one)]
    yield at_most("first filling: requests", len(filling), FIRST_REQUESTS)
    yield at_most("first filling: received", received / 1000, FIRST_BYTES / 1000, "KB")
    yield measurement("first filling: things", len(page.evaluate(INDEX)["entries"]))
    line.slow_down(FAST)  # for pictures and files
    line.become("open")
    page.evaluate(FETCH_NOW)
    _rest(page, line)
    line.slow_down(BITS, ROUND_TRIP)
    line.become("open")


def _a_day_later(page: Page, line: Line, site: Site) -> Iterator[Row]:
    site.call("bench.phone.a_day", PERSON)
    before, asked = line.received, len(line.requests)
    at = page.evaluate(INDEX)["at"]
    page.evaluate(FETCH_NOW)
    until(page, lambda: page.evaluate(INDEX)["at"] > at, "the next filling")
    new = [one for one in line.requests[asked:] if "/device/delta/" in one]
    yield at_most("a day later: requests", len(new), DAY_REQUESTS)
    yield at_most("a day later: received", (line.received - before) / 1000, DAY_BYTES / 1000, "KB")


def _kept(page: Page, line: Line, pages: dict[str, str]) -> Iterator[Row]:
    """Pages that the device has, on the same line, without one, and on one that is silent, after
    something was sent: then they wait for the server, to show it."""
    for state, budget in (("open", WARM_MS), ("cut", WARM_MS), ("silent", STALLED_MS)):
        line.become(state)
        if state == "silent":
            page.evaluate(SENT)
        for name, address in pages.items():
            seen = _middle(lambda: Seen.of(page, line, address))  # noqa: B023
            title = {"open": "warm", "cut": "offline", "silent": "stalled"}[state]
            yield at_most(f"{name}, {title}: painted", seen.painted, budget, "ms")
            yield measurement(f"{name}, {title}: usable", seen.usable, "ms")


# --- the company, the line and the phone ------------------------------------------------------
@contextmanager
def _company() -> Iterator[Site]:
    """The demo company in the embedded profile."""
    with (
        tempfile.TemporaryDirectory(prefix="flurfunk-bench-") as name,
        running_embedded(Path(name)) as site,
    ):
        manage(site.environment(site.web), "demo", "company", "--yes")
        yield site


def _found(site: Site, session_key: str) -> dict[str, str]:
    """The first page of each kind, by its link in the list."""
    found = {}
    connection = http.client.HTTPConnection(site.pages, timeout=60)
    for name, (address, link) in FOUND.items():
        connection.request("GET", address, headers={"Cookie": f"sessionid={session_key}"})
        match = re.search(link, connection.getresponse().read().decode())
        assert match, f"{address} names no {name}"
        found[name] = match[0]
    return found


def _phone(browser: Browser, line: Line, *cookies: Any, **more: Any) -> Page:
    """Without anything from before, and without pictures."""
    through = {"base_url": line.address, "proxy": line.proxy}
    settings = {**PHONE, "user_agent": ANDROID, **through, **more}
    context = browser.new_context(**settings)
    context.set_default_timeout(120_000)
    context.add_cookies(cookies)
    context.add_init_script(COMPLETE)
    page = context.new_page()
    orders = context.new_cdp_session(page)
    orders.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    orders.send("Network.enable")  # a route of the driver would make every page a forced reload
    orders.send("Network.setBlockedURLs", {"urls": ["*/files/*"]})
    return page


def _once(browser: Browser, line: Line, address: str, *cookies: Any) -> Seen:
    """On a phone that has nothing."""
    page = _phone(browser, line, *cookies, service_workers="block")
    try:
        return Seen.of(page, line, address)
    finally:
        page.context.close()


def _empty(browser: Browser) -> Seen:
    with server.web("bench.hello:application") as address, line_to(address) as line:
        line.slow_down(BITS, ROUND_TRIP)
        return _middle(lambda: _once(browser, line, "/"))


def _middle(see: Callable[[], Seen]) -> Seen:
    return sorted((see() for _try in range(TRIES)), key=lambda seen: seen.usable)[TRIES // 2]


def _rest(page: Page, line: Line) -> None:
    """Wait until nothing comes any more."""
    received = -1
    while received != line.received:
        received = line.received
        page.wait_for_timeout(QUIET_MS)
