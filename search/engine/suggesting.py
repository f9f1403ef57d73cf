"""What is offered while somebody types: people and spaces first, then topics and titles."""

from dataclasses import dataclass

from accounts import directory
from accounts.models import User
from kit.database.full_text import Term
from search.engine.query import Query
from search.engine.reading import readable, verified
from search.index.marks import in_title
from search.models import SearchEntry
from search.sources import sources

FEWEST = 2  # characters
text = SearchEntry.full_text


@dataclass(frozen=True)
class Suggestion:
    """Something to go to before the question is finished."""

    kind: str
    id: int
    label: str
    url: str
    icon: str
    person: User | None = None  # drawn instead of the icon


def suggest(user: User, prefix: str, limit: int = 8) -> list[Suggestion]:
    """At most `limit` things `user` may read whose title has the words of `prefix`, the last of
    them perhaps unfinished."""
    words = Query(prefix).checked().words
    if not words or len(prefix.strip()) < FEWEST:
        return []
    *whole, last = words
    groups = [[Term(in_title(token)) for token in word.tokens] for word in whole]
    begun = Term(in_title(last.surface or last.tokens[0]), is_prefix=True)
    groups.append([*(Term(in_title(token)) for token in last.tokens), begun])
    found = readable(user).filter(text.holds(text.wanted(groups)))
    found = found.exclude(title="").order_by("-at", "-pk")
    rows = verified(user, list(found[: 5 * limit]))
    rows.sort(key=lambda row: sources()[row.source].order)
    people = directory.by_ids({row.object_id for row in rows if row.kind == "person"})
    return [
        Suggestion(
            row.kind,
            row.object_id,
            row.title,
            row.url,
            sources()[row.source].icon,
            people.get(row.object_id) if row.kind == "person" else None,
        )
        for row in rows[:limit]
    ]
