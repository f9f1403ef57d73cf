"""A cache in the memory of the process that also counts uses in a window of time.

The interface of Django cannot do that exactly: between two of its calls others count, too.
"""

import threading
import time

from django.core.cache.backends.locmem import LocMemCache


class MemoryCache(LocMemCache):
    """The memory of this process."""

    _windows = threading.Lock()

    def use(self, key: str, seconds: int) -> tuple[int, float]:
        """Count one use of `key`, and say which it is in this window and how long that lasts.

        A window begins with the first use and ends after `seconds`.
        """
        now = time.time()
        with self._windows:
            used, until = self.get(key, 0), self.get(f"{key}:until")
            if not used or until is None:
                used, until = 0, now + seconds
                self.set(f"{key}:until", until, seconds)
            self.set(key, used + 1, until - now)
            return used + 1, until - now
