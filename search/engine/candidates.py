"""The entries that are ranked: a bounded number, chosen by the database, within the rights.

What holds a word that stands almost everywhere is looked for in the newest days, then in as many as
it takes by what was found in these: the full text knows no order, so every row it finds is looked
at before the newest are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from itertools import combinations, islice
from math import ceil
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

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
FEW = 500  # entries that hold a word: to be looked at all together
NARROWED = 8  # of so many that are not open somebody reads one whose places are named
YEAR, FEWEST_DAYS, FARTHEST = 365, 2, 512  # days
LOOKS, ENOUGH = 3, 1.3  # at days, and how much more than is likely to be wanted they should hold
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


class Held(NamedTuple):
    """About how many entries hold what is looked for, and how many of these everybody reads."""

    entries: int = 0
    documents: int = 0

    @property
    def readable(self) -> int:
        """About how many somebody reads whose places are named."""
        return self.documents + (self.entries - self.documents) // NARROWED


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
        rarest = [min(query, key=lambda one: one.entries) for query in queries]
        held = Held(sum(one.entries for one in rarest), sum(one.documents for one in rarest))
        return self._newest(groups, Held() if titles else held, before)

    def holding(self, terms: Alternatives, entries: int) -> Rows:
        """Those that hold one of these, as about so many entries do."""
        return self._newest([[terms]], Held(entries), None)

    def _newest(
        self, groups: Sequence[Sequence[Alternatives]], held: Held, before: Place | None
    ) -> Rows:
        """Found in the way that is cheap where about so many entries hold what is looked for: every
        way finds the same."""
        if held.entries <= FEW:
            return self._ask(text.wanted(*groups), before)
        read = held.readable if self._few_places else held.entries
        if read <= FEW:
            return self._ask(text.wanted(*groups, within=self._within), before)
        return self._backwards(groups, max(FEWEST_DAYS, MOST * YEAR // read), before)

    def _backwards(
        self, groups: Sequence[Sequence[Alternatives]], days: int, before: Place | None
    ) -> Rows:
        """The same, the newest days first; all that is left where these are too many."""
        ends = [self.now, before and before[0], self.query.until]
        newest = last = marks.day_of(min(filter(None, ends)))
        found: Rows = {}
        for _ in range(LOOKS):
            first, end = _rounded(last, days)
            when = [Term(mark) for mark in marks.days_between(first, end)]
            within = [when, *self._few_places, *self._narrow]
            found |= self._ask(text.wanted(*groups, within=within), before)
            if len(found) >= MOST:
                return dict(islice(found.items(), MOST))
            last = first - 1
            days = _further(len(found), newest - last)
            if newest - last + days > FARTHEST:
                break
        return self._ask(text.wanted(*groups, within=self._within), before)

    @property
    def _within(self) -> list[Alternatives]:
        return [*self._places, *self._narrow]

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

    @property
    def _few_places(self) -> list[Alternatives]:
        """The same, none where they would make a look at some days dearer."""
        return [one for one in self._places if len(one) <= text.most_alternatives]

    def _ask(self, wanted: str, before: Place | None) -> Rows:
        values = [_value(value) for value in self.chosen.values()]
        names = tuple(self.chosen)
        place = (stored(before[0]), before[1]) if before else ()
        rows = _question(names, bool(before))(self.user, wanted, *values, *place)
        return {row["pk"]: row for row in rows}


def _further(found: int, days: int) -> int:
    """How many more days are likely to hold what is wanted, where these held so much."""
    return ceil((MOST - found) * days / max(1, found) * ENOUGH)


def _rounded(last: int, days: int) -> tuple[int, int]:
    """About so many days up to `last`, with some that were looked at or are to come: whole blocks,
    since every mark costs."""
    sizes = map(marks.days_of, range(marks.LEVELS))
    block = max(size for size in sizes if size <= max(1, days // 4))
    first = last - days + 1
    return first - first % block, last - last % block + block - 1


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
        newest = entries.order_by("-at", "-pk").values("pk")[:MOST]
        found = SearchEntry.objects.filter(pk__in=newest).annotate(is_mine=_is_mine(user))
        return found.order_by("-at", "-pk").values(*RANKED_BY)

    return prepared(build)


def _is_mine(user: User) -> ExpressionWrapper:
    """It stands in a space the person belongs to."""
    mine = Membership.objects.filter(user=user.pk).values("space")
    scopes = ScopeSpace.objects.filter(space__in=mine).values("scope")
    return ExpressionWrapper(Q(scope__in=scopes), BooleanField())


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
