"""What waits for a person: a line beside the page that leads there. Apps lend them to the frame."""

from dataclasses import dataclass

from django.utils.functional import Promise

MOST = 2  # lines of one app; the place itself shows the others


@dataclass(frozen=True)
class Todo:
    """One thing to do."""

    words: str | Promise
    url: str
    icon: str
    note: str | Promise = ""
    kind: str = "brand"  # the colour of its sign: "must" for the company, else "brand"
