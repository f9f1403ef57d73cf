"""The entries that are ranked: a bounded number, chosen by the database, within the rights.

What holds a word that stands almost everywhere is looked for in the newest days, then in as many as
it takes by what was found in these: the full text knows no order, so every row it finds is looked
at before the newest are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from kit.database.full_text import Alternatives, Term
from kit.database.prepared import prepared
from search.engine.moments import Moment, stored
from search.engine.places import places_of
from search.engine.query import Query
from search.engine.reading import readable
from search.engine.wanted import Wanted
from search.index import marks
from search.models import ScopeSpace, SearchEntry
from spaces.models import Membership

MOST = 200  # candidates of one look into the index
FEW, COMMON = 2_000, 20_000  # entries that hold a word: to be looked at all together, or never
SPARSE = 3
MOST_PAIRED = 4  # words of which two are enough
RANKED_BY = (
    "pk", "source", "kind", "object_id", "at", "expires_at", "weight", "length", "terms", "is_mine",
)  # fmt: skip
Rows = dict[int, dict[str, Any]]
Place = tuple[datetime, int]  # of an entry in the order of time: its moment and id
text = SearchEntry.full_text


def _in_space(space: Any) -> Q:
    scopes = ScopeSpace.objects.filter(space=space).values("scope")
    return Q(scope__in=scopes) | Q(conversation__space=space)


def _before(*place: Any) -> Q:
    moment, pk = Moment(place[0]), place[1]
    return Q(at__lte=moment) & (Q(at__lt=moment) | Q(pk__lt=pk))


FILTERS: dict[str, Any] = {
    "kinds": lambda kinds: Q(kind__in=kinds),
    "space": _in_space,
    "conversation": lambda conversation: Q(conversation=conversation),
    "person": lambda person: Q(author=person),
    "since": lambda moment: Q(at__gte=Moment(moment)),
    "until": lambda moment: Q(at__lt=Moment(moment)),
}


@dataclass
class Look:
    """Finds the newest entries which `user` may read and `query` lets through."""

    user: User
    query: Query
    now: datetime
    chosen: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        query = self.query
        self.chosen = {name: getattr(query, name) for name in FILTERS if getattr(query, name)}
        if query.only_mine:
            self.chosen["person"] = self.user.pk

    def __call__(
        self, *queries: Sequence[Wanted], titles: bool = False, before: Place | None = None
    ) -> Rows:
        """Those that hold all words of one of `queries`, in their titles or anywhere, and stand
        behind the place `before`."""
        if not queries or not all(one.shares for query in queries for one in query):
            return {}
        groups = [[_group(one, titles) for one in query] for query in queries]
        most = max(min(one.documents for one in query) for query in queries)
        if titles or most <= FEW:
            return self._ask(text.wanted(*groups), before)
        return self._backwards(groups, 0 if most > COMMON else 2, before)

    def _backwards(
        self, groups: Sequence[Sequence[Alternatives]], level: int, before: Place | None
    ) -> Rows:
        newest = before[0] if before else self.now
        while level < marks.LEVELS:
            days = [Term(mark) for mark in marks.days_before(newest, level)]
            found = self._ask(text.wanted(*groups, within=[days, *self._narrow]), before)
            if len(found) >= MOST:
                return found
            level = _enough(level, len(found))
        within = [*self._places, *self._narrow]
        return self._ask(text.wanted(*groups, within=within), before)

    @cached_property
    def _narrow(self) -> list[Alternatives]:
        """Kinds and author that are asked for, as marks."""
        narrow: list[Alternatives] = []
        if kinds := self.chosen.get("kinds"):
            narrow.append([Term(marks.of_kind(kind)) for kind in kinds])
        if person := self.chosen.get("person"):
            narrow.append([Term(marks.of_author(person))])
        return narrow

    @cached_property
    def _places(self) -> list[Alternatives]:
        """The places of the person, or those asked for, as marks; none where they are many."""
        places = places_of(self.user, self.query)
        return [places] if places else []

    def _ask(self, wanted: str, before: Place | None) -> Rows:
        values = [_value(value) for value in self.chosen.values()]
        names = tuple(self.chosen)
        place = (stored(before[0]), before[1]) if before else ()
        rows = _question(names, bool(before))(self.user, wanted, *values, *place)
        return {row["pk"]: row for row in rows}


def _enough(level: int, found: int) -> int:
    """Blocks of which level hold as many as are wanted, where those of `level` hold `found`; none
    where that is next to nothing: who reads little of what there is reads in few places."""
    if found < SPARSE:
        return marks.LEVELS
    wanted = level + 1
    while wanted < marks.LEVELS and found * marks.days_of(wanted - level) < MOST:
        wanted += 1
    return wanted


def _group(one: Wanted, titles: bool) -> Alternatives:
    return [Term(marks.in_title(token) if titles else token) for token in one.shares]


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return stored(value)
    return [*value] if isinstance(value, tuple) else value


@cache
def _question(names: tuple[str, ...], is_further: bool) -> Any:
    """The same question for everybody who uses the same filters."""

    def build(user: User, wanted: str, *values: Any) -> QuerySet[Any, dict[str, Any]]:
        entries = readable(user).filter(text.holds(wanted))
        for name, value in zip(names, values, strict=False):
            entries = entries.filter(FILTERS[name](value))
        if is_further:
            entries = entries.filter(_before(*values[-2:]))
        mine = Membership.objects.filter(user=user.pk).values("space")
        here = ScopeSpace.objects.filter(scope=OuterRef("scope"), space__in=mine)
        found = entries.annotate(is_mine=Exists(here)).order_by("-at", "-pk")
        return found.values(*RANKED_BY)[:MOST]

    return prepared(build)


def place_of(rows: Iterable[dict[str, Any]]) -> Place:
    """Where the oldest of these stands."""
    return min((row["at"], row["pk"]) for row in rows)


def with_some(find: Look, wanted: Sequence[Wanted]) -> Rows:
    """The newest entries that hold two of the words, and those that hold one that is rare."""
    known = [one for one in wanted if one.shares]
    found: Rows = {}
    if len(known) > 2:
        rarest = sorted(known, key=lambda one: one.documents)[:MOST_PAIRED]
        found |= find(*combinations(rarest, 2))
    most = max(one.importance for one in wanted)
    telling = [one for one in known if one.importance * 2 >= most]
    return found | find(*([one] for one in telling))
