"""Places people hear from, by the names under which levels are stored: "space:7", "chat:3"."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from kit.database import keyset
from notifications.preferences.models import PlaceLevel
from spaces.models import Space

SPACES, CHATS = "spaces", "chats"


@dataclass(frozen=True)
class Place:
    """A place as its row shows it."""

    name: str
    title: str
    thing: Any
    level: str


def spaces_of(user: User) -> QuerySet[Any]:
    """The spaces a person belongs to."""
    return Space.objects.of_member(user)


def chats_of(user: User) -> QuerySet[Any]:
    """The groups a person takes part in."""
    from chat.models import Conversation

    groups = Conversation.objects.visible_to(user).begun().filter(kind=Conversation.Kind.GROUP)
    return groups.select_related("space")


def look_up(user: User, name: str) -> str:
    """`name`, if it is a place `user` may read; anything else does not exist."""
    sort, _colon, number = name.partition(":")
    known = {"space": spaces_of, "chat": _conversations}.get(sort)
    if known is None or not number.isdecimal() or len(number) > 18:
        raise Http404
    if not known(user).filter(pk=int(number)).exists():
        raise Http404
    return f"{sort}:{int(number)}"


def _conversations(user: User) -> QuerySet[Any]:
    if not apps.is_installed("chat"):
        return Space.objects.none()
    from chat.models import Conversation

    return Conversation.objects.visible_to(user)


def page_of(user: User, of: str, after: str | None) -> tuple[list[Place], str | None]:
    """A page of places with the level of each, and where the next one begins."""
    if of == CHATS and apps.is_installed("chat"):
        sort, page = "chat", keyset.page(chats_of(user), order=("-moved_at", "-pk"), after=after)
    else:
        sort, page = "space", keyset.page(spaces_of(user), order=Space.BY_NAME, after=after)
    names = {f"{sort}:{thing.pk}": thing for thing in page.items}
    mine = PlaceLevel.objects.visible_to(user).filter(place__in=names)
    levels = dict(mine.values_list("place", "level"))
    listed = [
        Place(name, getattr(thing, "title", None) or thing.name, thing, levels.get(name, ""))
        for name, thing in names.items()
    ]
    return listed, page.next
