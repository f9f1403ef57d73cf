"""What is new for a person, on the start page of a phone."""

from accounts.models import User
from kit.database.keyset import Page, page_of_rows
from kit.facts import facts_of
from kit.today import TodayPart
from notifications.rendering import lines_of
from notifications.views import ORDER, first_new

MOST = 4


def newest(user: User) -> Page | None:
    """The newest lines of the bell. The rest follows in its order: with a tap, or by itself for
    somebody who was away for long, which the device alone knows."""
    if not facts_of(user).get("in_notifications"):
        return None
    page = page_of_rows(first_new(user), order=ORDER, size=MOST)
    lines = lines_of(user, page.items)
    return Page(lines, page.next) if lines else None


TODAY = (TodayPart("notifications/_today.html", newest, order=50),)
