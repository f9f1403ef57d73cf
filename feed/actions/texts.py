"""What posts and comments share when they are written: limits, mentions, HTML."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.models import Photo
from kit import limits, text
from kit.errors import Problem


@dataclass(frozen=True)
class Written:
    """A text as it is stored: what was typed, its HTML, the people and topics it names."""

    body: str
    html: str
    people: dict[str, int]  # handle -> id
    topics: list[str]


def read_text(by: User, body: str, *, limit: int, may_be_empty: bool = False) -> Written:
    """Check `body` against its limits and turn it into what is stored.

    Raises Problem (`empty`, `too_long`, `too_many_mentions`) about the field `body`.
    """
    body = text.accept(body, limit=limit)
    if not body and not may_be_empty:
        raise Problem("empty", _("Write something first."), field="body")
    handles = text.mentioned(body)
    people = list(User.objects.visible_to(by).filter(handle__in=handles)) if handles else []
    html = text.render(body, people={person.handle: person.name for person in people})
    ids = {person.handle: person.pk for person in people}
    return Written(body, str(html), ids, text.topics(body))


def newly_named(written: Written, before: str, readers: QuerySet[User]) -> tuple[int, ...]:
    """Ids of people named now and not `before` who may read what names them."""
    known = set(text.mentioned(before))
    named = [pk for handle, pk in written.people.items() if handle not in known]
    return tuple(readers.filter(pk__in=named).values_list("pk", flat=True)) if named else ()


def attach_photos(by: User, keys: Collection[str], **target: object) -> None:
    """Hang the waiting photos `keys` of `by` below `target` (`post=` or `comment=`), in order.

    Raises Problem when one is unknown, somebody else's or already used.
    """
    if len(keys) > limits.FILES_PER_POST:
        message = _("At most %(limit)s pictures.") % {"limit": limits.FILES_PER_POST}
        raise Problem("too_many_files", message, field="photos", limit=limits.FILES_PER_POST)
    for position, key in enumerate(keys):
        waiting = Photo.objects.waiting_of(by).filter(key=key)
        if not waiting.update(position=position, **target):
            raise Problem(
                "unknown_photo",
                _("A picture is no longer there. Add it again."),
                field="photos",
            )
