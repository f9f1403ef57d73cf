"""What people write: its limits, the people it names, its HTML."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit import text
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
