"""Logs say what happened, never what was written or by whom from where."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from kit import logs


def line(message="hello", *args, **extra):
    record = logging.LogRecord("kit.test", logging.INFO, __file__, 1, message, args, None)
    vars(record).update(extra)
    return json.loads(logs.JsonLine().format(record))


def failed(error):
    try:
        raise error
    except Exception as caught:
        return line("failed", exc_info=(type(caught), caught, caught.__traceback__))


def request(path="/healthz", **cookies):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path.partition("?")[0])
    request.COOKIES.update(cookies)
    return request


def test_a_line_is_one_json_object_with_time_level_and_logger():
    entry = line("a\nb", count=3)
    assert entry["time"].endswith("+00:00")
    assert (entry["level"], entry["logger"], entry["message"], entry["count"]) == (
        "info",
        "kit.test",
        "a\nb",
        3,
    )


def test_H3_addresses_of_people_are_left_out():
    assert line("mail to %s failed", "anna.k+x@nordwerk.example")["message"] == "mail to …@… failed"
    assert "nordwerk" not in line("x", recipient="anna@nordwerk.example")["recipient"]


def test_H3_query_strings_are_left_out():
    assert line("GET /search/?q=Gehalt HTTP/1.1")["message"] == "GET /search/?… HTTP/1.1"


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::"),
        ("::1", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("12:30:45", "12:30:45"),
        ("999.1.1.1", "999.1.1.1"),
    ],
)
def test_H3_network_addresses_are_shortened_to_their_network(address, short):
    assert line(f"from {address} again")["message"] == f"from {short} again"


def test_H3_an_error_is_named_with_its_places_but_not_its_words():
    entry = failed(ValueError("Anna earns 3,000 Euro"))
    assert entry["error"] == "ValueError"
    assert "test_logs.py" in entry["at"][-1]
    assert "Euro" not in json.dumps(entry)


def test_the_words_of_an_error_are_shown_while_developing(settings):
    settings.DEBUG = True
    assert "Euro" in failed(ValueError("Anna earns 3,000 Euro"))["at"][-1]


def test_H3_messages_about_requests_carry_the_route_and_no_path():
    entry = line("%s: %s", "Not Found", "/invite/secret-token/", request=request())
    assert entry["message"] == "Not Found (healthz)"
    assert "secret" not in json.dumps(entry)


def test_H3_a_request_line_of_the_development_server_is_left_out():
    record = logging.LogRecord("django.server", 20, "", 1, '"GET /reset/abc"', (), None)
    assert "abc" not in logs.JsonLine().format(record)


def test_H3_a_request_is_logged_without_address_cookie_or_path(caplog):
    caplog.set_level(logging.INFO, "flurfunk.requests")
    logs.log_request(request("/healthz?q=Gehalt", sessionid="s3cret"), HttpResponse(), 0.0123)
    record = caplog.records[-1]
    entry = json.loads(logs.JsonLine().format(record))
    assert {k: entry[k] for k in ("method", "route", "status", "ms", "person")} == {
        "method": "GET",
        "route": "healthz",
        "status": 200,
        "ms": 12.3,
        "person": None,
    }
    assert "Gehalt" not in json.dumps(entry)
    assert "s3cret" not in json.dumps(entry)


def test_an_address_that_no_route_knows_has_an_empty_name():
    unknown = RequestFactory().get("/nowhere/")
    assert logs.route(unknown) == ""


def test_C5_scrubbing_hostile_text_takes_linear_time():
    for text in ("a@" * 50_000, "1." * 50_000, ":" * 100_000, "?" * 100_000, "a" * 100_000):
        assert len(logs.scrubbed(text)) <= 100_000
