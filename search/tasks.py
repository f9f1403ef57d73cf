"""What the clock brings: the missing, the wrong, and the compounds of words that came later."""

from datetime import timedelta
from itertools import islice

from django.db.models import F
from django.utils import timezone

from kit.database import server_time
from kit.jobs.scheduler import every, nightly
from search.index.checking import check
from search.index.opening import follow_clock
from search.index.rebuilding import resume
from search.index.writing import index
from search.models import Rebuild, SearchEntry
from search.sources import sources

STEPS = 25  # batches a minute: a worker has other things to do
STOPPED = timedelta(minutes=5)  # a build without a batch for so long does not run any more
NIGHTS = 14

nightly(hour=2)(follow_clock)
nightly(hour=4)(check)


@every(minutes=1)
def build_missing() -> None:
    """Build a part of what waits: everything where the index is empty, as after an upgrade, or
    the rest of what was stopped. Nothing while a command builds."""
    begun = list(Rebuild.objects.order_by("pk"))
    if any(one.moved_at and one.moved_at > server_time.now() - STOPPED for one in begun):
        return
    if not begun:
        if SearchEntry.objects.exists():
            return
        begun = Rebuild.objects.bulk_create([Rebuild(source=name) for name in sources()])
    left = STEPS
    for source in (sources()[one.source] for one in begun if one.source in sources()):
        left -= sum(1 for _step in islice(resume(source), left))
    Rebuild.objects.update(moved_at=None)


@nightly(hour=3)
def cut_compounds() -> None:
    """Cut the words of a part of all entries again, each entry once in `NIGHTS`: a compound is
    cut by the words of the company, and some came later than it."""
    tonight = timezone.localdate().toordinal() % NIGHTS
    entries = SearchEntry.objects.annotate(night=F("object_id") % NIGHTS).filter(night=tonight)
    for name in sources():
        index(name, entries.filter(source=name).values_list("object_id", flat=True), anew=True)


@nightly(hour=5)
def tidy() -> None:
    """Keep questions as fast as they were before the writes of the day."""
    SearchEntry.full_text.tidy()
