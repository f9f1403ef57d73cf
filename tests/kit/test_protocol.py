"""Frames: what goes over the wire, and the shortcut to it."""

import asyncio

import pytest
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from kit.live import protocol


def as_read_by_a_client(wire):
    client = ClientProtocol(parse_uri("ws://localhost/"), max_size=None)
    client.state = State.OPEN
    client.reader.feed_data(b"")
    client.parser = client.parse()
    next(client.parser)
    client.receive_data(wire)
    return [event.data.decode() for event in client.events_received()]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_prepared_frame_is_read_as_the_text_it_was(size):
    assert protocol.websocket_frame("x" * size).endswith(b"x" * size)
    assert as_read_by_a_client(protocol.websocket_frame("x" * size)) == ["x" * size]


def test_umlauts_count_as_the_bytes_they_take():
    assert as_read_by_a_client(protocol.websocket_frame("ü" * 100)) == ["ü" * 100]


class Connection:
    """What a server keeps of one socket."""

    close_sent = disconnected = False

    def __init__(self, extensions=()):
        self.conn = type("Conn", (), {"extensions": list(extensions)})()
        self.writable, self.transport, self.written = asyncio.Event(), self, []
        self.writable.set()

    async def send(self, message):
        """ASGI's own way."""

    def is_closing(self):
        return False

    def write(self, frame):
        self.written.append(frame)


def test_the_shortcut_writes_to_the_connection():
    connection = Connection()
    assert protocol.fast_path_of(connection.send).write(b"frame")
    assert connection.written == [b"frame"]


def test_the_shortcut_leaves_slow_and_closed_readers_to_the_queue():
    connection = Connection()
    line = protocol.fast_path_of(connection.send)
    connection.writable.clear()
    assert not line.write(b"frame")
    connection.writable.set()
    for name in ("close_sent", "disconnected"):
        setattr(connection, name, True)
        assert not line.write(b"frame")
        setattr(connection, name, False)
    assert connection.written == []


def test_there_is_no_shortcut_where_frames_are_compressed_or_the_server_is_another():
    assert protocol.fast_path_of(Connection(extensions=["deflate"]).send) is None
    assert protocol.fast_path_of(print) is None
    assert protocol.fast_path_of(lambda message: None) is None


def test_a_connection_that_nobody_reads_can_be_cut():
    class Transport:
        cut = False

        def abort(self):
            self.cut = True

    connection = Connection()
    connection.transport = Transport()
    protocol.abort_connection(connection.send)
    assert connection.transport.cut
    protocol.abort_connection(print)
