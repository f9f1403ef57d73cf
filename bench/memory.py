"""Memory of a whole installation for 300 people, at rest and after use, and what its start costs.

Every process runs by its own command in docker-compose.yml; what several share counts once (PSS).
"""

import http.client
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import below, parents, seconds
from bench.report import Row, at_most, measurement
from tests.intranet.processes import ROOT, manage
from tests.intranet.sites import EmbeddedSite, ServerSite, Site
from tests.services import Services

PEOPLE = 300
FILL = (
    "demo", "large", "--yes", "--people", f"{PEOPLE}", "--spaces", "20", "--posts", "3000",
    "--reactions", "9000", "--comments", "6000",
)  # fmt: skip
INDEX = ("rebuild_search",)  # or the worker would do it at the start, which is once in a life
PATHS = (
    "/",
    "/?show=spaces",
    "/chat/",
    "/announcements/",
    "/people/",
    "/notifications/",
    "/saved/",
    "/me/",
)
REQUESTS = 200
QUIET_SECONDS = 10.0  # after the last answer, so that what goes on behind has ended
SERVICES = ("web", "live", "worker", "beat")
MIB = 2**20


class Composed(ServerSite):
    """The processes of docker-compose.yml with the memory allocator set as in the image."""

    def environment(self, process: str) -> dict[str, str]:
        """The variables of one kind of process."""
        arenas = re.search(r"MALLOC_ARENA_MAX=(\d+)", (ROOT / "Dockerfile").read_text())
        assert arenas
        return super().environment(process) | {"MALLOC_ARENA_MAX": arenas[1]}


def rows() -> list[Row]:
    """Both profiles."""
    return [*server(), *embedded()]


def server() -> Iterator[Row]:
    """Pages in two workers, sockets, tasks, clock; PostgreSQL and Redis are told beside them."""
    with _folder() as folder:
        services = Services()
        site = Composed(folder, services)
        try:
            services.start()
            manage(site.environment("web"), "prepare")
            manage(site.environment("web"), *FILL)
            manage(site.environment("web"), *INDEX)
            yield from _measured(site, SERVICES, 500, "server profile")
            for name, service in (("PostgreSQL", services.postgresql), ("Redis", services.redis)):
                assert service.process
                yield measurement(f"beside it: {name}", _memory(service.process.pid), "MB")
        finally:
            site.kill()
            services.stop()


def embedded() -> Iterator[Row]:
    """The one process on SQLite."""
    with _folder() as folder:
        site = EmbeddedSite(folder)
        try:
            manage(site.environment("start"), "prepare")
            manage(site.environment("start"), *FILL)
            manage(site.environment("start"), *INDEX)
            yield from _measured(site, ("start",), 150, "embedded")
        finally:
            site.kill()


def _measured(site: Site, names: tuple[str, ...], budget: float, title: str) -> Iterator[Row]:
    for name in names:
        site.start(name)
    site.answers()
    time.sleep(QUIET_SECONDS)
    pids = {name: site.processes[name].child.pid for name in names}
    tree = parents()
    dearest = max(seconds(pid) for top in pids.values() for pid in below(tree, top))
    yield at_most(f"{title}: CPU of the dearest start of a process", dearest, 2, "s")
    yield measurement(f"{title}: at rest", sum(map(_memory, pids.values())), "MB")
    _use(site)
    time.sleep(QUIET_SECONDS)
    used = {name: _memory(pid) for name, pid in pids.items()}
    yield at_most(f"{title}: after {REQUESTS} requests", sum(used.values()), budget, "MB")
    if len(used) > 1:
        yield from (measurement(f"  of these {name}", value, "MB") for name, value in used.items())


def _use(site: Site) -> None:
    """A morning: people look around, and write what others are notified of."""
    sessions = site.call("bench.memory.sessions", 40)
    connection = http.client.HTTPConnection(site.pages, timeout=60)
    for number in range(REQUESTS):
        cookies = f"sessionid={sessions[number % len(sessions)]}"
        connection.request("GET", PATHS[number % len(PATHS)], headers={"Cookie": cookies})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (PATHS[number % len(PATHS)], answer.status)
    site.call("bench.memory.write", 20)


def sessions(count: int) -> list[str]:
    """Sessions of people who have signed in; runs inside the installation."""
    from accounts.models import User
    from tests.signed_in import session_of

    return [session_of(person) for person in User.objects.active().order_by("pk")[:count]]


def write(count: int) -> int:
    """Posts that mention somebody; runs inside the installation."""
    from accounts.models import User
    from tests.factories import make_post, make_space

    author, other = User.objects.active().order_by("pk")[:2]
    space = make_space(author, other)
    for number in range(count):
        make_post(author, space, f"Post {number} for @{other.handle}")
    return count


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="flurfunk-bench-") as name:
        yield Path(name)


def _memory(top: int) -> float:
    """MB of a process and those below it, shared pages in equal parts."""
    return sum(map(_pss, below(parents(), top))) / MIB


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has ended
        return 0
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024
