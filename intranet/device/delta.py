"""What a device has to fetch and to forget, so that it holds what its person may read now.

The device says what it has, and gets the difference: a lost answer, thirty days away and a lost
right are the same case as a new post. Nothing is remembered about devices.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from intranet.context_processors import LentShell
from intranet.device import pages, shell
from kit.design.blocks import Draw, drawing_blocks
from kit.device import Lent, LentPage, Loan, loans

MOST = 120  # things in an answer; the device asks again for more
BLOCKS = ("layout", "head", "scripts", "main")


def _loans() -> list[Loan]:
    return [*pages.LOANS, *loans()]


def delta(request: HttpRequest, has: Mapping[str, str]) -> dict[str, Any]:
    """Things to fetch, keys to forget, and whether there is more than fits."""
    lent = {one.key: (loan, one) for loan in _loans() for one in loan.things(request.user)}
    versions = {key: _version(request, one.look) for key, (_loan, one) in lent.items()}
    wanted = [key for key in lent if has.get(key) != versions[key]]
    drawn = _drawn_pages(request, [lent[key] for key in wanted[:MOST]])
    return {
        "person": str(request.user.pk),
        "frame": _version(request, _frame_look(request)),
        "entries": [{"version": versions[one["key"]], **one} for one in drawn],
        "gone": [key for key in has if key not in lent],
        "more": len(wanted) > MOST,
    }


def _version(request: HttpRequest, look: object) -> str:
    """Another one when a page would look different, for whatever reason."""
    user: Any = request.user
    reader = (user.pk, user.role, user.is_staff, get_language(), get_current_timezone_name())
    return hashlib.sha256(repr((shell.version(), reader, look)).encode()).hexdigest()[:12]


def _frame_look(request: HttpRequest) -> object:
    user: Any = request.user
    return user.name, user.portrait_key, user.theme, user.status_now, user.has_keys


def _drawn_pages(request: HttpRequest, wanted: list[tuple[Loan, Lent]]) -> list[dict[str, Any]]:
    seen = {"shell": LentShell(request, request.user)}
    with drawing_blocks(request, seen) as draw:
        return [
            _drawn(draw, page)
            for loan in _loans()
            if (listed := [one for lender, one in wanted if lender is loan])
            for page in loan.pages(request, listed)
        ]


def _drawn(draw: Draw, page: LentPage) -> dict[str, Any]:
    return {
        "key": page.lent.key,
        "kind": page.lent.kind,
        "address": page.address,
        "aliases": list(page.aliases),
        "title": page.title,
        "at": page.at and page.at.isoformat(),
        "text": page.text,
        "files": list(page.files),
        "stands_in": page.stands_in,
        "blocks": draw(page.template, BLOCKS, page.context),
    }
