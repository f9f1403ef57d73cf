"""Bodies that nobody reads are taken in before the answer leaves."""

import io

import pytest

from kit import limits
from kit.http.bodies import CHUNK_BYTES, read_to_the_end


def refuse(environ, start_response):
    start_response("413 Content Too Large", [])
    return [b"too large"]


class Endless(io.RawIOBase):
    """A sender that never stops."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size


@pytest.mark.parametrize("header", ["CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"])
def test_a_refused_body_is_read_to_its_end(header):
    body = io.BytesIO(b"x" * 3 * CHUNK_BYTES)
    answer = read_to_the_end(refuse)({header: "1", "wsgi.input": body}, lambda *_said: None)
    assert (list(answer), body.read()) == ([b"too large"], b"")


def test_a_body_without_an_end_is_read_up_to_the_largest_that_is_allowed():
    body = Endless()
    read_to_the_end(refuse)({"CONTENT_LENGTH": "1", "wsgi.input": body}, lambda *_said: None)
    assert limits.UPLOAD_BYTES <= body.taken <= limits.UPLOAD_BYTES + CHUNK_BYTES


def test_without_a_body_nothing_is_read():
    read_to_the_end(refuse)({"wsgi.input": None, "CONTENT_LENGTH": ""}, lambda *_said: None)
