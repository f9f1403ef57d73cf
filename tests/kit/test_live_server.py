"""The sockets of the server profile: a real uvicorn, a real Redis, real connections."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kit.live import consumer, transports
from kit.live.hints import end_sessions_of, send_hint
from tests.factories import make_space, make_user
from tests.services import wait_until

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

SECONDS = 20
COMMAND = (
    "-m uvicorn intranet.asgi:application --host 127.0.0.1 --lifespan off --no-access-log"
    " --log-level warning --ws-per-message-deflate false --ws-max-size 1048576"
)


@pytest.fixture
def live():
    """The port of a uvicorn process on the database and the Redis of the tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    name = connection.settings_dict["NAME"]
    environment = os.environ | {
        "PROCESS": "live",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("/flurfunk?", f"/{name}?"),
        "LIVE_PREFIX": settings.LIVE_PREFIX,
    }
    child = subprocess.Popen(
        [sys.executable, *COMMAND.split(), "--port", str(port)], env=environment
    )
    try:
        wait_until(lambda: listens(port, child), "uvicorn", 90)
        yield port
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(SECONDS)


def listens(port, child):
    assert child.poll() is None
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client.session.session_key


def opened(port, session, **options):
    return connect(
        f"ws://127.0.0.1:{port}/ws/",
        origin=options.pop("origin", f"http://127.0.0.1:{port}"),
        additional_headers={"Cookie": f"sessionid={session}"},
        **options,
    )


def hears(page):
    return json.loads(page.recv(SECONDS))


def joins(page, topic, pk):
    page.send(json.dumps({"join": topic, "pk": pk}))
    return hears(page)


def ends(page):
    """The code the socket closes with, after whatever was on its way."""
    try:
        while True:
            page.recv(SECONDS)
    except ConnectionClosed:
        return page.close_code


def until_heard(page, channel):
    """Push until the subscription of the child has begun to carry."""
    done = threading.Event()

    def keep_pushing():
        while not done.wait(0.1):
            send_hint(channel, hello=True)

    pushing = threading.Thread(target=keep_pushing)
    pushing.start()
    try:
        assert hears(page)["hello"]
    finally:
        done.set()
        pushing.join()
        connection.close()


def test_a_push_of_another_process_is_heard_and_stops_with_the_right(live):
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben, access="closed")
    with opened(live, signed_in(anna)) as annas, opened(live, signed_in(ben)) as bens:
        assert joins(annas, "space", space.pk)["joined"] == "space"
        assert joins(bens, "space", space.pk)["joined"] == "space"
        until_heard(annas, f"space:{space.pk}")
        end_sessions_of(anna.pk)  # changes nothing: the session is still there
        send_hint(f"space:{space.pk}", post=1)
        while hears(annas).get("post") != 1:
            pass
        while hears(bens).get("post") != 1:
            pass


def test_A3_a_deactivated_person_is_thrown_out_at_once(live):
    anna = make_user("anna")
    with opened(live, signed_in(anna)) as page:
        page.send('{"ping":1}')
        assert hears(page) == {"pong": 1}
        until_heard(page, f"person:{anna.pk}")
        anna.is_active = False
        anna.save()
        end_sessions_of(anna.pk)
        assert ends(page) == 4401


def test_A2_outsiders_cannot_join_and_strangers_cannot_open(live):
    space = make_space(make_user("anna"), access="secret")
    with opened(live, signed_in(make_user("eve"))) as eve:
        assert joins(eve, "space", space.pk) == {"refused": "space", "pk": space.pk}
        assert joins(eve, "space", space.pk + 1) == {"refused": "space", "pk": space.pk + 1}
    with opened(live, "nonsense") as stranger:
        assert ends(stranger) == 4401
    with pytest.raises(InvalidStatus) as refusal:
        opened(live, signed_in(make_user("ben")), origin="https://evil.example")
    assert refusal.value.response.status_code == 403


def test_the_process_of_the_sockets_answers_no_page(live):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"http://127.0.0.1:{live}/login/", timeout=SECONDS)
    assert refusal.value.code == 404


@pytest.mark.parametrize(
    ("frame", "code"),
    [("garbage", 4400), (b"\xff", 4400), ("x" * 70_000, 4413), ("x" * 1_100_000, 1009)],
)
def test_K5_close_codes_cross_the_wire(live, frame, code):
    with opened(live, signed_in(make_user("anna"))) as page:
        page.send(frame)
        assert ends(page) == code


def test_a_stalled_reader_is_dropped_and_the_others_hear_everything(live):
    anna = make_user("anna")
    session = signed_in(anna)
    with opened(live, session) as page, opened(live, session, max_queue=1) as stalled:
        until_heard(page, f"person:{anna.pk}")
        for number in range(consumer.FRAMES_WAITING * 6):
            transports.send(f"person:{anna.pk}", json.dumps({"n": number, "x": "x" * 60_000}))
            while (frame := hears(page)).get("n") != number:
                assert "hello" in frame
        wait_until(lambda: is_cut(stalled), "the stalled socket to be cut", 30)


def is_cut(page):
    """Whether the server has dropped the connection, read at the level of the system."""
    state = page.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state != 1  # TCP_ESTABLISHED
