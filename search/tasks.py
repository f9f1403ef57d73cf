"""What the clock brings."""

from kit.jobs.scheduler import nightly
from search.index.checking import check

nightly(hour=4)(check)
