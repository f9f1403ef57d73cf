"""A part that is away is asked by one caller now and then, not by all of them."""

import threading
import time
from collections.abc import Callable

# of Redis
WAIT_SECONDS = 0.5  # for a connection or a response; half a second less than a request may lose
PAUSE_SECONDS = 5.0  # between two tries while Redis is away; live again within ten seconds


class CircuitBreaker:
    """Remembers that a part is away, so that only one caller in `pause` seconds waits for it."""

    def __init__(self, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.pause, self.clock = pause, clock
        self._lock = threading.Lock()
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the part failed and has not answered since."""
        return self._closed_until > 0

    def may_try(self) -> bool:
        """True while all is well; during a failure True for one caller per pause."""
        if not self._closed_until:
            return True
        with self._lock:
            if self.clock() < self._closed_until:
                return False
            self._closed_until = self.clock() + self.pause
            return True

    def failed(self) -> None:
        """Leave the part alone for one pause."""
        self._closed_until = self.clock() + self.pause

    def answered(self) -> bool:
        """The part is back. Returns whether it had been away."""
        was_away, self._closed_until = self._closed_until > 0, 0.0
        return was_away
