"""What we use of servers beyond their promises is there: an upgrade without it fails here."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
import uvicorn
from twisted.internet.abstract import FileDescriptor
from twisted.internet.testing import MemoryReactor
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from kit.embedded import OneProcess, Request, unread
from kit.live import protocol


@asynccontextmanager
async def client_of(application):
    """A connection to a real uvicorn, set up like the shipped one."""
    options = {"port": 0, "lifespan": "off", "ws_per_message_deflate": False, "log_level": "error"}
    server = uvicorn.Server(uvicorn.Config(application, **options))
    config = server.config
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}/", compression=None) as client:
            yield client
    finally:
        await server.shutdown()


async def test_uvicorn_has_a_shortcut_to_its_connection():
    async def application(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        assert protocol.fast_path_of(send).write(protocol.websocket_frame("past ASGI"))
        await receive()

    async with asyncio.timeout(20), client_of(application) as client:
        assert await client.recv() == "past ASGI"


async def test_a_connection_of_uvicorn_can_be_cut():
    async def application(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        protocol.abort_connection(send)

    async with asyncio.timeout(20), client_of(application) as client:
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.protocol.close_rcvd is None  # no closing frame: the line is dead


def test_twisted_says_what_a_connection_has_not_written():
    connection = FileDescriptor(MemoryReactor())
    connection.connected = True
    connection.write(b"12345")
    connection.writeSequence([b"67", b"8"])
    assert unread(SimpleNamespace(transport=connection)) == 8
    connection.writeSomeData = lambda data: 3
    connection.doWrite()
    assert unread(SimpleNamespace(transport=connection)) == 5


@pytest.mark.parametrize(
    ("ours", "names"),
    [
        (Request, ("gotLength", "handleContentChunk", "process")),
        (OneProcess, ("create_application", "handle_reply")),
    ],
)
def test_daphne_still_calls_what_we_change(ours, names):
    for name in names:
        assert name in vars(ours)
        assert any(name in vars(parent) for parent in ours.__mro__[1:]), name
