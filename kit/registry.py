"""Where apps above enter, when the process starts, what an app below is to know of them."""

from typing import TypeVar

T = TypeVar("T")


class Registry(dict[str, T]):
    """What apps have entered, by name. docs/architecture.md says why each registry is needed; a
    test holds their number at six at most."""
