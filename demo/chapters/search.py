"""The index of everything that was told: a history is written without events."""

from datetime import datetime

from accounts.models import User
from search.index.rebuilding import rebuild
from search.sources import sources
from spaces.models import Space


def write(
    people: dict[str, User], spaces: dict[str, Space], now: datetime, *, pictures: bool
) -> str:
    """All entries."""
    count = sum([*rebuild(source)][-1].done for source in sources().values())
    return f"{count} things can be found."
