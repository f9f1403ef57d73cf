"""The questions to the index: `find` and `suggest`. Nothing else reads entries for people."""

from search.engine.finding import find
from search.engine.query import Query
from search.engine.results import Hit, Results
from search.engine.suggesting import Suggestion, suggest

__all__ = ["Hit", "Query", "Results", "Suggestion", "find", "suggest"]
