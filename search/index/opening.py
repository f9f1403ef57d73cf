"""What everybody may read, kept true where no thing of its own changes: a space is opened or
closed, and a time comes."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from kit.database import server_time
from search.index.writing import holds_open_space, index
from search.models import ScopeSpace, SearchEntry
from search.sources import sources

LOOKED_BACK = timedelta(days=2)


def follow_space(space: int) -> None:
    """Let what is read through this space count for everybody, or no longer."""
    scopes = ScopeSpace.objects.filter(space=space).values("scope")
    _index_wrong(SearchEntry.objects.filter(scope__in=scopes))


def follow_clock() -> None:
    """Let what was planned and has begun lately count for everybody."""
    now = server_time.now()
    _index_wrong(SearchEntry.objects.filter(at__gte=now - LOOKED_BACK, at__lte=now))


def _index_wrong(entries: QuerySet[SearchEntry]) -> None:
    """Of these, write those anew that say of themselves that they are open and are not, or the
    other way round."""
    ruled = [name for name, one in sources().items() if one.entries]  # these say so themselves
    held, has_begun = holds_open_space("scope"), Q(at__lte=server_time.now())
    wrong = entries.exclude(source__in=ruled).filter(
        Q(held & has_begun, is_open=False) | Q(~held | ~has_begun, is_open=True)
    )
    for name in sources():
        index(name, wrong.filter(source=name).values_list("object_id", flat=True))
