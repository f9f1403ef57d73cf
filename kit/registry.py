"""Where apps above enter, when the process starts, what an app below is to know of them."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")


class Registry(dict[str, T]):
    """What apps have entered, by name. docs/architecture.md says why each registry is needed; a
    test holds their number at six at most."""

    def enter(self, name: str) -> Callable[[A], A]:
        """Enter the decorated thing under `name`."""

        def keep(thing: A) -> A:
            self[name] = thing  # type: ignore[assignment]
            return thing

        return keep
