"""Many requests in the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 60  # seconds until a thread counts as stuck


def at_once(call: Callable[[], Any], times: int = 12) -> list[Any]:
    """What `call` returns, or raises, when that many threads call it in the same moment."""
    start, answers = threading.Barrier(times), []

    def one() -> None:
        start.wait(PATIENCE)
        try:
            answers.append(call())
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, daemon=True) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == times, "a thread is stuck"
    return answers
