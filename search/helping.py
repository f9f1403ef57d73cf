"""Who may know about something: people who say of themselves that they can help with it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts import directory
from accounts.models import User
from kit.database.full_text import Term
from search.engine.excerpts import marked
from search.engine.reading import readable, verified
from search.models import SearchEntry

MOST, LOOKED_AT = 5, 100
text = SearchEntry.full_text


@dataclass(frozen=True)
class Helper:
    """A person, and what the person can help with, with marks around what was looked for."""

    person: User
    skills: SafeString

    @property
    def named(self) -> int:
        """How many words of the question the person names."""
        return self.skills.count("<mark>")


def helpers(user: User, tokens: Collection[str]) -> list[Helper]:
    """People whom `user` may see and who name any of `tokens`; who names most of them first. One
    word is enough: whoever is asked may know the others, too."""
    if not tokens:
        return []
    helping = User.objects.visible_to(user).without_bots().exclude(skills="")
    wanted = text.wanted([[Term(token) for token in sorted(tokens)]])
    found = readable(user).filter(
        text.holds(wanted), source="accounts.person", object_id__in=helping.values("pk")
    )
    rows = verified(user, list(found.order_by("-at", "-pk")[:LOOKED_AT]))
    people = directory.by_ids(row.object_id for row in rows)
    known = [Helper(one, marked(one.skills, tokens)) for one in people.values()]
    known.sort(key=lambda one: (-one.named, one.person.sort_name, one.person.pk))
    return [one for one in known if one.named][:MOST]
