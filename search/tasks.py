"""What the clock brings: the missing, the wrong, and the compounds of words that came later."""

from itertools import islice

from django.db.models import F
from django.utils import timezone

from kit.jobs.scheduler import every, nightly
from search.index.checking import check
from search.index.rebuilding import resume
from search.index.writing import index
from search.models import Rebuild, SearchEntry
from search.sources import sources

STEPS = 25  # batches a minute: a worker has other things to do
NIGHTS = 14

nightly(hour=4)(check)


@every(minutes=1)
def build_missing() -> None:
    """Build a part of what waits: everything where the index is empty, as after an upgrade, or
    the rest of what was stopped."""
    if not Rebuild.objects.exists():
        if SearchEntry.objects.exists():
            return
        Rebuild.objects.bulk_create([Rebuild(source=name) for name in sources()])
    left = STEPS
    for begun in Rebuild.objects.filter(source__in=sources()).order_by("pk"):
        left -= sum(1 for _step in islice(resume(sources()[begun.source]), left))


@nightly(hour=3)
def cut_compounds() -> None:
    """Cut the words of a part of all entries again, each entry once in `NIGHTS`: a compound is
    cut by the words of the company, and some came later than it."""
    tonight = timezone.localdate().toordinal() % NIGHTS
    entries = SearchEntry.objects.annotate(night=F("object_id") % NIGHTS).filter(night=tonight)
    for name in sources():
        index(name, entries.filter(source=name).values_list("object_id", flat=True), anew=True)
