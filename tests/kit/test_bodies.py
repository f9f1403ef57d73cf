"""Bodies are taken in before the answer leaves, and nothing is made of one that was cut."""

import io

import pytest
from django.core.exceptions import BadRequest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from kit import limits
from kit.http.bodies import CHUNK_BYTES, read_to_the_end, refuse_cut


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


def lines(environ, start_response):
    start_response("200 OK", [])
    return list(environ["wsgi.input"])


def all_of_it(environ, start_response):
    start_response("200 OK", [])
    return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]


@pytest.mark.parametrize("came", [0, 1, 3 * CHUNK_BYTES - 1])
@pytest.mark.parametrize("application", [lines, all_of_it])
def test_E5_the_beginning_of_a_body_is_never_taken_for_all_of_it(application, came):
    environ = {"CONTENT_LENGTH": str(3 * CHUNK_BYTES), "wsgi.input": io.BytesIO(b"x" * came)}
    with pytest.raises(BadRequest):
        refuse_cut(application)(environ, lambda *_said: None)


def test_what_is_left_of_a_cut_body_stands_in_the_way_of_no_answer():
    environ = {"CONTENT_LENGTH": "300", "wsgi.input": io.BytesIO(b"x" * 200)}
    answer = read_to_the_end(refuse_cut(refuse))(environ, lambda *_said: None)
    assert list(answer) == [b"too large"]


@pytest.mark.parametrize("application", [lines, all_of_it])
def test_a_whole_body_is_read_as_it_came_and_no_further(application):
    body = io.BytesIO(b"one\ntwo\nthe next request")
    environ = {"CONTENT_LENGTH": "8", "wsgi.input": body}
    answer = refuse_cut(application)(environ, lambda *_said: None)
    assert (b"".join(answer), body.read()) == (b"one\ntwo\n", b"the next request")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json"])
@pytest.mark.parametrize("path", ["/login/", "/api/v1/posts/"])
def test_E5_a_page_and_the_api_refuse_what_was_cut(path, kind):
    environ = RequestFactory().post(path, content_type=kind).environ
    environ |= {"CONTENT_LENGTH": "300", "wsgi.input": io.BytesIO(b"--x\r\n" + b"a" * 200)}
    said = []
    refuse_cut(get_wsgi_application())(environ, lambda *words: said.append(words[0]))
    assert said[0][:3] in ("400", "401", "403")
