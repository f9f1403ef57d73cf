"""What people write: its limits, the people it names, its HTML."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.http.exceptions import Problem
from kit.text import rendering


@dataclass(frozen=True)
class RichText:
    """A text as it is stored: what was typed, its HTML, the people and topics it names."""

    body: str
    html: str
    people: dict[str, int]  # handle -> id
    topics: list[str]


def read_text(
    by: User, body: str, *, limit: int, may_be_empty: bool = False, **look: int
) -> RichText:
    """Check `body` against its limits and turn it into what is stored, with the `look` of
    `Parsed.html`.

    Raises Problem (`empty`, `too_long`, `too_many_mentions`) about the field `body`.
    """
    parsed = rendering.read(body, limit=limit)
    if not parsed.text and not may_be_empty:
        raise Problem("empty", _("This must not be empty."), field="body")
    handles = parsed.mentioned
    people = list(User.objects.visible_to(by).filter(handle__in=handles)) if handles else []
    html = parsed.html({person.handle: person.name for person in people}, **look)
    ids = {person.handle: person.pk for person in people}
    return RichText(parsed.text, str(html), ids, parsed.topics)


def newly_named(
    written: RichText, before: str, readers: Callable[[], QuerySet[User]]
) -> tuple[int, ...]:
    """Ids of people named now and not `before` who may read what names them.

    Who the `readers` are is only asked where somebody is named."""
    known = set(rendering.mentioned(before))
    named = [pk for handle, pk in written.people.items() if handle not in known]
    return tuple(readers().filter(pk__in=named).values_list("pk", flat=True)) if named else ()
