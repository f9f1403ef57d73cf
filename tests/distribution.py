"""Which worker runs which test: a file is one piece of work, and what takes long comes first.

What is built for a file (a company, a world, running processes) is then built once a run and not
by every worker, and none is left alone with something long at the end. bin/test asks for it with
`--dist loadfile`.
"""

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling


class FileScheduling(LoadFileScheduling):
    """Files in the order in which the workers found them."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)


def order(items: list[pytest.Item]) -> None:
    """What takes long first, then files with many tests: small ones end a run."""
    long = {item.path for item in items if _takes_long(item)}
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in long, -sizes[item.path], item.path))


def _takes_long(item: pytest.Item) -> bool:
    company = "nordwerk" in getattr(item, "fixturenames", ())
    return company or bool(item.get_closest_marker("slow"))
