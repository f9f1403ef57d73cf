"""WSGI inside ASGI: what arrives, what goes out, and what happens when either breaks off."""

import asyncio
import threading
from io import BytesIO

import pytest

from kit import limits
from kit.http import wsgi_to_asgi
from kit.http.wsgi_to_asgi import Bridge

SECONDS = 10


def scope(**fields):
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "client": ["203.0.113.7", 4711],
        "server": ["127.0.0.1", 8000],
        **fields,
    }


class Client:
    """A client that sends a body in pieces and notes what comes back."""

    def __init__(self, *pieces, leaves=False):
        last = len(pieces) - 1
        self.messages = asyncio.Queue()
        for number, piece in enumerate(pieces or (b"",)):
            more = number < last
            self.messages.put_nowait({"type": "http.request", "body": piece, "more_body": more})
        if leaves:
            self.leave()
        self.got = []
        self.blocked = None
        self.is_cut = False

    @property
    def transport(self):
        return self

    def abort(self):
        self.is_cut = True

    def leave(self):
        self.messages.put_nowait({"type": "http.disconnect"})

    async def send(self, message):
        self.got.append(message)
        if self.blocked:
            await self.blocked.wait()

    async def asks(self, application, **fields):
        async with asyncio.timeout(SECONDS):
            await Bridge(application, threads=2)(scope(**fields), self.messages.get, self.send)
        return self

    @property
    def status(self):
        return self.got[0]["status"]

    @property
    def body(self):
        return b"".join(message["body"] for message in self.got[1:])

    @property
    def headers(self):
        return self.got[0]["headers"]


def says(*pieces, status="200 OK", headers=()):
    def application(environ, start_response):
        start_response(status, list(headers))
        return list(pieces)

    return application


class Seen:
    """An application that notes its environment and body."""

    def __call__(self, environ, start_response):
        self.environ, self.body = environ, environ["wsgi.input"].read()
        start_response("200 OK", [])
        return [b"ok"]


# --- what arrives ---
async def test_the_application_sees_the_request_as_it_came():
    seen = Seen()
    await Client(b"a=", b"1").asks(
        seen,
        method="POST",
        path="/bäume/%",
        raw_path=b"/b%C3%A4ume/%25",
        query_string=b"q=a%20b",
        headers=[
            (b"host", b"flurfunk.example"),
            (b"content-type", b"text/plain"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"accept", b"x"),
            (b"accept", b"y"),
        ],
    )
    expected = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/bäume/%".encode().decode("latin-1"),
        "QUERY_STRING": "q=a%20b",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
        "HTTP_HOST": "flurfunk.example",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_ACCEPT": "x,y",
        "REMOTE_ADDR": "203.0.113.7",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
    }
    assert {name: seen.environ[name] for name in expected} == expected
    assert seen.body == b"a=1"


async def test_B5_headers_that_could_pose_as_others_are_left_out():
    seen = Seen()
    await Client().asks(
        seen, headers=[(b"x_forwarded_for", b"1.2.3.4"), (b"transfer-encoding", b"chunked")]
    )
    assert not [name for name in seen.environ if "FORWARDED" in name or "TRANSFER" in name]


async def test_the_length_is_what_came_and_not_what_was_announced():
    seen = Seen()
    await Client(b"abc").asks(seen, method="POST", headers=[(b"content-length", b"999")])
    assert seen.environ["CONTENT_LENGTH"] == "3"


@pytest.mark.parametrize("raw", [b"*", b"http://evil.example/"])
async def test_a_target_that_is_no_path_becomes_the_root(raw):
    seen = Seen()
    await Client().asks(seen, raw_path=raw)
    assert seen.environ["PATH_INFO"] == "/"


async def test_a_body_that_is_a_file_already_is_not_copied():
    seen, body = Seen(), BytesIO(b"from the server")
    await Client().asks(seen, body=body)
    assert seen.environ["wsgi.input"] is body
    assert body.closed


async def test_C2_a_body_larger_than_any_upload_gets_413_without_reaching_django(monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD_BYTES", 10)
    seen = Seen()
    client = await Client(b"123456", b"78901", b"more").asks(seen, method="POST")
    assert client.status == 413
    assert not hasattr(seen, "environ")


async def test_E5_nothing_is_made_of_a_body_that_was_cut():
    seen, client = Seen(), Client()
    client.messages = asyncio.Queue()
    beginning = {"type": "http.request", "body": b"body=a&space=", "more_body": True}
    client.messages.put_nowait(beginning)
    client.leave()
    await client.asks(seen, method="POST", headers=[(b"content-length", b"99")])
    assert not hasattr(seen, "environ") and not client.got


# --- what goes out ---
async def test_an_answer_goes_out_in_one_piece_with_its_headers():
    headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    client = await Client().asks(says(b"a", b"b", status="201 Created", headers=headers))
    assert (client.status, client.body, len(client.got)) == (201, b"ab", 2)
    assert client.headers == [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]


async def test_an_answer_without_a_body_is_complete():
    client = await Client().asks(says(status="304 Not Modified"))
    assert client.got[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_a_large_answer_goes_out_piece_by_piece():
    piece = b"x" * wsgi_to_asgi.CHUNK_BYTES
    client = await Client().asks(says(piece, piece, b"end"))
    assert [len(message["body"]) for message in client.got[1:]] == [len(piece), len(piece), 3]
    assert [message["more_body"] for message in client.got[1:]] == [True, True, False]


async def test_the_write_callable_of_old_applications_works():
    def application(environ, start_response):
        start_response("200 OK", [])(b"written")
        return []

    assert (await Client().asks(application)).body == b"written"


async def test_a_file_is_sent_through_the_file_wrapper_and_closed():
    file = BytesIO(b"y" * (wsgi_to_asgi.CHUNK_BYTES + 1))

    def application(environ, start_response):
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](file, 4096)

    client = await Client().asks(application)
    assert len(client.body) == wsgi_to_asgi.CHUNK_BYTES + 1
    assert file.closed


class Stream:
    """A streaming answer that says when it was closed."""

    streaming = True

    def __init__(self, pieces):
        self.pieces, self.closed = pieces, threading.Event()

    def __iter__(self):
        return self.pieces

    def close(self):
        self.closed.set()


def streams(stream):
    def application(environ, start_response):
        start_response("200 OK", [])
        return stream

    return application


async def test_a_stream_is_sent_as_it_comes():
    client = await Client().asks(streams(Stream(iter([b"1", b"2"]))))
    assert [message["body"] for message in client.got[1:]] == [b"1", b"2", b""]


async def test_a_slow_reader_slows_the_thread_and_not_the_memory():
    taken = []

    def pieces():
        for number in range(100):
            taken.append(number)
            yield b"z"

    client = Client()
    client.blocked = asyncio.Event()
    running = asyncio.create_task(client.asks(streams(Stream(pieces()))))
    async with asyncio.timeout(SECONDS):
        while not client.got:
            await asyncio.sleep(0.01)
    assert len(taken) == 1
    client.blocked.set()
    await running
    assert len(taken) == 100


async def test_a_stream_ends_when_its_client_leaves():
    def for_ever():
        while True:
            yield b"tick"

    stream, client = Stream(for_ever()), Client()
    running = asyncio.create_task(client.asks(streams(stream)))
    async with asyncio.timeout(SECONDS):
        while not client.got:
            await asyncio.sleep(0.01)
    client.leave()
    await running
    assert stream.closed.wait(SECONDS)


# --- what breaks ---
async def test_C1_an_application_that_fails_answers_500_without_detail(caplog):
    def application(environ, start_response):
        raise ValueError("what Anna wrote")

    client = await Client().asks(application)
    assert client.status == 500
    assert b"Anna" not in client.body
    assert "answer failed" in caplog.text


async def test_half_an_answer_is_cut_and_not_completed():
    def pieces():
        yield b"half"
        raise ValueError

    client = await Client().asks(streams(Stream(pieces())))
    assert client.is_cut
    assert client.got[-1]["more_body"]


async def test_I2_requests_are_counted_until_their_thread_is_done():
    started, go_on = threading.Event(), threading.Event()

    def application(environ, start_response):
        started.set()
        go_on.wait(SECONDS)
        start_response("200 OK", [])
        return [b"done"]

    made, client = Bridge(application, threads=1), Client()
    running = asyncio.create_task(made(scope(), client.messages.get, client.send))
    await asyncio.get_running_loop().run_in_executor(None, started.wait, SECONDS)
    assert made.running == 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert made.running == 1, "the thread still works"
    go_on.set()
    async with asyncio.timeout(SECONDS):
        while made.running:
            await asyncio.sleep(0.01)


async def test_the_process_of_the_sockets_serves_no_pages():
    client = Client()
    await wsgi_to_asgi.nothing_here(scope(), client.messages.get, client.send)
    assert client.status == 404
