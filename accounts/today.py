"""My own status, and colleagues to call, on the start page of a phone."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.status import ROAD_CHOICES, StatusKind
from kit.database.prepared import prepared
from kit.today import TodayPart

MOST = 4


def choices(user: User) -> dict[StatusKind, str]:
    """What people say with one tap; the page knows the rest of the person who looks at it."""
    return ROAD_CHOICES


def to_call(user: User) -> list[User]:
    """Colleagues of the own department whose number this person may see, by name."""
    return _with_phone(user, user.department) if user.department else []


@prepared
def _with_phone(user: User, department: str) -> QuerySet[User]:
    near = User.objects.visible_to(user).without_bots().filter(department=department)
    return near.exclude(phone="").exclude(pk=user.pk).by_name()[:MOST]


TODAY = (
    TodayPart("accounts/_today_status.html", choices, order=40),
    TodayPart("accounts/_today_call.html", to_call, order=60),
)
