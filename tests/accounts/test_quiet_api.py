"""Quiet time over REST: the same actions as the pages."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import ApiToken
from tests.factories import make_user

API = "/api/v1/availability/"


@pytest.fixture
def anna(client):
    person = make_user("anna", language="en")
    client.force_login(person)
    return person


def send(client, method, path, **body):
    return getattr(client, method)(f"{API}{path}", body, content_type="application/json")


def soon(**span):
    return timezone.now().replace(second=0, microsecond=0) + timedelta(**span)


def test_a_program_reads_and_sets_quiet_time(client, anna):
    told = client.get(API).json()
    assert (told["is_on"], told["is_own"], len(told["hours"])) == (True, False, 5)
    assert told["hours"][0] == {"weekday": 0, "start": "07:00", "end": "18:00"}
    hours = [{"weekday": 6, "start": "22:00", "end": "06:00"}]
    told = send(client, "put", "hours/", hours=hours).json()
    assert (told["is_own"], told["hours"]) == (True, hours)
    told = send(client, "put", "quiet-time/", is_on=False).json()
    assert (told["is_on"], told["quiet_until"], told["hours"]) == (False, None, hours)
    assert client.delete(f"{API}hours/").status_code == 204
    assert not client.get(API).json()["is_own"]


def test_quiet_until_is_the_next_moment_at_which_it_may_ring(client, anna):
    send(client, "put", "hours/", hours=[])
    start = soon(hours=4)
    made = send(
        client, "post", "shifts/", kind="shift", start=start, end=start + timedelta(hours=1)
    )
    assert made.status_code == 201
    told = client.get(API).json()["quiet_until"]
    assert datetime.fromisoformat(told) == start


@pytest.mark.parametrize(
    ("path", "body"),
    [("shifts/", lambda: {"kind": "on_call", "start": soon(hours=1), "end": soon(hours=2)}),
     ("absences/", lambda: {"first_day": soon(days=2).date(), "last_day": soon(days=3).date()})],
)  # fmt: skip
def test_E2_entries_are_made_once_listed_and_taken_out(client, anna, path, body):
    sent = body()
    first, second = (send(client, "post", path, **sent) for _again in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert client.get(f"{API}{path}").json()["results"] == [first.json()]
    assert client.delete(f"{API}{path}{first.json()['id']}/").status_code == 204
    assert client.get(f"{API}{path}").json()["results"] == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [("hours/", {"hours": [{"weekday": 7, "start": "7:00", "end": "8:00"}]}, "hours"),
     ("hours/", {"hours": [{"weekday": 0, "start": "25:00", "end": "8:00"}]}, "hours"),
     ("hours/", {"hours": "always"}, "hours"), ("hours/", {}, "hours"),
     ("quiet-time/", {"is_on": "perhaps"}, "is_on"), ("quiet-time/", {}, "is_on")],
)  # fmt: skip
def test_C1_a_program_that_sends_nonsense_gets_a_400_with_the_field(
    client, anna, path, body, field
):
    answer = send(client, "put", path, **body)
    assert answer.status_code == 400
    assert answer.json()["field"].startswith(field)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [("shifts/", {"kind": "nap", "start": "2030-01-01T00:00Z", "end": "2030-01-01T01:00Z"}, "kind"),
     ("shifts/", {"start": "2020-01-01T00:00Z", "end": "2020-01-01T01:00Z"}, "end"),
     ("shifts/", {"start": "soon", "end": "2030-01-01T01:00Z"}, "start"),
     ("shifts/", {"start": "0001-01-01T00:00+14:00", "end": "9999-12-31T23:59-14:00"}, "start"),
     ("absences/", {"first_day": "2020-01-01", "last_day": "2020-01-02"}, "last_day"),
     ("absences/", {"first_day": "9999-12-31", "last_day": "9999-12-31"}, "last_day"),
     ("absences/", {"first_day": None, "last_day": "2030-01-01"}, "first_day")],
)  # fmt: skip
def test_C1_an_entry_that_makes_no_sense_gets_a_400_with_the_field(client, anna, path, body, field):
    answer = send(client, "post", path, **body)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_A7_a_body_names_nobody_else(client, anna):
    ben = make_user("ben")
    send(client, "post", "shifts/", user=ben.pk, start=soon(hours=1), end=soon(hours=2))
    assert not ben.shifts.exists()
    assert anna.shifts.count() == 1


def test_colleagues_learn_when_somebody_is_back_and_not_why(client, anna):
    ben = make_user("ben")
    actions.set_quiet_time(by=ben, user=ben, is_on=False)
    address = "/api/v1/people/ben/availability/"
    assert client.get(address).json() == {"back_at": None}
    until = soon(hours=3)
    actions.set_status(by=ben, kind="customer", until=until)
    told = client.get(address).json()
    assert told.keys() == {"back_at"}
    assert datetime.fromisoformat(told["back_at"]) == until


def test_a_key_that_only_reads_changes_nothing(client):
    anna = make_user("anna")
    _token, key = actions.create_token(by=anna, name="robot", scopes=[ApiToken.Scope.READ])
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get(API, headers=headers).status_code == 200
    for method, path in (
        ("put", "quiet-time/"), ("put", "hours/"), ("post", "shifts/"), ("delete", "hours/"),
    ):  # fmt: skip
        answer = getattr(client, method)(
            f"{API}{path}", {}, content_type="application/json", headers=headers
        )
        assert answer.status_code == 403
