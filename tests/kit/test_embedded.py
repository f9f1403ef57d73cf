"""The one process of the embedded profile, as a real child with real connections."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kit import limits
from kit.live import consumer
from tests.migrated import copy_sqlite
from tests.services import wait_until

pytestmark = pytest.mark.embedded

SECONDS = 20
# A small site beside the real sockets: pages that wait, push, grow and answer what they got.
PROGRAM = """
import json, os, sys, time
sys.path.insert(0, os.getcwd())
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from tests.factories import make_user
from kit import embedded
from kit.jobs import outbox
from kit.live import hub, hints
client = Client(); anna = make_user("anna"); client.force_login(anna)

def site(environ, start_response):
    path, body = environ["PATH_INFO"], environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    if path == "/session":
        return [json.dumps([client.session.session_key, anna.pk]).encode()]
    if path == "/slow":
        print("slow began", flush=True)
        time.sleep(1)
    if path == "/stuck":
        print("stuck began", flush=True)
        time.sleep(60)
    if path == "/push":
        hints.send_hint(f"person:{anna.pk}", **json.loads(body))
    if path == "/sockets":
        return [str(sum(len(room.everybody()) for room in hub._hubs.values())).encode()]
    if path == "/large":
        return (b"x" * 65536 for _ in range(1600))
    if path == "/memory":
        return [open("/proc/self/statm").read().split()[1].encode()]
    return [f"{environ['REQUEST_METHOD']} {len(body)} {environ['REMOTE_ADDR']}".encode()]

server = embedded.Embedded("127.0.0.1", int(sys.argv[1]))
server.bridge.application = site
server.run()
print("ended cleanly", flush=True)
"""


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A child process with the embedded server."""

    def __init__(self, folder, program=("-c", PROGRAM), **variables):
        self.port, self.folder = free_port(), folder
        environment = os.environ | {"VAR_DIR": str(folder), "PORT": str(self.port), **variables}
        environment["DJANGO_SETTINGS_MODULE"] = "intranet.settings"
        environment.pop("BASE_URL", None)
        self.log = open(folder / "log", "w+")  # noqa: SIM115 (as long as the child lives)
        self.child = subprocess.Popen(
            [sys.executable, *program, str(self.port)],
            env=environment,
            stdout=self.log,
            stderr=self.log,
        )
        wait_until(self.answers, "the embedded server", 120)

    def answers(self):
        assert self.child.poll() is None, self.words()
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def words(self):
        self.log.seek(0)
        return self.log.read()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with closing(connection):
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            response.text = response.read().decode()
            return response

    def raw(self):
        return socket.create_connection(("127.0.0.1", self.port), SECONDS)

    def socket(self, session, **options):
        return connect(
            f"ws://127.0.0.1:{self.port}/ws/",
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Cookie": f"sessionid={session}"},
            **options,
        )

    def sockets(self):
        return int(self.ask("GET", "/sockets").text)

    def kill(self):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.log.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    copy_sqlite(folder / "flurfunk.sqlite3")
    running = Site(folder)
    yield running
    running.kill()


@pytest.fixture
def own_site(site, tmp_path):
    """A server to stop, on a copy of the other one's database."""
    with closing(sqlite3.connect(site.folder / "flurfunk.sqlite3")) as source:
        with closing(sqlite3.connect(tmp_path / "flurfunk.sqlite3")) as copy:
            source.backup(copy)
    running = Site(tmp_path)
    yield running
    running.kill()


@pytest.fixture
def anna(site):
    """Session key and id of a person known to the child."""
    return json.loads(site.ask("GET", "/session").text)


# --- pages ---
def test_a_page_is_answered_with_the_client_s_address(site):
    assert site.ask("GET", "/").text == "GET 0 127.0.0.1"


def test_a_head_answer_has_no_body(site):
    response = site.ask("HEAD", "/")
    assert (response.status, response.text) == (200, "")


@pytest.mark.parametrize("size", [0, 1, 8192, 100_000, 3_000_000])
def test_bodies_of_every_size_arrive_whole(site, size):
    assert site.ask("POST", "/", b"x" * size).text == f"POST {size} 127.0.0.1"


def test_a_body_in_chunks_of_unknown_number_arrives_whole(site):
    chunks = (b"y" * 1000 for _ in range(50))
    assert site.ask("POST", "/", chunks).text == "POST 50000 127.0.0.1"


def test_a_client_that_waits_for_100_continue_gets_it(site):
    with site.raw() as raw:
        raw.sendall(
            b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
            b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert raw.recv(100).startswith(b"HTTP/1.1 100 Continue")
        raw.sendall(b"hello")
        assert b"POST 5 127.0.0.1" in everything(raw)


def everything(raw):
    """What a connection brings until it ends."""
    parts = []
    while part := raw.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_C2_an_upload_announced_too_large_gets_413_before_it_is_sent(site):
    with site.raw() as raw:
        length = limits.UPLOAD_BYTES + 1
        raw.sendall(
            f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        assert raw.recv(1000).startswith(b"HTTP/1.1 413")


def test_C2_an_endless_upload_in_chunks_gets_413(site):
    with site.raw() as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"400000\r\n" + b"z" * 0x400000 + b"\r\n"
        try:
            for _ in range(limits.UPLOAD_BYTES // 0x400000 + 2):
                raw.sendall(chunk)
        except OSError:
            pass
        assert raw.recv(1000).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 600 + b"\r\n",
    ],
)
def test_C1_garbage_gets_400_and_harms_nobody(site, garbage):
    with site.raw() as raw:
        raw.sendall(garbage)
        assert raw.recv(100).startswith(b"HTTP/1.1 400")
    assert site.ask("GET", "/").status == 200


def test_a_slow_reader_of_a_large_answer_costs_no_memory(site):
    before = int(site.ask("GET", "/memory").text)
    with site.raw() as raw:
        raw.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert raw.recv(1)
        pages = int(site.ask("GET", "/memory").text) - before
        assert pages * 4096 < 30_000_000
        assert len(everything(raw)) > 1600 * 65536


def test_a_reader_that_leaves_frees_its_thread(site):
    for _ in range(20):  # more than there are threads
        with site.raw() as raw:
            raw.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert raw.recv(1)
    assert site.ask("GET", "/").status == 200


# --- sockets ---
def test_a_push_from_a_page_s_thread_reaches_the_socket(site, anna):
    session, pk = anna
    with site.socket(session) as page:
        page.send('{"ping":1}')
        assert page.recv(SECONDS) == '{"pong":1}'
        site.ask("POST", "/push", json.dumps({"bell": 3}))
        assert json.loads(page.recv(SECONDS)) == {"channel": f"person:{pk}", "bell": 3}


def test_A8_a_foreign_origin_is_refused_at_the_handshake(site, anna):
    with pytest.raises(InvalidStatus) as refusal:
        connect(
            f"ws://127.0.0.1:{site.port}/ws/",
            origin="https://evil.example",
            additional_headers={"Cookie": f"sessionid={anna[0]}"},
        )
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    ("frame", "code"),
    [("garbage", 4400), (b"\xff", 4400), ("x" * 70_000, 4413), ("x" * 1_100_000, 1009)],
)
def test_K5_close_codes_cross_the_wire(site, anna, frame, code):
    with site.socket(anna[0]) as page:
        page.send(frame)
        with pytest.raises(ConnectionClosed):
            page.recv(SECONDS)
        assert page.close_code == code


def test_K5_without_a_session_the_browser_reads_4401(site):
    with site.socket("nonsense") as page:
        with pytest.raises(ConnectionClosed):
            page.recv(SECONDS)
        assert page.close_code == 4401


def test_a_stalled_reader_is_dropped_and_the_others_hear_everything(site, anna):
    session, _ = anna
    wait_until(lambda: site.sockets() == 0, "old sockets to go")
    stalled = site.socket(session, max_queue=1)  # its window closes soon
    with site.socket(session) as page:
        page.send('{"ping":1}')
        page.recv(SECONDS)
        stalled.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for number in range(consumer.FRAMES_WAITING * 4):
            site.ask("POST", "/push", json.dumps({"n": number, "x": "x" * 60_000}))
            assert json.loads(page.recv(SECONDS))["n"] == number
        wait_until(lambda: site.sockets() == 1, "the stalled socket to go")
    stalled.socket.close()


# --- the end ---
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_I2_a_stop_finishes_what_runs_and_sends_the_sockets_away(own_site, stop):
    session, _ = json.loads(own_site.ask("GET", "/session").text)
    answers = []
    slow = threading.Thread(target=lambda: answers.append(own_site.ask("GET", "/slow").text))
    with own_site.socket(session) as page:
        page.send('{"ping":1}')
        page.recv(SECONDS)
        slow.start()
        wait_until(lambda: "slow began" in own_site.words(), "the slow request")
        own_site.child.send_signal(stop)
        with pytest.raises(ConnectionClosed):
            page.recv(SECONDS)
        assert page.close_code == 1012
    slow.join(SECONDS)
    assert answers == ["GET 0 127.0.0.1"]
    assert own_site.child.wait(SECONDS) == 0
    assert "ended cleanly" in own_site.words()


def test_I2_a_second_signal_ends_at_once(own_site):
    with own_site.raw() as raw:
        raw.sendall(b"GET /stuck HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        wait_until(lambda: "stuck began" in own_site.words(), "the stuck request")
        own_site.child.send_signal(signal.SIGTERM)
        time.sleep(0.2)  # two equal signals at once are one for the operating system
        own_site.child.send_signal(signal.SIGTERM)
        assert own_site.child.wait(10) == 1


def test_a_port_in_use_is_told_in_one_sentence(site, tmp_path):
    environment = os.environ | {"VAR_DIR": str(tmp_path), "PORT": str(site.port)}
    refused = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 1
    assert f"Port {site.port} is in use" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_I2_under_load_stopping_finishes_what_runs_and_cuts_nothing(own_site):
    stopped, slow, cut = threading.Event(), [], []

    def ask_slowly():
        slow.append(own_site.ask("GET", "/slow").status)

    def ask_and_ask():
        connection = http.client.HTTPConnection("127.0.0.1", own_site.port, timeout=SECONDS)
        while not stopped.is_set():
            try:
                connection.request("GET", "/")
                if connection.getresponse().read() == b"":
                    cut.append("empty")
            except http.client.IncompleteRead as error:
                cut.append(error)
            except OSError:  # nobody listens any more
                connection.close()

    load = [threading.Thread(target=ask_and_ask) for _ in range(12)]
    long = [threading.Thread(target=ask_slowly) for _ in range(3)]
    for thread in (*load, *long):
        thread.start()
    wait_until(lambda: own_site.words().count("slow began") == 3, "the slow requests")
    own_site.child.send_signal(signal.SIGTERM)
    code = own_site.child.wait(SECONDS * 2)
    stopped.set()
    for thread in (*load, *long):
        thread.join()
    assert (code, slow, cut) == (0, [200] * 3, [])
    assert "ended cleanly" in own_site.words()
