"""What the search page is where only the device answers: a box and what is found on it."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from kit.device import Lent, LentPage, Loan, lent_kinds


def things(user: User) -> list[Lent]:
    """One page, the same for everybody."""
    return [Lent("search", 1, [kind.name for kind in lent_kinds()], None)]


def pages(request: HttpRequest, wanted: list[Lent]) -> Iterator[LentPage]:
    """The page, at the address of the real one."""
    for lent in wanted:
        yield LentPage(
            lent=lent,
            address=reverse("search"),
            title=_("Search"),
            template="search/on_device.html",
            context={"kinds": lent_kinds()},
            stands_in=True,
        )


LOANS = (Loan(tuple, things, pages, order=1),)
