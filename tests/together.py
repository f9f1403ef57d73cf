"""Many requests at once: real threads, each with its own connection, released by one barrier."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
TWELVE = 12


def at_once(call: Callable[[int], T], times: int = TWELVE) -> list[T]:
    """The results of `call(0)` … `call(times - 1)`, started in the same moment.

    What a call raises is raised here. Needs `@pytest.mark.django_db(transaction=True)`.
    """
    start = threading.Barrier(times)

    def one(number: int) -> T:
        try:
            start.wait()
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
