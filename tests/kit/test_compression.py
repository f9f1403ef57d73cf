"""Answers are packed as the client can open them, once, and only where it helps."""

import gzip

import brotli
import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from kit.http.compression import LEAST_BYTES, PADDING, Compression, packed

TEXT = b"<p>The valve leaks again.</p>" * 100
OPENERS = {"br": brotli.decompress, "gzip": gzip.decompress}


def answered(rf, response, accepts="br, gzip"):
    """What `response` becomes for a client that accepts this."""
    return Compression(lambda request: response)(rf.get("/", HTTP_ACCEPT_ENCODING=accepts))


@pytest.mark.parametrize(
    ("accepts", "used"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.1, gzip;q=1.0", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip ; q=0.5", "gzip"),
        ("gzip;q=0.000", None),
        ("xgzip", None),
        ("identity", None),
        ("", None),
    ],
)
def test_the_client_decides_how_an_answer_is_packed(rf, accepts, used):
    answer = answered(rf, HttpResponse(TEXT), accepts)
    assert answer.get("Content-Encoding") == used
    assert answer["Vary"] == "Accept-Encoding"
    assert OPENERS.get(used, bytes)(answer.content) == TEXT
    assert used is None or len(answer.content) < 300


@pytest.mark.parametrize(
    "made",
    [
        lambda: HttpResponse(b"x" * (LEAST_BYTES - 1)),
        lambda: HttpResponse(TEXT, content_type="image/webp"),
        lambda: HttpResponse(TEXT, content_type="application/octet-stream"),
        lambda: HttpResponse(TEXT, headers={"Content-Encoding": "br"}),
        lambda: StreamingHttpResponse(iter([TEXT])),
        lambda: FileResponse(iter([TEXT]), content_type="text/plain"),
    ],
    ids=["small", "picture", "file", "packed already", "stream", "file of text"],
)
def test_what_gains_nothing_passes_as_it_is(rf, made):
    response = made()
    told = dict(response.headers)
    assert dict(answered(rf, response).headers) == told


@pytest.mark.parametrize("kind", ["application/json", "image/svg+xml", "text/calendar"])
def test_texts_of_every_kind_are_packed(rf, kind):
    assert answered(rf, HttpResponse(TEXT, content_type=kind))["Content-Encoding"] == "br"


@pytest.mark.parametrize("accepts", ["br", "gzip"])
def test_length_and_tag_speak_of_what_is_sent(rf, accepts):
    response = HttpResponse(TEXT, headers={"Content-Length": str(len(TEXT)), "ETag": '"one"'})
    answer = answered(rf, response, accepts)
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["ETag"] == 'W/"one"'


@pytest.mark.parametrize("accepts", ["br", "gzip"])
def test_the_length_of_an_answer_tells_nothing_about_a_secret_in_it(rf, accepts):
    lengths = {len(answered(rf, HttpResponse(TEXT), accepts).content) for _time in range(60)}
    assert len(lengths) > 20


def test_every_length_of_the_random_block_is_skipped_by_readers(monkeypatch):
    for length in range(PADDING):
        monkeypatch.setattr("secrets.randbelow", lambda most, length=length: length)
        assert brotli.decompress(packed(TEXT)) == TEXT


def test_pages_are_packed(client):
    assert client.get("/login/", headers={"Accept-Encoding": "br"})["Content-Encoding"] == "br"
