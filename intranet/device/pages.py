"""The page that says what this device keeps; it is kept there, too."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from kit.device import Lent, LentPage, Loan, lent_kinds

TEMPLATE = "device/this_device.html"


def things(user: User) -> list[Lent]:
    """One page, the same for everybody."""
    return [Lent("device", 1, [kind.name for kind in lent_kinds()], None)]


def pages(request: HttpRequest, wanted: list[Lent]) -> Iterator[LentPage]:
    """As its address answers."""
    for lent in wanted:
        yield LentPage(
            lent=lent,
            address=reverse("this-device"),
            title=_("This device"),
            template=TEMPLATE,
            context={"kinds": lent_kinds()},
        )


LOANS = (Loan(tuple, things, pages, order=0),)
