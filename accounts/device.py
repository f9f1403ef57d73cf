"""What a device gets of people: those who can be called, the nearest first."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.device import Lent, LentKind, LentPage, Loan

MOST = 200
PERSON = LentKind("person", _("People"), "users")
SHOWN = (
    "name", "handle", "portrait_key", "job_title", "place", "department", "phone", "email", "about",
    "spoken", "skills", "status", "status_words", "status_until",
)  # fmt: skip
SAID = ("job_title", "department", "place", "spoken", "phone", "skills", "about")  # to be found by


def things(user: User) -> list[Lent]:
    """Colleagues with a telephone: of the own department, of the own place, all others."""
    near = Case(
        When(department=user.department, then=Value(0)),
        When(place=user.place, then=Value(1)),
        default=Value(2),
    )
    found = User.objects.visible_to(user).without_bots().exclude(phone="")
    people = found.order_by(near, "sort_name", "pk")[:MOST]
    return [Lent(PERSON.name, one.pk, _look(one), one) for one in people]


def _look(person: Any) -> object:
    return [str(getattr(person, name)) for name in SHOWN], person.has_status


def pages(request: HttpRequest, wanted: list[Lent]) -> Iterator[LentPage]:
    """The profile of each."""
    for lent in wanted:
        person = lent.thing
        said = (getattr(person, name) for name in SAID)
        yield LentPage(
            lent=lent,
            address=person.get_absolute_url(),
            title=person.name,
            template="accounts/person.html",
            context={"person": person},
            text=" ".join(filter(None, said)),
        )


LOANS = (Loan(lambda: [PERSON], things, pages, order=40),)
