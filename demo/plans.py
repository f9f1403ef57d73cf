"""When the people of the demo company work: early hours, on-call duty, night shifts, a holiday."""

from datetime import date, datetime, time, timedelta

from accounts.actions import add_absence, add_shift, let_send_urgently, set_working_hours
from accounts.availability.models import ShiftKind
from accounts.models import User
from demo.history import history

WORKDAYS = range(5)
WEEKS = {  # the hours of each working day
    "meike-jansen": (time(6, 30), time(17, 30)),
    "deniz-yildirim": (time(6, 30), time(16)),
    "aleksandra-nowak": (time(6), time(15)),
}
ON_CALL = {"meike-jansen": 1, "deniz-yildirim": 2, "priya-raman": 3}  # weeks from now
NIGHTS = ("samuel-osei", "fatima-el-amrani")
HOLIDAY = "hanna-lindqvist"
URGENT = ("thomas-brandt", "priya-raman")


def make_plans(people: dict[str, User], now: datetime) -> None:
    """Enter all of it, from the week of `now` on. Again on the same day adds nothing."""
    with history():
        for handle, hours in WEEKS.items():
            week = [(day, *hours) for day in WORKDAYS]
            set_working_hours(by=None, user=people[handle], hours=week)
        for handle, weeks in ON_CALL.items():
            be_on_call(people[handle], next_monday(now) + timedelta(weeks=weeks - 1))
        for handle in NIGHTS:
            work_at_night(people[handle], next_monday(now))
        first = next_monday(now) - timedelta(weeks=1)
        last = first + timedelta(days=13)
        add_absence(by=None, user=people[HOLIDAY], first_day=first, last_day=last)
        for handle in URGENT:
            let_send_urgently(by=None, user=people[handle])


def next_monday(now: datetime) -> date:
    """The first day of the next week."""
    return now.date() + timedelta(days=7 - now.weekday())


def be_on_call(user: User, monday: date) -> None:
    """From Monday evening for a week."""
    start = datetime.combine(monday, time(17), user.zone)
    end = start + timedelta(weeks=1)
    add_shift(by=None, user=user, start=start, end=end, kind=ShiftKind.ON_CALL)


def work_at_night(user: User, monday: date) -> None:
    """Five nights in a row."""
    for day in WORKDAYS:
        start = datetime.combine(monday + timedelta(days=day), time(21), user.zone)
        add_shift(by=None, user=user, start=start, end=start + timedelta(hours=9))
