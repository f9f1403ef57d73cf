"""Parts that fail for real: the database killed, full and locked, Redis full. With figures."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing, contextmanager
from urllib.parse import urlencode

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.intranet.processes import fetch, manage
from tests.intranet.sites import ServerSite
from tests.migrated import copy_cluster
from tests.services import Services, wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow]

SECONDS = 30
MEGABYTES = 320  # of the disk of the database that gets full
WORLD = "tests.intranet.faults.world"


@pytest.fixture
def say(capsys):
    """Figures belong into the output of a run, whether it passes or not."""

    def write(words):
        with capsys.disabled():
            sys.stdout.write(f"{words}\n")

    return write


class Person:
    """Somebody who is signed in, and asks over HTTP."""

    def __init__(self, site, session):
        self.site, self.session = site, session

    def ask(self, method, path, fields=None, accept="text/html"):
        """Status, body, headers, seconds."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={'a' * 32}", "Accept": accept}
        headers |= {"X-CSRFToken": "a" * 32, "Accept-Language": "de"}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(fields) if fields is not None else None
        began = time.monotonic()
        with closing(http.client.HTTPConnection(self.site.pages, timeout=SECONDS)) as line:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        return answer.status, text, answer.headers, time.monotonic() - began

    def say(self, conversation, body="Hello"):
        """Send a message, as the queue of a device does."""
        fields = {"client_id": str(uuid.uuid4()), "body": body}
        path = f"/chat/{conversation}/messages/"
        return self.ask("POST", path, fields, accept="application/json")


@contextmanager
def disk(folder, megabytes):
    """A disk of its own for `folder`, as small as that."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk needs root and the right to mount one")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(folder, *names, services=None):
    """A site with a few people in two rooms."""
    site = ServerSite(folder, services or Services(copy_cluster))
    try:
        site.services.start()
        manage(site.environment("web"), "prepare")
        site.world = site.call(f"{WORLD}.build")
        for name in ("web", *names):
            site.start(name)
        site.answers()
        yield site
    finally:
        site.kill()
        site.services.stop()


@pytest.fixture
def site(tmp_path):
    with running(tmp_path, "live") as made:
        yield made


def listens(site, session):
    """Whether a socket of that person is let in and stays."""
    address = f"ws://{site.sockets}/ws/"
    with connect(
        address, origin=site.base, additional_headers={"Cookie": f"sessionid={session}"}
    ) as socket:
        try:
            socket.recv(timeout=0.2)
        except TimeoutError:
            return True
        except ConnectionClosed:
            return False
    return True


def test_I1_a_killed_database_is_told_at_once_and_used_again_without_a_restart(site, say):
    anna = Person(site, site.world["sessions"][0])
    wait_until(lambda: fetch(f"http://{site.sockets}/"), "the sockets", SECONDS)
    assert [anna.ask("GET", "/")[0] for _ in range(8)] == [200] * 8  # every thread has a connection
    assert all(listens(site, anna.session) for _ in range(4))
    site.services.postgresql.stop()
    told = [anna.ask("GET", path) for path in ("/", "/chat/", "/people/", "/login/", "/me/") * 2]
    told.append(anna.say(site.world["rooms"][0]))
    programs = anna.ask("GET", "/api/v1/posts/", accept="application/json")
    for status, _text, headers, _seconds in (*told, programs):
        assert (status, headers["Retry-After"]) == (503, "5")
    assert "Gleich wieder da" in told[0][1]
    assert json.loads(programs[1])["code"] == "away"
    assert fetch(f"{site.base}/readyz")[0] == 503
    assert fetch(f"{site.base}/healthz")[0] == 200  # nobody restarts it for a dead database
    site.services.postgresql.start()
    back = time.monotonic()
    wait_until(lambda: anna.ask("GET", "/")[0] == 200, "the first good answer", SECONDS)
    good = time.monotonic() - back
    assert [anna.ask("GET", "/")[0] for _ in range(16)] == [200] * 16
    wait_until(lambda: listens(site, anna.session), "a socket", SECONDS)
    socket = time.monotonic() - back
    assert all(listens(site, anna.session) for _ in range(10)), "no dead connection is handed out"
    slowest = max(seconds for *_, seconds in told)
    say(f"\ndatabase killed: 503 after {slowest:.2f} s at most; after its return the first page "
        f"after {good:.2f} s, the first socket after {socket:.2f} s")  # fmt: skip


def test_I1_a_full_database_is_read_and_refuses_clearly(tmp_path, say):
    services = Services(copy_cluster)
    with disk(services.folder, MEGABYTES):
        os.chmod(services.folder, 0o777)
        with running(tmp_path, services=services) as site:
            anna, *others = (Person(site, session) for session in site.world["sessions"])
            assert anna.ask("GET", "/readyz")[0] == 200
            ballast = services.folder / "ballast"
            with ballast.open("wb") as file:
                try:
                    while True:
                        file.write(bytes(1024 * 1024))
                        file.flush()
                except OSError:
                    pass
            stored, refused = 0, None
            while not refused:  # what lies half empty is filled first
                writer = others[stored % len(others)]
                answer = writer.say(site.world["rooms"][0], os.urandom(3_500).hex())
                stored += answer[0] == 201
                refused = answer if answer[0] != 201 else None
                assert stored < 500
            assert (refused[0], refused[2]["Retry-After"]) == (503, "60")
            assert "kein Platz" in json.loads(refused[1])["detail"]
            assert [anna.ask("GET", path)[0] for path in ("/", "/chat/", "/people/")] == [200] * 3
            wait_until(lambda: anna.ask("GET", "/readyz")[0] == 503, "the truth", SECONDS)
            ballast.unlink()
            wait_until(lambda: anna.ask("GET", "/readyz")[0] == 200, "the truth", SECONDS)
            assert anna.say(site.world["rooms"][0])[0] == 201
            asked = [anna.ask("GET", "/readyz")[3] for _ in range(20)]
            counts = site.ask("select count(*), max(seq), count(distinct seq) from chat_message")
            assert counts[0] == counts[1] == counts[2]
            say(f"\ndatabase full: refused after {refused[3]:.2f} s with a sentence, {stored} "
                "stored before, reading went on; /readyz costs "
                f"{sorted(asked)[10] * 1000:.0f} ms (median)")  # fmt: skip


def test_I1_a_locked_room_stops_no_other_room(site, say):
    locked, free = site.world["rooms"]
    people = [Person(site, session) for session in site.world["sessions"]]
    stop, waited, others = threading.Event(), [], []

    def write_into_the_locked_room(person):
        while not stop.is_set():
            waited.append(person.say(locked))
            stop.wait(int(waited[-1][2].get("Retry-After", 1)))  # as its queue does

    threads = [
        threading.Thread(target=write_into_the_locked_room, args=[one]) for one in people[1:]
    ]
    with psycopg.connect(
        host=str(site.services.folder), user="flurfunk", dbname="flurfunk"
    ) as line:
        line.execute("select 1 from chat_conversation where id = %s for update", [locked])
        for thread in threads:
            thread.start()
        wait_until(lambda: waited, "the first refusal", SECONDS)
        others += [people[0].say(free) for _ in range(20)]
        stop.set()
        for thread in threads:
            thread.join()
    assert {answer[0] for answer in waited} == {503}
    assert all(int(answer[2]["Retry-After"]) <= 5 for answer in waited)
    assert {answer[0] for answer in others} == {201}
    assert people[1].say(locked)[0] == 201 or wait_until(
        lambda: people[1].say(locked)[0] == 201, "the room", SECONDS
    )
    say(f"\nroom locked, {len(threads)} people writing into it: refused after "
        f"{max(a[3] for a in waited):.2f} s at most; 20 messages of another room took "
        f"{max(a[3] for a in others):.2f} s at most, "
        f"{sorted(a[3] for a in others)[10]:.2f} s in the median")  # fmt: skip


def test_I1_workers_survive_a_full_redis(tmp_path, say):
    with running(tmp_path, "worker", "beat") as site:
        site.processes["worker"].wait_for("ready.")
        site.services.redis.limit("1mb")
        anna = Person(site, site.world["sessions"][0])
        worker = site.processes["worker"]
        site.services.redis.hang_up()  # whoever connects anew has to write
        wait_until(lambda: "used memory" in worker.output or worker.has_ended(), "notice", 90)
        assert anna.say(site.world["rooms"][0])[0] == 201, "people do not notice"
        site.services.redis.limit("0")
        back = time.monotonic()
        done = "select count(*) from kit_outboxentry where done_at is null and failed_at is null"
        wait_until(lambda: site.ask(done)[0] == 0, "the work that waited", 120)
        assert not worker.has_ended()
        assert not site.processes["beat"].has_ended()
        say(f"\nRedis full: caught up {time.monotonic() - back:.1f} s after it had room again")
