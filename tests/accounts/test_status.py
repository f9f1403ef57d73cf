"""What people say that they are doing: said by themselves, ended by itself."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from accounts import tasks
from accounts.actions import clear_status, deactivate_person, set_status
from accounts.models import User
from accounts.status import ICONS, SILENCING, SPANS, StatusKind
from kit.design.icons import ICONS as DRAWN
from kit.http.exceptions import Problem
from kit.jobs.scheduler import SCHEDULE
from kit.live import hints
from kit.text import humanize
from tests.factories import make_user
from tests.together import at_once

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
SHEET = {"HX-Request": "true"}


def soon(**span):
    return timezone.now() + timedelta(**(span or {"hours": 1}))


def busy(name="anna", kind="customer", words="", until=None, **fields):
    person = make_user(name, **fields)
    set_status(by=person, kind=kind, words=words, until=until or soon())
    return person


def over(person):
    """The same person, an hour after the status ended."""
    User.objects.filter(pk=person.pk).update(status_until=soon(hours=-1))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def anna(client):
    person = make_user("anna", language="en")
    client.force_login(person)
    return person


# --- the sentence ----------------------------------------------------------------------------
def test_without_a_status_there_is_nothing_to_say():
    anna = make_user("anna")
    assert (anna.status_now, anna.status_icon, anna.is_busy) == ("", "", False)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "With a customer until "), ("de", "Beim Kunden bis ")]
)
def test_a_status_is_said_in_the_language_of_its_reader(language, sentence):
    anna = busy(language="en")
    with translation.override(language):
        assert anna.status_now == sentence + humanize.end_time(anna.status_until)


@pytest.mark.parametrize(
    ("zone", "language", "sentence"),
    [("Europe/Berlin", "en", "14:30"), ("Europe/Berlin", "de", "14:30"),
     ("Asia/Tokyo", "en", "22:30"), ("Pacific/Auckland", "en", "Sat 21 Nov, 02:30"),
     ("Pacific/Auckland", "de", "Sa., 21. Nov., 02:30")],
)  # fmt: skip
def test_the_end_is_a_time_of_the_readers_zone_with_a_date_when_it_is_not_today(
    zone, language, sentence
):
    now = datetime(2026, 11, 20, 8, 31, tzinfo=UTC)
    with translation.override(language), timezone.override(zone):
        end = humanize.end_time(datetime(2026, 11, 20, 13, 30, tzinfo=UTC), now)
    assert end.replace("\N{NO-BREAK SPACE}", " ") == sentence


def test_own_words_stand_in_place_of_the_kinds():
    anna = busy(words="  At the\tdentist \n")
    with translation.override("en"):
        assert anna.status_now.startswith("At the dentist until ")
    assert anna.status_icon == "truck"


def test_a_status_ends_by_itself():
    anna = over(busy())
    assert (anna.status_now, anna.status_icon, anna.is_busy) == ("", "", False)


@pytest.mark.parametrize("kind", ["customer", "home"])
def test_who_chooses_a_status_reads_what_it_holds_back(client, anna, kind):
    page = client.get("/me/status/").content.decode()
    assert page.count("Holds back notifications until") == page.count("data-end=") >= 2
    assert page.count("status-form__silent") == len(SILENCING)
    set_status(by=anna, kind=kind, until=soon())
    said = f"Holds back notifications until {humanize.end_time(anna.status_until)}"
    shown = said in client.get("/me/status/").content.decode().split("<details")[0]
    assert shown is (kind in SILENCING)


def test_every_kind_has_an_icon_that_is_drawn():
    assert set(ICONS) == set(StatusKind.values) - {""}
    assert set(ICONS.values()) <= set(DRAWN)


def test_the_ends_to_choose_from_are_of_this_day():
    now = datetime(2026, 11, 20, 8, 31, 5, tzinfo=UTC)
    with timezone.override(BERLIN):
        ends = {name: timezone.localtime(end(now)) for name, end in SPANS.items()}
    said = {name: end.strftime("%d %H:%M:%S") for name, end in ends.items()}
    assert said == {"hour": "20 10:31:00", "noon": "20 12:00:00", "day": "20 23:59:00"}


# --- saying and clearing ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": ""}, "kind"), ({"kind": "asleep"}, "kind"), ({"words": "x" * 61}, "words"),
     ({"until": None}, "until"), ({"until": soon(minutes=-1)}, "until"),
     ({"until": soon(days=91)}, "until")],
)  # fmt: skip
def test_C1_a_status_that_makes_no_sense_is_refused_by_name(wrong, field):
    anna = make_user("anna")
    with pytest.raises(Problem) as refused:
        set_status(by=anna, **{"kind": "away", "words": "", "until": soon(), **wrong})
    assert refused.value.field == field
    anna.refresh_from_db()
    assert not anna.is_busy


def test_A7_a_status_changes_nothing_else():
    anna = make_user("anna")
    User.objects.filter(pk=anna.pk).update(phone="0451")  # by another request
    set_status(by=anna, kind="away", words="", until=soon())
    anna.refresh_from_db()
    assert (anna.phone, anna.status) == ("0451", "away")


def test_a_cleared_status_leaves_no_trace():
    anna = busy(words="Secret plans")
    clear_status(by=anna)
    clear_status(by=anna)
    anna.refresh_from_db()
    assert (anna.status, anna.status_words, anna.status_until) == ("", "", None)


def test_B3_who_has_left_says_nothing_any_more():
    gone = make_user("gone")
    deactivate_person(by=None, user=gone)
    with pytest.raises(PermissionDenied):
        set_status(by=gone, kind="away", words="", until=soon())
    with pytest.raises(PermissionDenied):
        clear_status(by=gone)


def test_the_night_forgets_what_has_ended_and_nothing_else():
    past, present = over(busy("anna", words="Past")), busy("ben", words="Present")
    assert "accounts.tasks.clear_statuses" in SCHEDULE
    tasks.clear_statuses()
    for person, words in ((past, ""), (present, "Present")):
        person.refresh_from_db()
        assert person.status_words == words


@pytest.mark.django_db(transaction=True)
def test_own_windows_hear_that_the_status_changed(monkeypatch):
    heard = []
    monkeypatch.setattr(hints.transports, "send", lambda *hint: heard.append(hint))
    anna = busy()
    channel, frame = heard[-1]
    assert channel == f"person:{anna.pk}"
    assert "status" in frame
    assert "customer" not in frame


def test_A1_nobody_hears_what_concerns_somebody_else():
    anna, eve = make_user("anna"), make_user("eve")
    assert hints.CHANNELS["person"].rule(anna, anna.pk) == [f"person:{anna.pk}"]
    assert hints.CHANNELS["person"].rule(eve, anna.pk) == []


@pytest.mark.django_db(transaction=True)
def test_of_twelve_equal_statuses_at_once_one_is_there():
    anna, until = make_user("anna"), soon()
    at_once(lambda _n: set_status(by=make_user("anna"), kind="away", words="x", until=until))
    anna.refresh_from_db()
    assert (anna.status, anna.status_words, anna.status_until) == ("away", "x", until)
    at_once(lambda _n: clear_status(by=make_user("anna")))
    anna.refresh_from_db()
    assert not anna.is_busy


# --- pages -----------------------------------------------------------------------------------
def put(client, **form):
    return client.post("/me/status/", {"_method": "put", **form})


def test_a_status_is_set_and_cleared_without_script(client, anna):
    assert b"Set a status" in client.get("/me/").content
    answer = put(client, kind="driving", words="", until="hour")
    assert answer.status_code == 302
    page = client.get(answer.url).content
    assert b"On the road until" in page
    assert b"Your status is set." in page
    client.post("/me/status/", {"_method": "delete"})
    assert b"On the road until" not in client.get("/me/").content


def test_a_time_of_ones_own_is_of_ones_own_zone(client):
    anna = make_user("anna", time_zone="Asia/Tokyo")
    client.force_login(anna)
    put(client, kind="away", until="own", own=f"{soon(days=2):%Y-%m-%d}T09:30")
    anna.refresh_from_db()
    assert (
        anna.status_until.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")).strftime("%H:%M") == "09:30"
    )
    assert 'T09:30"' in client.get("/me/status/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": ""}, {"kind": "asleep"}, {"words": "keep me " * 9}, {"until": "never"},
     {"until": "own"}, {"until": "own", "own": "2020-01-01T10:00"}, {"until": "own", "own": "x"},
     {"until": "own", "own": "0001-01-01T00:00"}, {"until": "own", "own": "9999-12-31T23:59"},
     {"kind": "\0"}, {"words": "keep me \0"}],
)  # fmt: skip
@pytest.mark.parametrize("headers", [{}, SHEET], ids=["page", "sheet"])
def test_C1_a_refused_form_says_why_and_keeps_what_was_typed(client, anna, wrong, headers):
    form = {"_method": "put", "kind": "away", "words": "keep me", "until": "hour", **wrong}
    answer = client.post("/me/status/", form, headers=headers)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'class="error"' in page
    assert "keep me" in page
    assert ("<html" in page) == (not headers)
    anna.refresh_from_db()
    assert not anna.is_busy


def test_a_sheet_is_answered_without_a_page(client, anna):
    sheet = client.get("/me/status/", headers=SHEET).content
    assert b'id="sheet-title"' in sheet
    assert b"<html" not in sheet
    form = {"_method": "put", "kind": "focus", "until": "day"}
    assert client.post("/me/status/", form, headers=SHEET).status_code == 204
    line = client.get("/me/status/?line", headers=SHEET).content
    assert line.startswith(b"<own-status")
    assert b"Please do not disturb until 23:59" in line


@pytest.mark.parametrize("path", ["/people/", "/people/ben/", "/mentions/?q=ben"])
def test_colleagues_read_a_status_until_it_ends(client, anna, path):
    ben = busy("ben", words="Under a sink")
    assert b"Under a sink until" in client.get(path).content
    over(ben)
    assert b"Under a sink" not in client.get(path).content


def test_C4_own_words_are_text(client, anna):
    busy("ben", words="<b>hello</b>\u202e")
    for path in ("/people/", "/people/ben/", "/mentions/?q=ben"):
        page = client.get(path).content.decode()
        assert "&lt;b&gt;hello" in page
        assert "\u202e" not in page


def test_statuses_cost_the_directory_no_query(client, anna, count_queries):
    people = [make_user() for _ in range(20)]
    client.get("/people/")
    before = count_queries(lambda: client.get("/people/"))
    for person in people:
        set_status(by=person, kind="away", words="", until=soon())
    assert count_queries(lambda: client.get("/people/")) == before <= 12


# --- over the API ----------------------------------------------------------------------------
def send(client, **body):
    return client.put("/api/v1/me/status/", body, content_type="application/json")


def test_a_program_sets_and_clears_a_status(client, anna):
    until = soon(hours=2).replace(microsecond=0)
    answer = send(client, kind="meeting", words="Budget", until=until.isoformat())
    assert answer.status_code == 200
    told = client.get("/api/v1/people/anna/").json()["status"]
    assert told == answer.json()
    assert (told["kind"], told["words"]) == ("meeting", "Budget")
    assert datetime.fromisoformat(told["until"]) == until
    assert told["text"].startswith("Budget until ")
    assert client.delete("/api/v1/me/status/").status_code == 204
    assert client.get("/api/v1/me/").json()["status"] is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "asleep"}, "kind"), ({"kind": ""}, "kind"), ({"kind": 7}, "kind"),
     ({"words": "x" * 61}, "words"), ({"words": None}, "words"), ({"words": "a\0"}, "words"),
     ({"until": None}, "until"), ({"until": "soon"}, "until"),
     ({"until": "9999-12-31T23:59:59-14:00"}, "until"), ({"until": "2020-01-01T00:00Z"}, "until")],
)  # fmt: skip
def test_C1_a_program_that_sends_nonsense_gets_a_400_with_the_field(client, anna, wrong, field):
    answer = send(client, **{"kind": "away", "words": "", "until": soon().isoformat(), **wrong})
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_an_ended_status_is_null_for_programs(client, anna):
    over(busy("ben"))
    assert client.get("/api/v1/people/ben/").json()["status"] is None


def test_A10_the_administration_shows_a_status_and_cannot_change_it(client):
    client.force_login(make_user("boss", role=User.Role.ADMINISTRATOR, language="en"))
    anna = busy(words="At the dentist")
    page = client.get(f"/admin/accounts/user/{anna.pk}/change/").content
    assert b"At the dentist" in page
    assert b'name="status' not in page
