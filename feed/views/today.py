"""The start page of phones: what waits for a person, then the feed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from kit.discovery import in_order
from kit.http.phones import is_phone

CARDS = 10  # of the feed below; more come with reading


@dataclass(frozen=True)
class ShownPart:
    """A part with what it shows."""

    template: str
    found: Any


def begins_with_today(request: HttpRequest, show: str) -> bool:
    """Whether this is the start page of a phone, and not more of the feed."""
    return show == "all" and not request.htmx and not request.GET and is_phone(request)


def parts_for(user: User) -> list[ShownPart]:
    """The parts that have something to say to `user`, in reading order."""
    drawn = ((part.template, part.find(user)) for part in in_order("today", "TODAY"))
    return [ShownPart(template, found) for template, found in drawn if found]
