"""The pages of quiet time: what they show, what they save, and how they refuse."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accounts import actions
from accounts.availability.presentation import DayPicture, quiet_hours_of
from accounts.models import Absence, Shift, User
from accounts.sections import SECTIONS
from accounts.settings_registry import SettingsSection
from tests.factories import make_user

SHEET = {"HX-Request": "true"}
QUIET = {"_method": "put", "is_on": "on", "quiet_from": "17:30", "quiet_until": "06:30"}
ADDRESS = "/settings/quiet-time/"
WEEK = "/settings/availability/hours/"


@pytest.fixture
def anna(client):
    person = make_user("anna", language="en")
    client.force_login(person)
    return person


def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR)


def week_of(person):
    rows = person.working_hours.order_by("weekday", "start")
    return [(row.weekday, f"{row.start:%H:%M}", f"{row.end:%H:%M}") for row in rows]


# --- quiet time ------------------------------------------------------------------------------
def test_the_page_shows_the_companys_times_until_they_are_changed(client, anna):
    page = client.get("/settings/notifications/").content.decode()
    assert 'value="18:00"' in page and 'value="07:00"' in page
    assert "Sat, Sun: quiet all day." in page
    assert "your company’s times" in page


def test_quiet_time_is_saved_without_script(client, anna):
    answer = client.post(ADDRESS, {**QUIET, "days": ["0", "1", "5"]})
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Saved." in page
    assert "Wed, Thu, Fri, Sun: quiet all day." in page
    assert week_of(anna) == [(day, "06:30", "17:30") for day in (0, 1, 5)]


def test_a_script_gets_the_section_alone(client, anna):
    answer = client.post(ADDRESS, {**QUIET, "days": ["0"]}, headers=SHEET)
    assert answer.status_code == 200
    assert answer.content.strip().startswith(b"<section")
    assert b"<html" not in answer.content


def test_the_switch_alone_does_not_make_the_companys_hours_ones_own(client, anna):
    company = {"quiet_from": "18:00", "quiet_until": "07:00", "days": list("01234")}
    client.post(ADDRESS, {"_method": "put", **company})
    quiet = quiet_hours_of(anna)
    assert (quiet.is_on, quiet.is_own) == (False, False)
    client.post(ADDRESS, {**QUIET, "days": ["0"]})
    assert quiet_hours_of(anna).is_own
    client.post(ADDRESS, {**QUIET, **company})  # as undo sends it
    assert not quiet_hours_of(anna).is_own


def test_quiet_time_that_the_company_does_not_want_can_be_ones_own(client, anna):
    actions.change_company_hours(by=boss(), is_on=False)
    assert not quiet_hours_of(anna).is_on
    client.post(ADDRESS, {**QUIET, "quiet_from": "18:00", "quiet_until": "07:00", "days": "0"})
    assert quiet_hours_of(anna).is_on


def test_one_goes_back_to_the_companys_times(client, anna):
    client.post(ADDRESS, {**QUIET, "days": ["0"]})
    assert "Use the company’s times" in client.get("/settings/notifications/").text
    client.post(ADDRESS, {"_method": "delete"})
    assert not anna.working_hours.exists()
    assert not quiet_hours_of(anna).is_own


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": "25:00"}, {"quiet_until": ""}, {"days": ["7"]}, {"quiet_from": "\0"},
     {"days": ["x"]}],
)  # fmt: skip
@pytest.mark.parametrize("headers", [{}, SHEET], ids=["page", "section"])
def test_C1_a_refused_quiet_time_says_why_and_keeps_what_was_typed(client, anna, wrong, headers):
    form = {**QUIET, "quiet_from": "16:45", "days": ["0"], **wrong}
    answer = client.post(ADDRESS, form, headers=headers)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'class="error"' in page
    assert "quiet_from" in wrong or 'value="16:45"' in page
    assert ("<html" in page) == (not headers)
    assert not anna.working_hours.exists()


def test_days_that_differ_are_shown_in_words_and_the_switch_still_works(client, anna):
    actions.set_working_hours(
        by=anna, user=anna, hours=[(0, time(7), time(12)), (1, time(8), time(16))]
    )
    page = client.get("/settings/notifications/").content.decode()
    assert "Quiet at different times every day." in page
    assert 'name="quiet_from"' not in page
    client.post(ADDRESS, {"_method": "put"})
    assert not quiet_hours_of(anna).is_on
    assert len(week_of(anna)) == 2


def test_exceptions_and_limits_are_named(client, anna):
    now = timezone.now()
    actions.add_shift(by=anna, user=anna, start=now, end=now + timedelta(days=3), kind="on_call")
    today = timezone.localdate()
    actions.add_absence(by=anna, user=anna, first_day=today, last_day=today)
    actions.change_company_hours(by=boss(), earliest=time(6), latest=time(21))
    page = client.get("/settings/notifications/").content.decode()
    assert "Exception: you are on call from" in page
    assert "Days off," in page
    assert "before 06:00 or after 21:00" in page


@pytest.mark.parametrize(
    ("hours", "parts"),
    [((time(6, 30), time(17, 30)), [(0, 390, True), (390, 1050, False), (1050, 1440, True)]),
     ((time(22), time(6)), [(0, 360, False), (360, 1320, True), (1320, 1440, False)]),
     ((time(0), time(0)), [(0, 1440, False)]),
     ((time(0), time(8)), [(0, 480, False), (480, 1440, True)]),
     (None, [(0, 1440, False)])],
)  # fmt: skip
def test_the_picture_of_a_day_is_the_day(hours, parts):
    drawn = DayPicture(hours)
    assert [(part.start, part.end, part.is_quiet) for part in drawn.parts] == parts
    assert len(drawn.labels) == (2 if hours else 0)


# --- sections --------------------------------------------------------------------------------
def test_other_apps_lend_sections_that_stand_in_their_order(client, anna, monkeypatch):
    late = SettingsSection("late", "accounts/_status.html", 90, lambda _request: {"person": anna})
    monkeypatch.setattr("accounts.sections.SECTIONS", (late, *SECTIONS))
    actions.set_status(by=anna, kind="away", until=timezone.now() + timedelta(hours=1))
    anna.refresh_from_db()
    page = client.get("/settings/notifications/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert main.index("Nothing rings") < main.index("Away until")


# --- the calendar ----------------------------------------------------------------------------
def tomorrow(hour):
    return f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}T{hour:02}:00"


def test_a_shift_is_entered_and_taken_out_without_script(client, anna):
    form = {"kind": "on_call", "start": tomorrow(22), "end": tomorrow(23)}
    answer = client.post("/settings/availability/shifts/", form)
    assert answer.status_code == 302
    assert b"On call" in client.get(answer.url).content
    shift = Shift.objects.get(user=anna)
    assert timezone.localtime(shift.start).hour == 22
    client.post(f"/settings/availability/shifts/{shift.pk}/", {"_method": "delete"})
    assert not anna.shifts.exists()


def test_days_off_are_entered_and_taken_out_without_script(client, anna):
    day = timezone.localdate() + timedelta(days=3)
    client.post("/settings/availability/absences/", {"first_day": day, "last_day": day})
    absence = Absence.objects.get(user=anna)
    assert (absence.first_day, absence.last_day) == (day, day)
    client.post(f"/settings/availability/absences/{absence.pk}/", {"_method": "delete"})
    assert not anna.absences.exists()


def test_each_day_has_hours_of_its_own(client, anna):
    form = {"start_0_0": "07:00", "end_0_0": "11:00", "start_0_1": "15:00", "end_0_1": "19:00"}
    form |= {"start_5_0": "22:00", "end_5_0": "06:00"}
    assert client.post(WEEK, {"_method": "put", **form}).status_code == 302
    assert week_of(anna) == [(0, "07:00", "11:00"), (0, "15:00", "19:00"), (5, "22:00", "06:00")]


@pytest.mark.parametrize(
    ("address", "form", "kept"),
    [(WEEK, {"_method": "put", "start_2_0": "07:15"}, "07:15"),
     (WEEK, {"_method": "put", "start_2_0": "07:15", "end_2_0": "x"}, "07:15"),
     (WEEK, {"_method": "put", "start_2_0": "07:15", "end_2_0": "9:00", "start_2_1": "07:15",
             "end_2_1": "10:00"}, "07:15"),
     ("/settings/availability/shifts/", {"start": "2020-01-01T10:15", "end": "2020-01-01T09:00",
                                         "kind": "shift"}, "2020-01-01T10:15"),
     ("/settings/availability/shifts/", {"start": "2099-01-01T10:15", "end": "2099-01-01T19:00",
                                         "kind": "shift"}, "2099-01-01T10:15"),
     ("/settings/availability/shifts/", {"start": "0001-01-01T00:00", "end": "9999-12-31T23:59",
                                         "kind": "on_call"}, "9999-12-31T23:59"),
     ("/settings/availability/absences/", {"first_day": "2020-02-01", "last_day": "2020-01-01"},
      "2020-02-01"),
     ("/settings/availability/absences/", {"first_day": "9999-12-31", "last_day": "9999-12-31"},
      "9999-12-31")],
)  # fmt: skip
def test_C1_a_refused_entry_says_why_and_keeps_what_was_typed(client, anna, address, form, kept):
    answer = client.post(address, form)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'class="error"' in page or "banner--error" in page
    assert kept in page
    assert not (anna.shifts.exists() or anna.absences.exists() or anna.working_hours.exists())


@pytest.mark.parametrize("kind", ["shifts", "absences"])
def test_A2_somebody_elses_entries_do_not_exist(client, anna, kind):
    ben, now = make_user("ben"), timezone.now()
    entry = {
        "shifts": lambda: actions.add_shift(
            by=ben, user=ben, start=now, end=now + timedelta(hours=1)
        ),
        "absences": lambda: actions.add_absence(
            by=ben,
            user=ben,
            first_day=date.max.replace(year=now.year),
            last_day=date(now.year + 1, 1, 2),
        ),
    }[kind]()
    for prefix in ("/settings/", "/api/v1/"):
        assert client.delete(f"{prefix}availability/{kind}/{entry.pk}/").status_code == 404


def test_the_calendar_costs_the_same_for_two_and_twenty_entries(client, anna, count_queries):
    now = timezone.now()

    def fill(count):
        for n in range(count):
            start = now + timedelta(days=len(anna.shifts.all()) + n + 1)
            actions.add_shift(by=anna, user=anna, start=start, end=start + timedelta(hours=8))
            day = (start + timedelta(days=1)).date()
            actions.add_absence(by=anna, user=anna, first_day=day, last_day=day)

    fill(2)
    client.get("/settings/availability/")
    few = count_queries(lambda: client.get("/settings/availability/"))
    fill(18)
    assert count_queries(lambda: client.get("/settings/availability/")) == few <= 12
    assert count_queries(lambda: client.get("/settings/notifications/")) <= 12
