"""Away, full, busy: three answers that need neither database nor session."""

import errno
import sqlite3

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory

from intranet import errors
from kit.database.outages import DatabaseAway, DatabaseBusy, Full, outage_of
from kit.http.responses import error_response, problem_of
from tests.factories import make_user

HTML = {"headers": {"Accept": "text/html", "Accept-Language": "de"}}


def postgresql(state, kind=OperationalError):
    error = kind("…")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


def sqlite(name):
    cause = sqlite3.OperationalError("…")
    cause.sqlite_errorname = name
    error = OperationalError("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (postgresql(None), DatabaseAway),
        (postgresql("57P01"), DatabaseAway),
        (postgresql("08006"), DatabaseAway),
        (postgresql("53300"), DatabaseAway),
        (postgresql("25006", ProgrammingError), DatabaseAway),
        (postgresql("53100"), Full),
        (postgresql("55P03"), DatabaseBusy),
        (postgresql("57014"), DatabaseBusy),
        (postgresql("40P01"), DatabaseBusy),
        (sqlite("SQLITE_FULL"), Full),
        (sqlite("SQLITE_BUSY_SNAPSHOT"), DatabaseBusy),
        (sqlite("SQLITE_IOERR_WRITE"), DatabaseAway),
        (OSError(errno.ENOSPC, "No space left on device"), Full),
    ],
)
def test_I1_a_part_that_is_away_is_no_breakdown(error, kind):
    problem = problem_of(error)
    assert type(problem) is kind
    assert (problem.status, "Retry-After" in problem.headers) == (503, True)


@pytest.mark.parametrize(
    "error",
    [
        postgresql("42P01", ProgrammingError),
        postgresql("23505", DatabaseError),
        sqlite("SQLITE_ERROR"),
        OSError(errno.ENOENT, "no such file"),
        ValueError(),
    ],
)
def test_what_is_wrong_with_us_stays_a_breakdown(error):
    assert outage_of(error) is None


@pytest.mark.parametrize("fragment", ["", "true"])
def test_I1_the_answer_asks_nobody(fragment, count_queries):
    request = RequestFactory().get("/", **HTML, HTTP_HX_REQUEST=fragment)  # no session, no user
    assert count_queries(lambda: error_response(request, DatabaseAway())) == 0
    made = error_response(request, DatabaseAway())
    assert (made.status_code, made["Retry-After"]) == (503, "5")
    assert "Das Intranet ist kurz nicht da." in made.content.decode()


def failing(error):
    def execute(run, sql, params, many, context):
        raise error

    return connection.execute_wrapper(execute)


@pytest.mark.parametrize("path", ["/", "/chat/", "/login/", "/people/", "/api/v1/posts/", "/me/"])
def test_I1_every_page_says_so_wherever_the_database_is_missed(path):
    client = Client(raise_request_exception=False)
    client.force_login(make_user("anna", language="de"))
    with failing(postgresql(None)):
        made = client.get(path, **HTML)
    assert (made.status_code, made["Retry-After"], made["Cache-Control"]) == (503, "5", "no-store")
    if path.startswith("/api/"):
        assert made.json()["code"] == "away"
    else:
        assert "Gleich wieder da" in made.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_I1_a_session_that_cannot_be_written_is_not_called_deleted(method):
    client = Client(raise_request_exception=False)
    client.force_login(make_user("anna"))
    client.get("/")

    def full(run, sql, params, many, context):
        if sql.startswith("UPDATE") and "accounts_session" in sql:
            raise postgresql("53100")
        return run(sql, params, many, context)

    session = client.session
    session["touched_at"] = 0
    session.save()
    with connection.execute_wrapper(full):
        made = getattr(client, method)("/me/status/", **HTML)
    assert made.status_code == {"get": 200, "post": 503}[method]


def test_E5_what_was_sent_comes_back_with_the_answer():
    client = Client(raise_request_exception=False)
    client.force_login(make_user("anna"))

    def full(run, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            raise postgresql("53100")
        return run(sql, params, many, context)

    with connection.execute_wrapper(full):
        sent = {"login": "x", "body": "An hour of <work>", "name": "Team"}
        made = client.post("/spaces/new/", sent, **HTML)
        assert client.get("/", **HTML).status_code == 200, "reading goes on"
    assert (made.status_code, made["Retry-After"]) == (503, "60")
    assert "An hour of &lt;work&gt;" in made.content.decode()


def test_a_breakdown_is_still_one(rf):
    try:
        raise ValueError
    except ValueError:
        assert errors.broken(rf.get("/", **HTML)).status_code == 500
